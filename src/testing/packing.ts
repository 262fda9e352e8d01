import type { Entries } from '../batch/batch.ts'
import { PACK_SLACK, type Packer } from '../batch/packer.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { SLACK } from '../kernel/memory.ts'

/** A record to pack. */
export interface PackRecord {
  readonly key: string
  readonly data: Uint8Array
  /** Its key lies in the block, as the engine leaves it there; else it has to be asked for. */
  readonly keyInBlock: boolean
}

/** Records in one block, as the engine writes them: one LF behind each. */
export function blockEntries(records: readonly PackRecord[], kernel?: Kernel): Entries & { free(): void } {
  const keys = Buffer.concat(records.map(({ key }) => Buffer.from(key)))
  const size = records.reduce((sum, { data }) => sum + data.length + 1, keys.length)
  const slab = kernel?.arena.take(size + SLACK)
  const bytes = kernel === undefined ? new Uint8Array(size) : kernel.bytes.subarray(slab!.at, slab!.at + size)
  bytes.set(keys)
  const keyEnds: number[] = []
  const ends: number[] = []
  let keyAt = 0
  let at = keys.length
  for (const { key, data } of records) {
    keyAt += Buffer.byteLength(key)
    keyEnds.push(keyAt)
    bytes.set(data, at)
    at += data.length
    ends.push(at)
    bytes[at++] = 0x0a
  }
  return {
    length: records.length,
    bytes: () => bytes,
    start: (i) => ends[i]! - records[i]!.data.length,
    end: (i) => ends[i]!,
    keyStart: (i) => (records[i]!.keyInBlock ? keyEnds[i]! - Buffer.byteLength(records[i]!.key) : 0),
    keyEnd: (i) => (records[i]!.keyInBlock ? keyEnds[i]! : 0),
    key: (i) => records[i]!.key,
    free: () => {
      if (slab !== undefined) kernel?.arena.giveBack(slab)
    },
  }
}

/** Some of the records of others, in their order. */
export function someOf(entries: Entries, indexes: readonly number[]): Entries {
  return {
    length: indexes.length,
    bytes: (i) => entries.bytes(indexes[i]!),
    start: (i) => entries.start(indexes[i]!),
    end: (i) => entries.end(indexes[i]!),
    keyStart: (i) => entries.keyStart(indexes[i]!),
    keyEnd: (i) => entries.keyEnd(indexes[i]!),
    key: (i) => entries.key(indexes[i]!),
  }
}

/** A packed entry with its data taken out; undefined where the record goes as it lies. */
export interface TakenEntry {
  readonly records: number
  readonly data: Buffer | undefined
}

/** All records packed into entries of at most `limit` bytes, one after the other in `target`. */
export function packAll(packer: Packer, entries: Entries, target: Uint8Array, limit: number): TakenEntry[] {
  const written: { start: number; end: number; records: number }[] = []
  let at = 0
  for (let from = 0; from < entries.length; ) {
    const { end, records } = packer.pack(entries, from, entries.length, target, at, limit)
    written.push({ start: at, end, records })
    from += records
    at = end + PACK_SLACK
  }
  packer.seal()
  return written.map(({ start, end, records }) => ({
    records,
    data: end === start ? undefined : Buffer.from(target.slice(start, end)),
  }))
}
