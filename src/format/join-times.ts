import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Field, FormatPart } from './format-part.ts'
import { CONVERSIONS, planTime } from './strftime.ts'

type FieldPart = Extract<FormatPart, { kind: 'field' }>

/**
 * Joins times that stand side by side to one, `%{%F}t %{%T}t.%{msec_frac}t` as the example of httpd's own manual, and chooses how each is
 * read. A part of a time that stands alone is a text, `time`.
 */
export function joinTimes(parts: readonly FormatPart[]): FormatPart[] {
  const joined: FormatPart[] = [parts[0]!]
  for (let i = 1; i < parts.length; i += 2) {
    let part = parts[i] as FieldPart
    let after = parts[i + 1]!
    for (;;) {
      const next = parts[i + 2]
      const both = next?.kind === 'field' && after.kind === 'literal' ? join(part, after.text, next) : null
      if (both === null) break
      part = both
      i += 2
      after = parts[i + 1]!
    }
    if (part.field.pattern === undefined) {
      joined.push(part, after)
      continue
    }
    const [before, field, behind] = planned(part, part.field.pattern)
    joined.push({ kind: 'literal', text: literal(joined.pop()!) + before }, { ...part, field })
    joined.push({ kind: 'literal', text: behind + literal(after) })
  }
  return joined
}

/** The two as one, null when they are no parts of one time: of different moments, or the same part twice. */
function join(first: FieldPart, between: string, second: FieldPart): FieldPart | null {
  const { pattern, phase, absent } = first.field
  const other = second.field
  if (pattern === undefined || other.pattern === undefined || phase !== other.phase) return null
  if (absent !== other.absent || /["[\]]/.test(between)) return null
  const letters = lettersOf(other.pattern)
  if (lettersOf(pattern).some((letter) => letters.includes(letter))) return null
  // `%t` has brackets around it: nothing can be inside them but itself.
  if (pattern.endsWith(']') || other.pattern.startsWith('[')) return null
  const whole = pattern + between.replaceAll('%', '%%') + other.pattern
  if (planTime(whole) === null) return null
  return {
    ...first,
    field: { ...first.field, pattern: whole },
    written: first.written + between + second.written,
  }
}

function lettersOf(pattern: string): string[] {
  return [...pattern.replaceAll('%%', '').matchAll(/%(.)/gs)].map((match) => match[1]!)
}

function planned(part: FieldPart, pattern: string): [string, Field, string] {
  const plan = planTime(pattern)
  if (plan === null)
    throw new KinetailError('config', text.format.unknownTime(part.written, part.column, CONVERSIONS))
  const { reading, core, before, after } = plan
  const field: Field = { ...part.field, reading, pattern: core }
  if (reading === 'integer')
    return [before, { ...field, name: core === '%3' ? 'msec_frac' : 'usec_frac', writing: 'number' }, after]
  return [before, plan.isWhole ? field : { ...field, name: 'time' }, after]
}

function literal(part: FormatPart): string {
  return part.kind === 'literal' ? part.text : ''
}
