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
const REST = ['5 0 ] "', '4 64 " ', '8 33  ', '8 33  "', '3 64 " "', '3 68 "', '10 128 ']
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
  '0 ',
  '7 request',
]
const ADDRESS_EMIT = 1
const LOG_TYPE_EMIT = 9

/** What the fast path needs to know of a table of the combined format. */
export interface CombinedShape {
  /** Index of the request's parse op. */
  readonly request: number
  /** What is written behind the last value. */
  readonly lastLead: Uint8Array
}

/**
 * Tells the combined format by the ops of its table, whatever it was called; null for any other table, and where another
 * field than the address is the key. The user is not kept, or it would be among the emit ops.
 * @param key index of the emit op that writes the partition key, -1 without one
 */
export function combinedShape({ parse, emit }: OpTable, key: number): CombinedShape | null {
  const ops = parse.map(({ code, flags, stop }) => `${code} ${flags} ${Buffer.from(stop).toString('latin1')}`)
  const head = ops.length - REST.length
  const written = emit.map(({ code, name }) => `${code} ${name}`)
  const isHead = [APACHE_HEAD, NGINX_HEAD].some((one) => one.join() === ops.slice(0, head).join())
  if (!isHead || ops.slice(head).join() !== REST.join() || written.join() !== EMIT.join()) return null
  const lastLead = emit[LOG_TYPE_EMIT]!.lead
  if ((key >= 0 && key !== ADDRESS_EMIT) || lastLead.length > LEAD_BYTES) return null
  return { request: parse.findIndex(({ code }) => code === op.READ_REQUEST), lastLead }
}
