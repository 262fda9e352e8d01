import type { FormatPart } from './format-part.ts'

/** The standard keys of an access record before `log_type`, in order (SPEC 3). */
export const STANDARD_KEYS = [
  'timestamp',
  'ip_address',
  'method',
  'path',
  'protocol',
  'status_code',
  'response_size',
  'referer',
  'user_agent',
] as const

/** Keys that kinetail writes itself: no variable of a format may take them. */
const RESERVED = ['log_type', 'request', 'truncated', 'line_bytes', 'host', 'event_id']
const REQUEST_KEYS = ['method', 'path', 'protocol']

export interface FieldName {
  readonly name: string
  /** One of the ten standard keys (a request line stands for three of them). */
  readonly standard: boolean
  /** False for a variable that stands in the format a second time. */
  readonly kept: boolean
}

/** Gives every field of a format its key: each key once, the better claim first, doubles numbered. */
export function nameFields(parts: readonly Extract<FormatPart, { kind: 'field' }>[]): FieldName[] {
  const taken = new Set<string>(RESERVED)
  const names: FieldName[] = []
  const client = clientOf(parts)
  const request = parts.findIndex((part) => part.field.reading === 'request')
  const seen = new Set<string>()
  const order = parts.map((part, i) => [part.field.otherwise === undefined ? 0 : 1, i] as const)
  if (request >= 0) for (const key of REQUEST_KEYS) taken.add(key)
  for (const [, i] of order.sort(([a, x], [b, y]) => a - b || x - y)) {
    const { field, written } = parts[i]!
    const isRequest = field.reading === 'request' && i === request
    const wanted = i === client ? 'ip_address' : field.name
    const name = isRequest ? wanted : freeName(wanted, field.otherwise, taken)
    names[i] = {
      name,
      standard: isRequest || (STANDARD_KEYS as readonly string[]).includes(name),
      kept: !seen.has(written) && (field.reading !== 'request' || isRequest),
    }
    taken.add(name)
    seen.add(written)
  }
  return names
}

/** Index of the field that tells the client's address, -1 without one. */
function clientOf(parts: readonly Extract<FormatPart, { kind: 'field' }>[]): number {
  let best = -1
  parts.forEach(({ field }, i) => {
    if (field.clientRank === undefined) return
    if (best < 0 || field.clientRank > parts[best]!.field.clientRank!) best = i
  })
  return best
}

function freeName(wanted: string, otherwise: string | undefined, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  const base = otherwise ?? wanted
  let name = base
  for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
  return name
}
