import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { GROK } from './grok-library.ts'

/** `%{NAME}`, `%{NAME:field}`, `%{NAME:field:int}`. */
const REFERENCE = /%\{(\w+)(?::([^:{}]+))?(?::(\w+))?\}/g
/** Names within names within names: more is a circle. */
const DEEPEST = 20
/** Longest expanded pattern, in characters. */
const LONGEST = 100_000

/** A pattern as a regular expression, and the field that each of its named groups fills. */
export interface Expanded {
  readonly source: string
  readonly fields: ReadonlyMap<string, string>
}

/** True for a pattern that uses grok's names. */
export function isGrok(pattern: string): boolean {
  return /%\{\w+[:}]/.test(pattern)
}

/** Puts what its names stand for into a grok pattern. `own` names come before the library's. */
export function expandGrok(pattern: string, own: Readonly<Record<string, string>> = {}): Expanded {
  const fields = new Map<string, string>()
  const expand = (part: string, depth: number): string => {
    if (depth > DEEPEST) throw new KinetailError('config', text.format.grokCircle(pattern))
    const expanded = part.replaceAll(REFERENCE, (_, name: string, field: string | undefined): string => {
      const meant = Object.hasOwn(own, name)
        ? own[name]!
        : Object.hasOwn(GROK, name)
          ? GROK[name]!
          : undefined
      if (meant === undefined)
        throw new KinetailError('config', text.format.unknownGrok(name, nearName(name, own)))
      const inner = expand(meant, depth + 1)
      if (field === undefined) return `(?:${inner})`
      const key = `k${fields.size}_`
      fields.set(key, fieldName(field))
      return `(?<${key}>${inner})`
    })
    if (expanded.length > LONGEST) throw new KinetailError('config', text.format.grokCircle(pattern))
    return expanded
  }
  // Atomic groups of other engines: ours has none, and takes them as plain ones.
  return { source: expand(pattern, 0).replaceAll('(?>', '(?:'), fields }
}

/** `[http][status]` is `http_status`. */
function fieldName(written: string): string {
  return written.replace(/^\[|\]$/g, '').replaceAll('][', '_')
}

function nearName(name: string, own: Readonly<Record<string, string>>): string | undefined {
  const upper = name.toUpperCase()
  return [...Object.keys(own), ...Object.keys(GROK)].find(
    (one) => one === upper || one.startsWith(upper.slice(0, 4)),
  )
}
