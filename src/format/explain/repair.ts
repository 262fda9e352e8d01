import { FORMATS } from '../all.ts'
import type { FormatSpec } from '../create-engine.ts'
import type { EscapeMode } from '../escapes.ts'
import { align, type Change } from './align.ts'
import { Explainer } from './explainer.ts'
import { type Dialect, shapeOf, TokenMatcher } from './token-match.ts'
import { formatTokens, lineTokens, SEPARATORS } from './tokens.ts'

/** A format string made from another so that it reads a line. */
export interface Repair {
  readonly spec: FormatSpec
  readonly changes: readonly Change[]
  readonly cost: number
}

/** More pieces than any format has; a longer line is not looked at. */
const MOST_TOKENS = 100
/** Part of the line's pieces that changes may cost: beyond that the format is another one. */
const MOST_CHANGED = 0.7
const ESCAPES: Readonly<Record<string, EscapeMode>> = { json: 'json', none: 'none' }

/** Times as the servers' formats have them: a field that is one is read as one. */
const TIMES = {
  apache: ['%t', '[%{%Y-%m-%dT%H:%M:%S%z}t]', '%{%Y-%m-%dT%H:%M:%S%z}t'],
  nginx: ['[$time_local]', '[$time_iso8601]', '$time_iso8601'],
} as const

/** Format strings that may be changed: the one in use, else those of the type, else all. */
export function basesOf(asked: FormatSpec | undefined): FormatSpec[] {
  const all = FORMATS.flatMap(({ name, strings }) =>
    Object.values(strings).map((format) => ({ type: name, format })),
  )
  if (asked === undefined) return all
  const { type, format } = asked
  const named = FORMATS.find((one) => one.name === type)?.strings[format ?? '']
  if (format !== undefined) return [{ type, format: named ?? format }]
  const own = all.filter((one) => one.type === type)
  return own.length > 0 ? own : all
}

/** The format that needs the fewest changes to read the line, tried for real; undefined when none comes near. */
export function repair(line: Uint8Array, bases: readonly FormatSpec[]): Repair | undefined {
  const text = Buffer.from(line).toString('latin1')
  const repairs = bases.flatMap((base) => SEPARATORS.flatMap((separator) => aligned(text, base, separator)))
  repairs.sort((a, b) => a.cost - b.cost)
  return repairs.find(({ spec }) => reads(spec, line))
}

function aligned(text: string, { type, format = '' }: FormatSpec, separator: string): Repair[] {
  const tokens = lineTokens(text, separator)
  if (tokens.length < 3 || tokens.length > MOST_TOKENS) return []
  const prefix = /^\s*escape=(\S*)\s+/.exec(format)
  const body = format.slice(prefix?.[0].length ?? 0)
  const isNginx = /\$\{?[A-Za-z_]/.test(body)
  const dialect: Dialect = { isNginx, escapes: isNginx ? (ESCAPES[prefix?.[1] ?? ''] ?? 'nginx') : 'apache' }
  const own = SEPARATORS.reduce((a, b) =>
    formatTokens(body, b).length > formatTokens(body, a).length ? b : a,
  )
  const matcher = new TokenMatcher(dialect)
  const field = (number: number, token: string): string => {
    const shape = shapeOf(token)
    const time = TIMES[isNginx ? 'nginx' : 'apache'].find((one) => matcher.cost(one, token) === 0)
    if (time !== undefined) return time
    const name = isNginx ? `$field_${number}` : `%{field_${number}}n`
    return shape === '"' ? `"${name}"` : shape === '[' ? `[${name}]` : name
  }
  const alignment = align(formatTokens(body, own), tokens, matcher, field)
  if (alignment.cost > tokens.length * MOST_CHANGED) return []
  const between = separator === '\t' && !isNginx ? '\\t' : separator
  const written = (prefix?.[0] ?? '') + alignment.tokens.join(between)
  return [{ spec: { type, format: written }, changes: alignment.changes, cost: alignment.cost }]
}

function reads(spec: FormatSpec, line: Uint8Array): boolean {
  try {
    return new Explainer(spec).fits(line) !== undefined
  } catch {
    return false
  }
}
