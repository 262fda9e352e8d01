import { AggregatePacker } from '../../aws/aggregate-packer.ts'
import { KernelAggregatePacker } from '../../aws/kernel-aggregate-packer.ts'
import { MAX_REQUEST_BYTES, SHARD_LIMITS } from '../../aws/limits.ts'
import { KernelLinesPacker } from '../../batch/kernel-lines-packer.ts'
import { LinesPacker } from '../../batch/lines-packer.ts'
import type { PaceLimits } from '../../batch/pace.ts'
import { PACK_SLACK, type Packer } from '../../batch/packer.ts'
import { PlaceList } from '../../batch/place-list.ts'
import { type Kernel, openKernel } from '../../kernel/kernel.ts'
import type { DeliveryOptions } from '../delivery-ports.ts'
import { compression } from './compress.ts'
import type { CompressionName, PackName } from './pack-options.ts'
import { PackRooms } from './pack-rooms.ts'
import { type EntrySink, type PackPorts, PackSink } from './pack-sink.ts'

/** How records are packed. */
export interface Packing {
  readonly pack: Exclude<PackName, 'single'>
  /** Only of lines. */
  readonly compress?: CompressionName
}

/**
 * Data and partition key of a packed entry, in bytes: ten of the units of 25 KB in which the service counts what is put, and a
 * quarter of what a shard takes in a second. Larger ones would save nothing, and wait longer where others write to the shard too.
 */
const ENTRY_BYTES = 256_000
/** The same before compression, which leaves a seventh of access logs: still large enough to waste little of a unit. */
const COMPRESSED_ENTRY_BYTES = 4 * ENTRY_BYTES
/**
 * Entries of a request: their digests are made side by side in the kernel, and compressed they keep the four threads of Node's
 * pool busy. Larger requests gained nothing and took the memory of eight entries more for each that is under way.
 */
const REQUEST_ENTRIES = 4
/** Part of a request that its records fill: packing makes them larger, and leaves a little of each entry unfilled. */
const REQUEST_PART = 0.94
/** Records in a request; more than its bytes hold of access logs. */
const REQUEST_RECORDS = 16_384
/**
 * Part of an entry that records of its size surely leave unfilled: an aggregate adds twelve bytes to a record at the most,
 * whose key is counted already.
 */
const SURE_PART = 0.8
/** Spacing of requests of a lane, in ms: company saves more than for single records, whose number alone it does not change. */
const LINGER_MS = 100

/** What packing changes in the options of a delivery. */
export type PackedDeliveryOptions = Pick<
  DeliveryOptions,
  'requestBytes' | 'requestRecords' | 'packedBytes' | 'lingerMs'
>

/** What delivery has to know where records are packed. `batchSize`: entries in a request. */
export function packedDelivery({ compress }: Packing, batchSize: number): PackedDeliveryOptions {
  const entryBytes = compress === undefined ? ENTRY_BYTES : COMPRESSED_ENTRY_BYTES
  return {
    // Two entries that follow each other hold more than one could: half of what they hold at most they hold at least.
    requestBytes: entryBytes * Math.min(REQUEST_ENTRIES * REQUEST_PART, batchSize / 2),
    requestRecords: REQUEST_RECORDS,
    packedBytes: entryBytes * SURE_PART,
    lingerMs: LINGER_MS,
  }
}

/** The pace of a shard for packed records: their bytes count, their number does not. */
export const PACKED_PACE: PaceLimits = { ...SHARD_LIMITS, recordsPerSecond: Number.POSITIVE_INFINITY }

/** Puts packing before a sink. @throws KinetailError('config') where this Node cannot compress so */
export function packingSink(
  sink: EntrySink,
  { pack, compress }: Packing,
  batchSize: number,
  findLanes: NonNullable<PackPorts['findLanes']>,
): PackSink {
  const kernel = openKernel()
  const entryBytes = compress === undefined ? ENTRY_BYTES : COMPRESSED_ENTRY_BYTES
  const rooms = new PackRooms(kernel, REQUEST_ENTRIES * (entryBytes + PACK_SLACK))
  const ports = { sink, packer: packerOf(pack, kernel), rooms, findLanes }
  return new PackSink(compress === undefined ? ports : { ...ports, compress: compression(compress) }, {
    entries: batchSize,
    requestBytes: MAX_REQUEST_BYTES,
    entryBytes,
  })
}

/** Of one thread: their tables stay in the kernel's memory for good. */
let shared: { readonly lines: Packer; readonly kpl: Packer } | undefined

function packerOf(pack: Packing['pack'], kernel: Kernel | null): Packer {
  if (kernel === null) return pack === 'lines' ? new LinesPacker() : new AggregatePacker()
  if (shared === undefined) {
    const places = new PlaceList(kernel)
    shared = {
      lines: new KernelLinesPacker(kernel, places),
      kpl: new KernelAggregatePacker(kernel, places),
    }
  }
  return shared[pack]
}
