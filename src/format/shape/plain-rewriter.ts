import type { BlockBuilder } from '../block-builder.ts'
import { ARRAY, ESCAPED, NULL, OBJECT, STRING } from './json-walk.ts'
import { AS_IT_IS, GONE, HIDDEN, type Members } from './members.ts'
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
  #first = true

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
    this.#first = true
    // Members that stay as they are go in one piece, from the first of them on.
    let run = -1
    for (let m = 0; m <= count; m++) {
      const found = m === count ? GONE : members.value(record, m)
      if (run >= 0 && (m === tail || found !== AS_IT_IS)) {
        this.#copyRun(out, record, run, m - 1, keyMember)
        run = -1
      }
      if (m === tail) this.#putAdded(out, record)
      if (found === AS_IT_IS && run < 0) run = m
      if (found !== HIDDEN) continue
      this.#comma(out)
      copy(out, bytes, keyStart[m]!, keyEnd[m]!)
      put(out, 0x3a)
      const at = out.at
      copy(out, members.hidden.bytes, members.start, members.end)
      if (m === keyMember) this.#keyAt(out, at, out.at)
    }
    if (run >= 0) this.#copyRun(out, record, run, count - 1, keyMember)
    put(out, 0x7d)
  }

  #copyRun(out: BlockBuilder, record: RecordView, first: number, last: number, keyMember: number): void {
    this.#comma(out)
    const from = record.keyStart[first]!
    const shift = out.at - from
    copy(out, record.bytes, from, record.valueEnd[last]!)
    if (keyMember >= first && keyMember <= last)
      this.#keyAt(out, record.valueStart[keyMember]! + shift, record.valueEnd[keyMember]! + shift)
  }

  #putAdded(out: BlockBuilder, record: RecordView): void {
    for (const { name, text } of this.#added) {
      if (record.memberOf(name) >= 0) continue
      this.#comma(out)
      copy(out, text, 0, text.length)
    }
  }

  #comma(out: BlockBuilder): void {
    if (!this.#first) put(out, 0x2c)
    this.#first = false
  }

  /** Index of the first of the members that end every record. */
  #tailAt(record: RecordView): number {
    const tail = placeAt(record, this.#eventId, this.#eventLines)
    if (tail > 0 && tail < record.count && record.nameOf[tail - 1] === this.#host) return tail - 1
    return tail
  }

  #keyAt(out: BlockBuilder, start: number, end: number): void {
    const quotes = out.bytes[start] === 0x22 ? 1 : 0
    this.keyStart = start + quotes
    this.keyEnd = end - quotes
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
