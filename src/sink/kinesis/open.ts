import type { Kinesis } from '../../aws/client.ts'
import {
  DEFAULT_MAX_RECORD_BYTES,
  MAX_REQUEST_BYTES,
  MAX_REQUEST_ENTRIES,
  SHARD_LIMITS,
} from '../../aws/limits.ts'
import { listOpenShards } from '../../aws/shards.ts'
import { describeStream } from '../../aws/stream.ts'
import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Counters } from '../../stats/counters.ts'
import type { DeadLetters } from '../dead-letter.ts'
import { Delivery } from '../delivery.ts'
import type { Say } from '../trouble.ts'
import { CborFirst } from './cbor-first.ts'
import { OwnSender } from './own-sender.ts'
import { queueRecords } from './pack-options.ts'
import { PACKED_PACE, type Packing, packedDelivery, packingSink } from './packing.ts'
import { type PartitionKeyMode, partitionKeys } from './partition-key.ts'
import { KinesisSink, type PutRecordsPort, recordsOf } from './put.ts'
import { ShardLanes } from './shard-lanes.ts'
import { untilAnswered } from './until-answered.ts'
import type { WireName } from './wire.ts'

/** Who sends PutRecords: kinetail itself, at a fraction of the CPU, or the SDK. Everything else is the SDK's either way. */
export type SenderName = 'own' | 'sdk'

/**
 * Lanes at least where nothing is paced: so many requests are under way at a time. With one, either end waits for the
 * other; more than four gained nothing.
 */
const UNPACED_LANES = 4

/** Settings of delivery into a stream, with the defaults of `kinetail stream`. */
export interface KinesisDeliveryOptions {
  readonly stream: string
  /** Name of this machine, for partition keys. */
  readonly host: string
  /** `record` unless told. */
  readonly partitionKey?: PartitionKeyMode
  /** Entries in a request at most, up to 500, which is the default. */
  readonly batchSize?: number
  /** The longest an entry waits for company, in ms; 5000 unless told. */
  readonly batchTimeoutMs?: number
  /** Many records in one Kinesis record; each in its own unless told. */
  readonly packing?: Packing | undefined
  /** Records held at most; 1000 unless told, 4000 where nothing is paced, 10,000 where they are packed. */
  readonly queueEntries?: number
  /** Memory of the blocks that they lie in, in bytes; 32 MiB unless told. */
  readonly queueBytes?: number
  /** Requests in flight at most; 16 unless told. */
  readonly concurrency?: number
  /** False when the stream is known to distribute records itself (AUTO); true unless told. */
  readonly ownKeys?: boolean
  /** See `DeliveryOptions`. */
  readonly strictOrder?: boolean
  /** See `TuningBounds`. */
  readonly latencyMs?: number | undefined
  readonly errorPart?: number | undefined
  /** Batch size, linger and concurrency follow latency and throttling; true unless told. */
  readonly adaptive?: boolean
  /** Stay below the limits of a shard; true unless told (an endpoint without limits). */
  readonly paced?: boolean
  /** The stream's record limit in bytes (`describeStream`); 1 MiB unless told. */
  readonly recordBytes?: number
  /** `own` unless told. */
  readonly sender?: SenderName
  /** How requests of the sender `own` are spelled; `json` unless told. */
  readonly wire?: WireName
}

/** What it works with. */
export interface KinesisDeliveryPorts {
  readonly kinesis: Pick<Kinesis, 'call' | 'access' | 'region'>
  readonly deadLetters: DeadLetters
  readonly counters: Counters
  readonly say: Say
}

/**
 * Delivery into a stream. Asks for its shards first, so what is wrong from the start (no such stream, refused
 * credentials) throws here; an endpoint that does not answer is waited for until `signal` aborts.
 */
export async function openKinesisDelivery(
  options: KinesisDeliveryOptions,
  ports: KinesisDeliveryPorts,
  signal?: AbortSignal,
): Promise<Delivery> {
  const { kinesis, say } = ports
  const { stream, paced = true, packing } = options
  const batchSize = Math.min(options.batchSize ?? MAX_REQUEST_ENTRIES, MAX_REQUEST_ENTRIES)
  const explain = (error: unknown): never => {
    throw withFix(error, stream, kinesis.region)
  }
  const findLanes = async (until?: AbortSignal): Promise<ShardLanes> => {
    const ranges = await listOpenShards(kinesis, stream, until)
    if (ranges.length === 0)
      throw new KinetailError('service', text.sink.noShards(stream), { canRetry: true })
    return new ShardLanes(ranges, paced ? 1 : Math.ceil(UNPACED_LANES / ranges.length))
  }
  const lanes = await untilAnswered(() => findLanes(signal).catch(explain), say, signal)
  const sender = await openSender(options.sender ?? 'own', kinesis, stream, options.wire)
  const put = new KinesisSink(
    (entries, until) => sender.put(entries, until).catch(explain),
    () => sender.close(),
  )
  const packed = packing && packingSink(put, packing, batchSize, (until) => findLanesNow(until))
  let { ownKeys = true } = options
  if (packed) packed.keysDecide = ownKeys
  /** The lanes as they are now, and whether keys still decide where a record goes: both may be changed at any time. */
  const findLanesNow = async (until: AbortSignal): Promise<ShardLanes> => {
    const summary = await describeStream(kinesis, stream, until).catch(() => undefined)
    if (ownKeys && summary?.ownKeys === false) {
      ownKeys = false
      say.warn(text.sink.distributesItself(stream, packing?.pack === 'kpl'))
      if (packed && packing?.pack === 'kpl') packed.packs = false
      if (packed) packed.keysDecide = false
    }
    return findLanes(until)
  }
  return new Delivery(
    {
      batchSize,
      batchTimeoutMs: options.batchTimeoutMs ?? 5000,
      queueEntries: options.queueEntries ?? queueRecords(packing !== undefined, paced),
      queueBytes: options.queueBytes ?? 32 * 1024 ** 2,
      concurrency: options.concurrency ?? 16,
      strictOrder: options.strictOrder ?? false,
      adaptive: options.adaptive ?? true,
      ...(options.latencyMs === undefined ? {} : { latencyMs: options.latencyMs }),
      ...(options.errorPart === undefined ? {} : { errorPart: options.errorPart }),
      requestBytes: MAX_REQUEST_BYTES,
      recordBytes: options.recordBytes ?? DEFAULT_MAX_RECORD_BYTES,
      pace: paced ? (packing ? PACKED_PACE : SHARD_LIMITS) : null,
      ...(packing && packedDelivery(packing, batchSize)),
    },
    {
      sink: packed ?? put,
      lanes,
      findLanes: findLanesNow,
      keys: partitionKeys(options.partitionKey ?? 'record', options.host),
      deadLetters: ports.deadLetters,
      counters: ports.counters,
      say,
    },
  )
}

/** The sender of that name, ready to send. */
export async function openSender(
  name: SenderName,
  kinesis: KinesisDeliveryPorts['kinesis'],
  stream: string,
  wire: WireName = 'json',
): Promise<PutRecordsPort> {
  if (name === 'own') {
    const access = await kinesis.access('PutRecords', { StreamName: stream, Records: [] })
    const json = new OwnSender(access, stream)
    return wire === 'json' ? json : new CborFirst(new OwnSender(access, stream, 'cbor'), json)
  }
  return {
    put: (entries, until) =>
      kinesis.call('PutRecords', { StreamName: stream, Records: recordsOf(entries) }, until),
    // The client is closed by whoever opened it.
    close: () => {},
  }
}

/** A stream that is not there: the same error, with the command that makes it. */
function withFix(error: unknown, stream: string, region: string): unknown {
  if (!(error instanceof KinetailError) || error.code !== 'not_found') return error
  return new KinetailError('not_found', text.sink.noStreamNow(stream, region), {
    cause: error,
    facts: error.facts,
  })
}
