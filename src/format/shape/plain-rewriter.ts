import type { BlockBuilder } from '../block-builder.ts'
import { ARRAY, ESCAPED, NULL, OBJECT, STRING } from './json-walk.ts'
import { AS_IT_IS, GONE, type Members } from './members.ts'
import type { RecordNames } from './record-names.ts'
import type { RecordView } from './record-view.ts'

/** Writes one record anew; where the partition key's text came to lie is in `keyStart` and `keyEnd` (equal: nowhere). */
export interface Rewriter {
  keyStart: number
  keyEnd: number
  /** @param keyMember the member that holds the partition key, −1 without one */
  write(out: BlockBuilder, record: RecordView, logType: number, keyMember: number): void
}

/** Under the guide's own names: what is hidden is replaced, what is added stands before `host` and `event_id`. */
export class PlainRewriter implements Rewriter {
  keyStart = 0
  keyEnd = 0
  readonly #members: Members
  readonly #added: readonly { readonly name: number; readonly text: Uint8Array }[]
  readonly #host: number
  readonly #eventId: number
  readonly #eventLines: number

  constructor(
    members: Members,
    add: Readonly<Record<string, string | number | boolean>>,
    names: RecordNames,
  ) {
    this.#members = members
    this.#host = names.add('host')
    this.#eventId = names.add('event_id')
    this.#eventLines = names.add('event_lines')
    this.#added = Object.entries(add).map(([name, value]) => ({
      name: names.add(name),
      text: Buffer.from(`${JSON.stringify(name)}:${JSON.stringify(value)}`),
    }))
  }

  write(out: BlockBuilder, record: RecordView, _logType: number, keyMember: number): void {
    const members = this.#members
    const { count, bytes, keyStart, keyEnd } = record
    members.clear()
    this.keyStart = 0
    this.keyEnd = 0
    const tail = this.#tailAt(record)
    put(out, 0x7b)
    let first = true
    for (let m = 0; m <= count; m++) {
      if (m === tail)
        for (const { name, text } of this.#added) {
          if (record.memberOf(name) >= 0) continue
          if (!first) put(out, 0x2c)
          first = false
          out.write(text)
        }
      if (m === count) break
      const found = members.value(record, m)
      if (found === GONE) continue
      if (!first) put(out, 0x2c)
      first = false
      copy(out, bytes, keyStart[m]!, keyEnd[m]!)
      put(out, 0x3a)
      const at = out.at
      copy(out, found === AS_IT_IS ? bytes : members.hidden.bytes, members.start, members.end)
      if (m === keyMember) this.#keyAt(out, at)
    }
    put(out, 0x7d)
  }

  /** Index of the first of the members that end every record. */
  #tailAt(record: RecordView): number {
    const tail = placeAt(record, this.#eventId, this.#eventLines)
    if (tail > 0 && tail < record.count && record.nameOf[tail - 1] === this.#host) return tail - 1
    return tail
  }

  #keyAt(out: BlockBuilder, at: number): void {
    const quotes = out.bytes[at] === 0x22 ? 1 : 0
    this.keyStart = at + quotes
    this.keyEnd = out.at - quotes
  }
}

/** Index of the first of the members that name a record's place: `event_lines`, where several lines are in it, and `event_id`. */
export function placeAt({ count, nameOf }: RecordView, eventId: number, eventLines: number): number {
  if (count === 0 || nameOf[count - 1] !== eventId) return count
  return count > 1 && nameOf[count - 2] === eventLines ? count - 2 : count - 1
}

/** True for a value that can be a partition key. */
export function isKey(kind: number): boolean {
  return kind !== NULL && kind !== OBJECT && kind !== ARRAY
}

export function isString(kind: number): boolean {
  return kind === STRING || kind === ESCAPED
}

export function put(out: BlockBuilder, byte: number): void {
  out.reserve(1)
  out.bytes[out.at++] = byte
}

/** Short pieces byte by byte: a call into the engine costs more. */
export function copy(out: BlockBuilder, bytes: Uint8Array, from: number, to: number): void {
  out.reserve(to - from)
  const target = out.bytes
  let { at } = out
  if (to - from > 64) {
    target.set(bytes.subarray(from, to), at)
    at += to - from
  } else for (let i = from; i < to; i++) target[at++] = bytes[i]!
  out.at = at
}
