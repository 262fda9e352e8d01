import * as op from './op-codes.ts'
import type { OpTable } from './op-table.ts'

/** Room for each lead of the fast path, in bytes (`kernel/access/form.ts`). */
export const LEAD_BYTES = 32

/** What the fast path of the kernel writes between the values of a combined line: keys, with the quotes around them. */
export const FAST_LEADS: readonly string[] = [
  '{"timestamp":',
  '","ip_address":"',
  '","method":"',
  '","path":"',
  '","protocol":"',
  '","status_code":',
  ',"response_size":',
  ',"referer":"',
  ',"user_agent":"',
]

/** Parse ops as code, flags and stop: client and user, in Apache's format and in nginx's, then what both have. */
const APACHE_HEAD = ['1 1  ', '2 1  ', '2 3  [']
const NGINX_HEAD = ['1 1  - ', '2 3  [']
const MIDDLE = ['5 0 ] "', '4 64 " ', '8 33  ', '8 33  "', '3 64 " "']
/** The user agent, and nothing behind it. */
const LAST = ['3 68 "', '10 128 ']
/** Emit ops as code and key. */
const EMIT = [
  '6 timestamp',
  '1 ip_address',
  '1 method',
  '1 path',
  '1 protocol',
  '2 status_code',
  '3 response_size',
  '1 referer',
  '1 user_agent',
]
/** Log type, and the text of a request that could not be read. */
const LAST_EMIT = ['0 ', '7 request']
const ADDRESS_EMIT = 1
const AGENT_EMIT = 8

/** What the fast path needs to know of a table of the combined format. */
export interface CombinedShape {
  /** Index of the request's parse op. */
  readonly request: number
  /** Index of the emit op behind the user agent's: log type and further fields. */
  readonly rest: number
  /** False when there is more in the line, or in the record, than combined has. */
  readonly isWhole: boolean
  /** What is written behind the user agent. */
  readonly lastLead: Uint8Array
}

/**
 * Tells the combined format, or one that begins so, by the ops of its table, whatever it was called; null for any other
 * table, and where another field than the address is the key.
 * @param key index of the emit op that writes the partition key, -1 without one
 */
export function combinedShape({ parse, emit }: OpTable, key: number): CombinedShape | null {
  const ops = parse.map(({ code, flags, stop }) => `${code} ${flags} ${Buffer.from(stop).toString('latin1')}`)
  const written = emit.map(({ code, name }) => `${code} ${name}`)
  const head = [APACHE_HEAD, NGINX_HEAD].find((one) => begins(ops, [...one, ...MIDDLE]))
  if (head === undefined || !begins(written, EMIT) || (key >= 0 && key !== ADDRESS_EMIT)) return null
  const agent = head.length + MIDDLE.length
  if (parse[agent]?.code !== op.READ_QUOTED || parse[agent].slot !== emit[AGENT_EMIT]!.slot) return null
  const { lead } = emit[EMIT.length]!
  const isWhole =
    ops.slice(agent).join('\n') === LAST.join('\n') &&
    written.slice(EMIT.length).join() === LAST_EMIT.join() &&
    lead.length <= LEAD_BYTES
  return {
    request: parse.findIndex(({ code }) => code === op.READ_REQUEST),
    rest: EMIT.length,
    isWhole,
    lastLead: isWhole ? lead : new Uint8Array(0),
  }
}

function begins(all: readonly string[], first: readonly string[]): boolean {
  return first.every((one, i) => one === all[i])
}
