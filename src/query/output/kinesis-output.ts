import { hostname } from 'node:os'
import type { Kinesis } from '../../aws/client.ts'
import { MAX_PARTITION_KEY_BYTES } from '../../aws/limits.ts'
import { describeStream } from '../../aws/stream.ts'
import { KinetailError } from '../../base/errors.ts'
import type { Ack } from '../../checkpoint/ack.ts'
import { BlockBuilder } from '../../format/block-builder.ts'
import { text } from '../../messages/messages.ts'
import type { DeadLetters } from '../../sink/dead-letter.ts'
import { openKinesisDelivery } from '../../sink/kinesis/open.ts'
import type { Say } from '../../sink/trouble.ts'
import type { SourceFile } from '../../source/source.ts'
import { Counters } from '../../stats/counters.ts'
import type { ResultBatch, ResultRow } from '../result.ts'
import type { Output } from './output.ts'
import { type ResultLabels, resultJson } from './result-json.ts'

export interface KinesisOutputOptions {
  readonly stream: string
  readonly labels: ResultLabels
  readonly signal: AbortSignal
  readonly say: Say
}

/** Of a drain at the end, ms: what was not acknowledged by then is delivered again after the next start. */
const DRAIN_MS = 10_000
/** Results are few and are waited for: none of them waits for company. */
const LINGER_MS = 50
const FILE: SourceFile = { id: 1, path: 'query', name: 'query', generation: '0'.repeat(16), input: 0 }

/**
 * Puts results into a stream, through the delivery that `kinetail stream` has: retried for as long as it takes, resharding
 * followed. The partition key is the result's id, so that a corrected result comes behind what it corrects. Each record has an
 * `event_id` made of it: `kinetail read` and `kinetail query` drop a result that was delivered twice.
 */
export async function kinesisOutput(
  kinesis: Pick<Kinesis, 'call' | 'access' | 'region'>,
  options: KinesisOutputOptions,
): Promise<Output> {
  const { stream, labels, signal, say } = options
  const refused = new Refused()
  const { recordBytes, ownKeys } = await describeStream(kinesis, stream, signal)
  const delivery = await openKinesisDelivery(
    { stream, host: hostname(), recordBytes, ownKeys, batchTimeoutMs: LINGER_MS },
    { kinesis, deadLetters: refused, counters: new Counters(), say },
    signal,
  )
  // One listener for all deliveries: those of each would pile up.
  let waiting: Settled | undefined
  signal.addEventListener('abort', () => waiting?.giveUp(), { once: true })
  return {
    deliver: async (batch) => {
      const block = blockOf(batch, labels)
      if (block.records === 0) return
      const settled = new Settled(block.records)
      waiting = settled
      const shipment = {
        block,
        ack: settled,
        file: FILE,
        offset: 0,
        logTypes: ['result'],
        writtenAt: Date.now(),
      }
      const taken = await delivery.accept(shipment)
      const done = taken && !signal.aborted && (await settled.all)
      waiting = undefined
      if (!done) throw new KinetailError('network', text.queryCommand.streamGaveUp(stream, batch.rows.length))
      refused.check(stream, recordBytes - MAX_PARTITION_KEY_BYTES)
    },
    close: async () => {
      await delivery.drain(DRAIN_MS, signal)
    },
  }
}

/** A result that the service will never take: it is larger than a record may be. It ends the query, since nobody would miss it. */
class Refused implements DeadLetters {
  #reason: string | undefined

  async write(letters: Parameters<DeadLetters['write']>[0]): Promise<void> {
    this.#reason ??= letters[0]?.reason
  }

  check(stream: string, limit: number): void {
    if (this.#reason !== undefined)
      throw new KinetailError('limit', text.queryCommand.streamRefused(stream, this.#reason, limit))
  }
}

/** `all` is true when every row was acknowledged, or refused for good; false when nobody waits for that any more. */
class Settled implements Ack {
  readonly all: Promise<boolean>
  #left: number
  #done: (all: boolean) => void = () => {}

  constructor(rows: number) {
    this.#left = rows
    this.all = new Promise((resolve) => {
      this.#done = resolve
    })
  }

  cut(): void {}

  settle(): void {
    this.settleMany(undefined, 1)
  }

  settleMany(_: unknown, count: number): void {
    this.#left -= count
    if (this.#left <= 0) this.#done(true)
  }

  giveUp(): void {
    this.#done(false)
  }
}

function blockOf(batch: ResultBatch, labels: ResultLabels): BlockBuilder {
  const block = new BlockBuilder()
  for (const row of batch.rows) {
    const json = withEventId(batch, row, resultJson(batch, row, labels))
    const from = block.at
    const bytes = Buffer.from(json)
    const id = bytes.lastIndexOf(row.id)
    block.addLine(from + bytes.length)
    block.write(bytes)
    const key = id < 0 ? [0, 0] : [from + id, from + id + row.id.length]
    block.addRecord(from, key[0]!, key[1]!, Number.NaN, 0)
  }
  return block
}

/** An event id as readers know them: 16 hex digits, a colon, up to 15 digits. A correction is another event. */
function withEventId(batch: ResultBatch, row: ResultRow, json: string): string {
  if (batch.columns.some(({ name }) => name === 'event_id')) return json
  const offset = Number.parseInt(row.id.slice(16, 28), 16) + batch.revision
  return `${json.slice(0, -1)},"event_id":"${row.id.slice(0, 16)}:${offset}"}`
}
