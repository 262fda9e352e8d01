import type { Shipment } from '../batch/batch.ts'
import { ODD_KEY, PLAIN_KEY } from '../batch/entry-table.ts'
import { keyHash } from '../batch/key-hash.ts'
import type { RecordBlock } from '../format/format.ts'
import { type Kernel, openKernel } from '../kernel/kernel.ts'
import type { PartitionKeys } from './kinesis/partition-key.ts'
import type { Lanes } from './sink.ts'

/** Records placed at a time, at most. */
const MOST = 4096
/** Shards that the kernel looks through: as many as an account may have by default in the largest regions. */
const MOST_SHARDS = 20_000
/** 8192 slots of 64 bytes, see `kernel/place-keys.ts`. */
const CACHE_BYTES = 8192 * 64

const encoder = new TextEncoder()

/** Memory of placers: of one thread one, since a placement is used before the next is made. */
class Tables {
  readonly lane: Uint32Array
  readonly hash: Uint32Array
  readonly kind: Uint8Array
  /** Address of the shards' first hash keys, and of the cache of keys; 0 without a kernel. */
  readonly starts: number
  readonly cache: number
  /** Whose hash keys lie at `starts`, and how often they were changed. */
  laid: Lanes | undefined
  epoch = 0

  constructor(kernel: Kernel | null) {
    const memory = kernel?.bytes.buffer
    const words = (): Uint32Array =>
      memory ? new Uint32Array(memory, kernel.reserve(4 * MOST), MOST) : new Uint32Array(MOST)
    this.lane = words()
    this.hash = words()
    this.kind = memory ? new Uint8Array(memory, kernel.reserve(MOST), MOST) : new Uint8Array(MOST)
    this.starts = kernel?.reserve(16 * MOST_SHARDS) ?? 0
    this.cache = kernel?.reserve(CACHE_BYTES) ?? 0
  }
}

let shared: Tables | undefined

/**
 * Tells for the records of a block which lane each takes, the hash of its key, and how the key is known. Keys that lie in
 * kernel memory are hashed there, many at a time; any other through its text.
 */
export class Placer {
  readonly #keys: PartitionKeys
  readonly #kernel: Kernel | null
  readonly #tables: Tables
  #lastText = ''
  #lastLanes: Lanes | undefined
  #lastLane = 0
  #lastHash = 0

  constructor(keys: PartitionKeys) {
    this.#keys = keys
    this.#kernel = openKernel()
    this.#tables = shared ??= new Tables(this.#kernel)
  }

  /** Results of the last `place`, by index: the lane, the hash of the key, its kind. */
  get results(): Pick<Tables, 'lane' | 'hash' | 'kind'> {
    return this.#tables
  }

  /**
   * Places the records from `from` on, `count` at most.
   * @returns how many: record `from + i` is at index i of the results
   */
  place(shipment: Shipment, lanes: Lanes, from: number, count: number): number {
    const n = Math.min(count, MOST)
    const others = this.#keys.inRecords ? this.#inKernel(shipment.block, lanes, from, n) : n
    if (others === 0) return n
    const { kind } = this.#tables
    for (let i = 0; i < n; i++)
      if (others === n || kind[i] !== PLAIN_KEY) this.#byText(shipment, lanes, from + i, i)
    return n
  }

  /** Returns how many of the `n` keys the kernel could not place. */
  #inKernel({ bytes, keyStart, keyEnd }: RecordBlock, lanes: Lanes, from: number, n: number): number {
    const kernel = this.#kernel
    const tables = this.#tables
    const { hashKeys } = lanes
    if (!kernel || !hashKeys || !kernel.holds(bytes) || !kernel.holds(keyStart)) return n
    const shards = hashKeys.starts.length / 16
    if (shards > MOST_SHARDS) return n
    if (tables.laid !== lanes) {
      kernel.bytes.set(hashKeys.starts, tables.starts)
      tables.laid = lanes
      tables.epoch++
    }
    return kernel.run.placeKeys(
      bytes.byteOffset,
      keyStart.byteOffset + 4 * from,
      keyEnd.byteOffset + 4 * from,
      n,
      tables.lane.byteOffset,
      tables.hash.byteOffset,
      tables.kind.byteOffset,
      tables.starts,
      shards,
      hashKeys.stripes,
      tables.cache,
      tables.epoch,
    )
  }

  #byText(shipment: Shipment, lanes: Lanes, record: number, i: number): void {
    const text = this.#keys.keyOf(shipment, record)
    // One key for a whole file or host is the rule here.
    if (text !== this.#lastText || lanes !== this.#lastLanes) {
      this.#lastText = text
      this.#lastLanes = lanes
      this.#lastLane = lanes.laneOf(text)
      this.#lastHash = keyHash(encoder.encode(text))
    }
    const { lane, hash, kind } = this.#tables
    lane[i] = this.#lastLane
    hash[i] = this.#lastHash
    kind[i] = ODD_KEY
  }
}
