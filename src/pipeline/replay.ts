import { hostname } from 'node:os'
import { MAX_PARTITION_KEY_BYTES } from '../aws/limits.ts'
import { KinetailError } from '../base/errors.ts'
import type { Settings } from '../config/settings.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { text } from '../messages/messages.ts'
import type { DeadLetters } from '../sink/dead-letter.ts'
import type { Delivery } from '../sink/delivery.ts'
import type { KeptLetter } from '../sink/read-dead-letters.ts'
import type { ReplayFile } from '../sink/replay-file.ts'
import { Statistics } from '../stats/statistics.ts'
import { Job, type JobPorts, observe, openDelivery, openParsers, packingOf } from './job.ts'
import { inputOf } from './letter-inputs.ts'
import { Pipeline } from './pipeline.ts'
import { type InputParser, processor } from './process.ts'
import { readyStream } from './ready-stream.ts'
import { RecordParser } from './record-parser.ts'
import { ReplaySource } from './replay-source.ts'

/** Settings with what a replay cannot do without. */
export type ReplaySettings = Settings & { readonly stream_name: string }

/** A replay, opened: the job that sends, and the source that knows what cannot be sent. */
export interface Replay {
  readonly job: Job
  readonly source: ReplaySource
}

/** What does not get through stays in the file that it came from. */
const STAYS: DeadLetters & { close(): Promise<void> } = {
  write: () => Promise.resolve(),
  close: () => Promise.resolve(),
}

/**
 * `kinetail replay`, opened: the stages of `kinetail stream` with letters for files. Parsers are those of the settings, so that what
 * they leave out, mask or add holds for letters too.
 */
export async function openReplay(
  settings: ReplaySettings,
  asked: FormatSpec | undefined,
  file: ReplayFile,
  { kinesis, say }: JobPorts,
  ending: AbortSignal,
): Promise<Replay> {
  const host = settings.host ?? hostname()
  const packing = packingOf({ ...settings, log_files: [] })
  const { recordBytes, ownKeys } = await readyStream(kinesis, settings, settings.stream_name, say, ending)
  if (packing?.pack === 'kpl' && !ownKeys)
    throw new KinetailError('config', text.pipeline.noAggregates(settings.stream_name))
  const stages: { delivery?: Delivery } = {}
  const statistics = new Statistics(() => observe(stages.delivery, undefined))
  const inputs = new LetterParsers(settings, asked, host, recordBytes - MAX_PARTITION_KEY_BYTES)
  const { counters, ledger } = statistics
  const delivery = await openDelivery(
    { ...settings, log_files: [] },
    { kinesis, say, deadLetters: STAYS, counters },
    { host, recordBytes, ownKeys, packing },
    ending,
  )
  stages.delivery = delivery
  const source = new ReplaySource({
    file,
    ledger,
    inputOf: (letter) => inputs.indexOf(letter),
    hasHeaders: (input) => inputs.all[input]!.headers !== undefined,
  })
  const process = processor({ inputs: inputs.all, delivery, deadLetters: STAYS, counters, say })
  const job = new Job({
    statistics,
    pipeline: new Pipeline({ source, process }),
    source,
    delivery,
    deadLetters: STAYS,
    inputs: inputs.all,
    shutdownMs: settings.shutdown_timeout,
  })
  return { job, source }
}

/** The parsers of letters, each opened when the first letter needs it. */
export class LetterParsers {
  readonly all: InputParser[] = []
  readonly #byKey = new Map<string, number>()
  readonly #settings: Settings
  readonly #asked: FormatSpec | undefined
  readonly #host: string
  readonly #maxRecordBytes: number

  constructor(settings: Settings, asked: FormatSpec | undefined, host: string, maxRecordBytes: number) {
    // What does not parse again stays a letter, and is not shipped as unparsed a second time.
    this.#settings = { ...settings, ship_unparsed: false, parse_workers: 0 }
    this.#asked = asked
    this.#host = host
    this.#maxRecordBytes = maxRecordBytes
  }

  /** Index in `all`; undefined when the letter's type is not known. Throws where a format of the settings is wrong. */
  indexOf(letter: KeptLetter): number | undefined {
    if (letter.line === undefined) return this.#index(`record ${letter.type}`, () => recordInput(letter.type))
    const input = inputOf(letter, { asked: this.#asked, log_files: this.#settings.log_files ?? [] })
    if (input === undefined) return undefined
    const { path: _, ...how } = input
    return this.#index(JSON.stringify(how), () => {
      const settings = { ...this.#settings, stream_name: '', log_files: [input] }
      return openParsers(settings, this.#host, this.#maxRecordBytes)[0]!
    })
  }

  #index(key: string, open: () => InputParser): number {
    let index = this.#byKey.get(key)
    if (index === undefined) {
      index = this.all.push(open()) - 1
      this.#byKey.set(key, index)
    }
    return index
  }
}

function recordInput(type: string): InputParser {
  return { parser: new RecordParser(type), type, unparsed: null }
}
