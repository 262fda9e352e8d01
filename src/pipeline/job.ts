import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Kinesis } from '../aws/client.ts'
import { MAX_PARTITION_KEY_BYTES } from '../aws/limits.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import type { Checkpoints } from '../checkpoint/checkpoint.ts'
import { defaultCheckpointDir } from '../checkpoint/folder.ts'
import { openStore } from '../checkpoint/store.ts'
import { multilineOfInput } from '../config/multiline-of.ts'
import type { LogInput, Settings } from '../config/settings.ts'
import { createEngine, type FormatSpec, headerOf } from '../format/create-engine.ts'
import { eventRules } from '../format/multiline/multiline.ts'
import { createParser } from '../format/pool.ts'
import { isShapeless, type ShapeOptions } from '../format/shape/shape-options.ts'
import { type UnparsedShape, unparsedShape } from '../format/shape/unparsed-shape.ts'
import type { Tap } from '../format/tap.ts'
import { AUTO } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { DeadLetterFile } from '../sink/dead-letter-file.ts'
import type { Delivery } from '../sink/delivery.ts'
import { compression } from '../sink/kinesis/compress.ts'
import { openKinesisDelivery } from '../sink/kinesis/open.ts'
import type { Packing } from '../sink/kinesis/packing.ts'
import type { Say } from '../sink/trouble.ts'
import type { EventRules } from '../source/events.ts'
import type { Source } from '../source/source.ts'
import { openTail } from '../source/tail/tail.ts'
import { inFlight, type Ledger } from '../stats/ledger.ts'
import { Statistics } from '../stats/statistics.ts'
import { AutoInput, type Chosen } from './auto-input.ts'
import { checkShapes } from './check-shapes.ts'
import { Headers } from './headers.ts'
import { keyPlan } from './key-plan.ts'
import { Pipeline } from './pipeline.ts'
import { type InputParser, type ProcessPorts, processor } from './process.ts'
import { readyStream } from './ready-stream.ts'
import { shapeOf } from './shape-of.ts'
import { specOf } from './spec-of.ts'

/** Chunks of one file under way: one is handed over while the next is parsed. More of them where workers parse. */
const CHUNKS_PER_FILE = 2

/** Settings with what a job cannot do without. */
export type JobSettings = Settings & { readonly stream_name: string; readonly log_files: readonly LogInput[] }

export interface JobPorts {
  readonly kinesis: Kinesis
  readonly say: Say
  /** Watches what was parsed. */
  readonly tap?: Tap | undefined
  /** Watches what is shipped. */
  readonly shipped?: ProcessPorts['shipped']
}

/**
 * Opens everything that `kinetail stream` needs, in the order in which it is most useful to fail: the formats, the
 * checkpoint folder (is another process at it?), the stream, the files. `ending` gives up waiting for an endpoint that does not answer.
 */
export async function openJob(settings: JobSettings, ports: JobPorts, ending: AbortSignal): Promise<Job> {
  const { kinesis, say, tap, shipped } = ports
  const host = settings.host ?? hostname()
  checkFormats(settings)
  const packing = packingOf(settings)
  const dir = settings.checkpoint_dir ?? defaultCheckpointDir(settings.stream_name)
  const checkpoints = await openStore({ dir, warn: say.warn })
  try {
    const { recordBytes, ownKeys } = await readyStream(kinesis, settings, settings.stream_name, say, ending)
    if (packing?.pack === 'kpl' && !ownKeys)
      throw new KinetailError('config', text.pipeline.noAggregates(settings.stream_name))
    const stages: Partial<Pick<Job, 'source' | 'delivery'>> = {}
    const statistics = new Statistics(() => observe(stages.delivery, stages.source))
    // What begins anew is counted anew.
    if (settings.start !== 'beginning') carryOver(checkpoints, statistics.ledger)
    const deadLetters = new DeadLetterFile(deadLetterFileOf(settings), say)
    const inputs = openParsers(settings, host, recordBytes - MAX_PARTITION_KEY_BYTES, say)
    const delivery = await openDelivery(
      settings,
      { kinesis, say, deadLetters, counters: statistics.counters },
      { host, recordBytes, ownKeys, packing },
      ending,
    )
    const source = await openTail({
      inputs: settings.log_files.map((input) => ({ path: input.path, events: rulesOf(input, settings) })),
      checkpoints,
      ledger: statistics.ledger,
      counters: statistics.counters,
      host,
      start: settings.resume_from_checkpoint ? 'checkpoint' : (settings.start ?? 'checkpoint-or-beginning'),
      once: settings.once,
      chunksPerFile: Math.max(CHUNKS_PER_FILE, ...inputs.map(({ parser }) => parser.parallel)),
      maxLineBytes: settings.max_line ?? recordBytes - MAX_PARTITION_KEY_BYTES,
      warn: say.warn,
      note: say.info,
    })
    Object.assign(stages, { delivery, source })
    const process = processor({
      inputs,
      delivery,
      deadLetters,
      counters: statistics.counters,
      say,
      tap,
      shipped,
    })
    const pipeline = new Pipeline({ source, process })
    return new Job({
      statistics,
      pipeline,
      source,
      delivery,
      deadLetters,
      inputs,
      shutdownMs: settings.shutdown_timeout,
    })
  } catch (error) {
    await checkpoints.close()
    throw error
  }
}

export interface JobParts {
  readonly statistics: Statistics
  readonly pipeline: Pipeline
  readonly source: Source
  readonly delivery: Delivery
  readonly deadLetters: { close(): Promise<void> }
  readonly inputs: readonly InputParser[]
  readonly shutdownMs: number
}

/** `kinetail stream`, opened: from files to acknowledged entries. */
export class Job {
  readonly statistics: Statistics
  readonly source: Source
  readonly delivery: Delivery
  readonly #parts: JobParts

  constructor(parts: JobParts) {
    this.statistics = parts.statistics
    this.source = parts.source
    this.delivery = parts.delivery
    this.#parts = parts
  }

  /**
   * Runs until the files end (`once`) and all is acknowledged, or until `ending` aborts; then drains within
   * `shutdown_timeout`, or at once when `hurry` aborts, and writes the checkpoint. Whatever fails, all is closed: an open
   * watcher or lock would keep the process, and the next one, from going on.
   * @returns lines that were read and are not settled, because the service or the dead-letter file did not take them in
   *   time: they will be read again
   */
  async run(ending: AbortSignal, hurry: AbortSignal): Promise<number> {
    const { pipeline, delivery, deadLetters, source, inputs, shutdownMs } = this.#parts
    const running = pipeline.run()
    // Its failure is thrown below, after everything was closed as well as may be.
    running.catch(() => {})
    try {
      await Promise.race([running.then(() => delivery.empty()).catch(() => {}), aborted(ending)])
      pipeline.stop()
      const deadline = performance.now() + shutdownMs
      // What was read still goes out: only then may delivery stop taking.
      const over = new AbortController()
      const patience = sleep(shutdownMs, AbortSignal.any([hurry, over.signal]))
      await Promise.race([running.catch(() => {}), patience])
      over.abort()
      try {
        await delivery.drain(Math.max(0, deadline - performance.now()), hurry)
      } finally {
        await deadLetters.close()
      }
      await running
    } finally {
      await source.close()
      await Promise.all(inputs.flatMap(({ parser, auto }) => [parser.close(), auto?.close()]))
    }
    return inFlight(this.statistics.ledger.total)
  }
}

/** What earlier runs settled, as far as the checkpoint knows it: exact also after a kill, because what it does not know is read again. */
function carryOver(checkpoints: Checkpoints, ledger: Ledger): void {
  for (const { name, lines } of checkpoints.all()) if (lines !== undefined) ledger.carry(name, lines)
}

/** The file that keeps lines that do not parse. */
export function deadLetterFileOf({ dead_letter, checkpoint_dir, stream_name }: JobSettings): string {
  return dead_letter ?? join(checkpoint_dir ?? defaultCheckpointDir(stream_name), 'dead-letter.ndjson')
}

/** The format that lines of an input are read as, where they are read as `type`. */
export function formatOf(input: LogInput, settings: JobSettings, type: string): FormatSpec {
  const spec = specOf(input, rulesOf(input, settings) !== undefined)
  return spec.type === AUTO ? { type } : spec
}

/** How the lines of an input are joined. */
function rulesOf(input: LogInput, settings: Settings): EventRules | undefined {
  const spec = multilineOfInput(input, settings)
  return spec && eventRules(spec, input.type)
}

/** Throws when a format or a rule cannot be used: no use waiting for an endpoint first. */
export function checkFormats(settings: Settings & Pick<JobSettings, 'log_files'>): void {
  const { log_files } = settings
  checkShapes(
    settings,
    log_files.map((input) => ({ spec: specOf(input, false), rules: input, path: input.path })),
  )
  for (const input of log_files) {
    const { type, ...spec } = specOf(input, rulesOf(input, settings) !== undefined)
    const shape = shapeOf(settings, input)
    // What is wrong with a rule is wrong whatever the format turns out to be.
    const known = type === AUTO ? { type: 'application' } : { ...spec, type }
    createEngine({ ...known, shape }, { host: null, keyField: null, maxRecordBytes: 1 })
  }
}

/** How records are packed. Throws where this Node cannot compress so: no use waiting for an endpoint first. */
export function packingOf({ pack, compress }: JobSettings): Packing | undefined {
  if (compress !== undefined) compression(compress)
  if (pack === 'single') return undefined
  return compress === undefined ? { pack } : { pack, compress }
}

export function openParsers(
  settings: JobSettings,
  host: string,
  maxRecordBytes: number,
  say?: Say,
): InputParser[] {
  const { keyField } = keyPlan(settings.partition_key)
  const metadata = { host: settings.metadata ? host : null, maxRecordBytes }
  const options = { ...metadata, keyField }
  const workers = settings.parse_workers
  const open = (spec: FormatSpec): Chosen => ({
    type: spec.type,
    headers: headersOf(spec.type),
    parser: createParser({ spec, options, workers }),
  })
  return settings.log_files.map((input) => {
    const rules = rulesOf(input, settings)
    const joined = rules !== undefined
    const spec = specOf(input, joined)
    const shape = shapeOf(settings, input)
    const own = unparsedOf(shape, maxRecordBytes)
    const unparsed = settings.ship_unparsed ? { ...metadata, ...own } : null
    const hide = (shape.redact ?? []).length > 0 ? own.shape?.line : undefined
    if (spec.type !== AUTO) return { ...open({ ...spec, shape }), unparsed, hide }
    const auto = new AutoInput((type) => open({ type, joined, shape }), say, rules)
    // How many chunks may be under way is the same for all formats.
    return { ...open({ type: 'application', joined, shape }), unparsed, hide, auto }
  })
}

function unparsedOf(shape: ShapeOptions, maxRecordBytes: number): { readonly shape?: UnparsedShape } {
  return isShapeless(shape) ? {} : { shape: unparsedShape(shape, maxRecordBytes) }
}

/** What a delivery needs beside settings. */
interface DeliveryFacts {
  readonly host: string
  readonly recordBytes: number
  readonly ownKeys: boolean
  readonly packing: Packing | undefined
}

function headersOf(type: string): Headers | undefined {
  const kind = headerOf(type)
  return kind && new Headers(kind)
}

export function openDelivery(
  settings: JobSettings,
  ports: Parameters<typeof openKinesisDelivery>[1],
  { host, recordBytes, ownKeys, packing }: DeliveryFacts,
  ending: AbortSignal,
): Promise<Delivery> {
  return openKinesisDelivery(
    {
      stream: settings.stream_name,
      host,
      partitionKey: keyPlan(settings.partition_key).mode,
      batchSize: settings.batch_size,
      batchTimeoutMs: settings.batch_timeout,
      queueEntries: settings.queue_maxsize,
      strictOrder: settings.strict_order,
      adaptive: settings.adaptive,
      latencyMs: settings.target_latency,
      errorPart: settings.target_errors,
      paced: settings.pacing,
      sender: settings.sender,
      wire: settings.wire,
      recordBytes,
      ownKeys,
      packing,
    },
    ports,
    ending,
  )
}

export function observe(
  delivery: Delivery | undefined,
  source: Source | undefined,
): ReturnType<ConstructorParameters<typeof Statistics>[0]> {
  const queue = delivery?.queue()
  const lag = source?.lag() ?? []
  return {
    queueSize: queue?.entries ?? 0,
    queueBytes: queue?.bytes ?? 0,
    requestsInFlight: queue?.requests ?? 0,
    lagBytes: lag.reduce((bytes, file) => bytes + file.bytes, 0),
    lagSeconds: lag.reduce((seconds, file) => Math.max(seconds, file.seconds), 0),
    ...(delivery?.tuning() ?? { batchSize: 0, lingerMs: 0, concurrency: 0, shards: {} }),
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
