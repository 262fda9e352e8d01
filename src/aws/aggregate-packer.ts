import { createHash } from 'node:crypto'
import { dataOf, type Entries } from '../batch/batch.ts'
import type { Packed, Packer } from '../batch/packer.ts'
import { AGGREGATE_MAGIC, DIGEST_BYTES } from './kpl.ts'

/** Tags of the fields (number * 8 + 2 for bytes, + 0 for a varint): `kpl.ts` has the messages. */
const KEY_TAG = 0x0a
const RECORD_TAG = 0x1a
const KEY_INDEX_TAG = 0x08
const DATA_TAG = 0x1a

/**
 * KPL aggregates. Each record keeps its own partition key, told once for all records of that key. Only for records of one
 * shard: Amazon's consumers drop a record whose key does not belong to the shard that its aggregate was read from. A record
 * that is alone goes as it is, as the KPL sends it.
 */
export class AggregatePacker implements Packer {
  /** Of the entry that is being written: its keys by index, and the index of each record's key. */
  readonly #keys = new Map<string, number>()
  readonly #keyOf: number[] = []

  pack(entries: Entries, from: number, to: number, target: Uint8Array, at: number, limit: number): Packed {
    const count = this.#fitting(entries, from, to, limit)
    if (count < 2) return { end: at, records: 1 }
    target.set(AGGREGATE_MAGIC, at)
    const start = at + AGGREGATE_MAGIC.length
    let end = start
    for (const key of this.#keys.keys()) end = writeField(target, end, KEY_TAG, Buffer.from(key))
    for (let i = 0; i < count; i++) {
      const data = dataOf(entries, from + i)
      const index = this.#keyOf[i]!
      target[end++] = RECORD_TAG
      end = writeVarint(target, end, recordBytes(index, data.length))
      target[end++] = KEY_INDEX_TAG
      end = writeVarint(target, end, index)
      end = writeField(target, end, DATA_TAG, data)
    }
    target.set(createHash('md5').update(target.subarray(start, end)).digest(), end)
    return { end: end + DIGEST_BYTES, records: count }
  }

  seal(): void {}

  /** How many records the entry takes; fills the tables. */
  #fitting(entries: Entries, from: number, to: number, limit: number): number {
    this.#keys.clear()
    this.#keyOf.length = 0
    let room = limit - AGGREGATE_MAGIC.length - DIGEST_BYTES - Buffer.byteLength(entries.key(from))
    for (let i = from; i < to; i++) {
      const key = entries.key(i)
      const index = this.#keys.get(key) ?? this.#keys.size
      if (index === this.#keys.size) room -= fieldBytes(Buffer.byteLength(key))
      room -= fieldBytes(recordBytes(index, entries.end(i) - entries.start(i)))
      if (room < 0) break
      this.#keys.set(key, index)
      this.#keyOf.push(index)
    }
    return this.#keyOf.length
  }
}

/** A Record: the index of its key and its data. */
function recordBytes(keyIndex: number, dataBytes: number): number {
  return 1 + varintBytes(keyIndex) + fieldBytes(dataBytes)
}

/** A field of bytes, with its tag (of one byte) and its length. */
function fieldBytes(bytes: number): number {
  return 1 + varintBytes(bytes) + bytes
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 0x7f; rest >>>= 7) bytes++
  return bytes
}

function writeField(target: Uint8Array, at: number, tag: number, bytes: Uint8Array): number {
  target[at] = tag
  const start = writeVarint(target, at + 1, bytes.length)
  target.set(bytes, start)
  return start + bytes.length
}

/** @param value below 2^31 */
function writeVarint(target: Uint8Array, at: number, value: number): number {
  let rest = value
  for (; rest > 0x7f; rest >>>= 7) target[at++] = (rest & 0x7f) | 0x80
  target[at++] = rest
  return at
}
