import { createHash } from 'node:crypto'
import { MAX_PARTITION_KEY_CHARACTERS } from '../../aws/limits.ts'
import type { Shipment } from '../../batch/batch.ts'
import { keyHash } from '../../batch/key-hash.ts'
import type { SourceFile } from '../../source/source.ts'

/**
 * Where an entry's partition key comes from. `record` is the field that the engine was compiled for
 * (`auto`, `field:NAME`), with the file where a record has none.
 */
export type PartitionKeyMode = 'record' | 'file' | 'host' | 'random'

export interface PartitionKeys {
  /** Keys lie in the records (`RecordBlock.keyStart`), where these have one. */
  readonly inRecords: boolean
  /** The same for the same record at every call. */
  keyOf(shipment: Shipment, record: number): string
}

/** Files whose key is remembered: more than are open at once. */
const REMEMBERED_FILES = 4096

const BACKSLASH = 0x5c

/** @param host name of this machine: the key of `host`, and a part of the key of a file */
export function partitionKeys(mode: PartitionKeyMode, host: string): PartitionKeys {
  const fileKey = fileKeys(host)
  const hostKey = shorten(host) || 'localhost'
  switch (mode) {
    case 'host':
      return { inRecords: false, keyOf: () => hostKey }
    case 'random':
      return { inRecords: false, keyOf: scattered }
    case 'file':
      return { inRecords: false, keyOf: (shipment) => fileKey(shipment.file) }
    case 'record':
      return {
        inRecords: true,
        keyOf: (shipment, record) => recordKey(shipment, record) || fileKey(shipment.file),
      }
  }
}

/** 64 bits from where the line lies: as good as random, and the same when the line is sent again. */
function scattered({ block, offset, file }: Shipment, record: number): string {
  const line = block.line[record]!
  const place = Buffer.from(`${file.generation}:${offset + (line === 0 ? 0 : block.lineEnd[line - 1]!)}`)
  return keyHash(place, 1).toString(36) + keyHash(place, 2).toString(36)
}

/** The key text of a record with its JSON escapes undone; empty when it has none. */
function recordKey({ block }: Shipment, record: number): string {
  const start = block.keyStart[record]!
  const end = block.keyEnd[record]!
  if (start === end) return ''
  const bytes = block.bytes.subarray(start, end)
  const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
  if (!bytes.includes(BACKSLASH)) return shorten(written)
  try {
    // A lone surrogate has no UTF-8: the service would hash another text than we did.
    return shorten(Buffer.from(JSON.parse(`"${written}"`) as string).toString())
  } catch {
    return shorten(written)
  }
}

/**
 * `<host>:<name>`, by the name under which a file was opened the first time: neither a rename nor another process after it moves
 * it to another shard, the next generation under the same name follows on the same one, and a thousand hosts with the same path spread.
 */
function fileKeys(host: string): (file: SourceFile) => string {
  const known = new Map<number, string>()
  return (file) => {
    const found = known.get(file.id)
    if (found !== undefined) return found
    const name = `${host}:${file.name}`
    const key =
      name.length <= MAX_PARTITION_KEY_CHARACTERS
        ? name
        : `${shorten(name, MAX_PARTITION_KEY_CHARACTERS - 33)}:${createHash('md5').update(name).digest('hex')}`
    if (known.size >= REMEMBERED_FILES) known.delete(known.keys().next().value!)
    known.set(file.id, key)
    return key
  }
}

/** At most `characters` UTF-16 units, and no half of a surrogate pair: at most as many Unicode characters. */
function shorten(written: string, characters: number = MAX_PARTITION_KEY_CHARACTERS): string {
  if (written.length <= characters) return written
  const cut = written.slice(0, characters)
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut
}
