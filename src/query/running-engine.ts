import type { EngineState, QueryCheckpoint } from './checkpoint.ts'
import type { Database } from './database.ts'
import type { EngineCounts, EngineOptions, OutputStream, QueryEngine, RowBlock } from './engine.ts'
import type { Ids } from './ids.ts'
import { lateRows } from './late-rows.ts'
import type { Stage } from './open-stages.ts'
import type { ContinuousQuery } from './program.ts'
import type { ResultBatch } from './result.ts'
import type { RowBatch } from './row-batch.ts'
import type { ReadCounts, RowReader } from './row-reader.ts'
import { isSqlError, sqlError } from './sql/sql-error.ts'
import type { Watermark } from './watermark.ts'
import type { Emission } from './windows/runner.ts'
import { RunningTable } from './windows/running.ts'

export interface EngineParts {
  readonly database: Database
  readonly options: EngineOptions
  readonly stages: readonly Stage[]
  readonly checkpoint: QueryCheckpoint
  /** What the process before left. */
  readonly state: EngineState | undefined
  readonly program: string
  readonly counts: ReadCounts & { late: number; corrections: number }
  /** Undefined where nothing outlives the process. */
  readonly ids: Ids | undefined
  readonly watermark: Watermark
  readonly reader: RowReader
  /** Name of the stream that the rows belong to. */
  readonly source: string
  readonly letGo: () => void
}

/** Time between two transactions, ms of the machine's clock: what a crash makes read again. */
const COMMIT_MS = 1_000
/** Shards at their end that are remembered. */
const MAX_FINISHED = 10_000

/**
 * The engine at work. All that happens to rows, windows and positions between two commits is one transaction. Results of windows go
 * to the outbox in it, are handed out when it is done, and forgotten in the next.
 */
export class RunningEngine implements QueryEngine {
  readonly outputs: readonly OutputStream[]
  readonly resume: ReadonlyMap<string, string>
  readonly finished: ReadonlySet<string>
  readonly #parts: EngineParts
  readonly #durable: boolean
  readonly #positions: Map<string, string>
  readonly #finished: Set<string>
  #begun = false
  #failed = false
  #latest = Number.NEGATIVE_INFINITY
  #stopped = false
  /** Something is in the outbox. */
  #waiting = false
  #committedAt = performance.now()
  /** What is being computed: to say where a failure belongs. */
  #query: ContinuousQuery

  constructor(parts: EngineParts) {
    const { stages, state, options } = parts
    this.#parts = parts
    this.#durable = options.state !== undefined
    this.#query = stages[0]!.query
    this.#positions = new Map(Object.entries(state?.positions ?? {}))
    this.#finished = new Set(state?.finished)
    this.resume = new Map(this.#positions)
    this.finished = new Set(this.#finished)
    const shown = new Map<string, OutputStream>()
    for (const { query, output, results } of stages)
      if (output && !shown.has(query.into))
        shown.set(query.into, { name: query.into, columns: results.columns })
    this.outputs = [...shown.values()]
  }

  open(shardIds: readonly string[]): Promise<void> {
    return this.#guarded(async () => {
      for (const shardId of shardIds) {
        this.#finished.delete(shardId)
        this.#parts.watermark.open(shardId)
      }
    })
  }

  push(block: RowBlock): Promise<void> {
    return this.#guarded(async () => {
      const { reader, watermark, ids, stages, source } = this.#parts
      const now = this.#now()
      const rows = this.#unread(block)
      if (rows.length > 0) {
        const batch = reader.read({ ...block, rows }, now)
        const { time } = this.#parts.options
        for (let i = 0; i < batch.length; i++) {
          const at = time === 'event' ? batch.rowtime[i]! : batch.arrivedAt[i]!
          watermark.row(block.shardId, time === 'event' ? batch.hosts[i]! : '', at, batch.arrivedAt[i]!, now)
        }
        this.#positions.set(block.shardId, rows.at(-1)!.sequenceNumber)
        await ids?.add(batch)
        for (const stage of stages) if (stage.query.from === source) await this.#take(stage, batch)
      }
      if (block.behindMs !== undefined) watermark.progress(block.shardId, block.behindMs, now)
      await this.#advance()
    })
  }

  progress(shardId: string, behindMs: number): Promise<void> {
    return this.#guarded(async () => {
      this.#parts.watermark.progress(shardId, behindMs, this.#now())
      await this.#advance()
    })
  }

  finish(shardId: string): Promise<void> {
    return this.#guarded(async () => {
      this.#parts.watermark.finish(shardId)
      this.#finished.add(shardId)
      if (this.#finished.size > MAX_FINISHED) {
        const oldest = this.#finished.values().next().value!
        this.#finished.delete(oldest)
        this.#positions.delete(oldest)
      }
      await this.#advance()
    })
  }

  tick(): Promise<void> {
    return this.#guarded(() => this.#advance())
  }

  draw(): Promise<readonly ResultBatch[]> {
    return this.#guarded(async () => {
      const drawn: ResultBatch[] = []
      for (const { query, runner, results, output } of this.#parts.stages) {
        if (!output || !(runner instanceof RunningTable)) continue
        this.#query = query
        for await (const batch of results.batches({ revision: 0, result: await runner.draw() }))
          drawn.push(batch)
      }
      return drawn
    })
  }

  end(): Promise<void> {
    return this.#guarded(() => this.#closeAll(Number.POSITIVE_INFINITY))
  }

  async stop(): Promise<void> {
    if (this.#stopped) return
    this.#stopped = true
    try {
      if (!this.#failed && this.#begun) await this.#guarded(() => this.#commit())
    } finally {
      this.#parts.letGo()
    }
  }

  counts(): EngineCounts {
    const { counts, stages, watermark, options } = this.#parts
    const windows = stages.filter(({ output }) => output).reduce((sum, { runner }) => sum + runner.windows, 0)
    return {
      ...counts,
      windows,
      watermark: options.time === 'processing' ? this.#now() : watermark.value,
      heldBy: options.time === 'processing' ? undefined : watermark.heldBy,
    }
  }

  /** Failures as KinetailErrors; after one nothing is kept of the transaction it was in. */
  async #guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      if (!this.#begun) await this.#begin()
      return await work()
    } catch (error) {
      this.#failed = true
      // Failures of those who take results are theirs.
      throw isSqlError(error) ? sqlError(error, undefined, this.#query.place) : error
    }
  }

  /** Results that a process before could not say were delivered go first. */
  async #begin(): Promise<void> {
    this.#begun = true
    this.#waiting = this.#durable
    await this.#handOut()
  }

  /** It never goes back, whatever is done to the clock: rows would be late that have just come. */
  #now(): number {
    this.#latest = Math.max(this.#latest, Math.round((this.#parts.options.now ?? Date.now)()))
    return this.#latest
  }

  /** A source that goes on a little earlier than it must gives rows again that are here already. */
  #unread({ shardId, rows }: RowBlock): RowBlock['rows'] {
    const position = this.resume.get(shardId)
    if (position === undefined) return rows
    const isNew = rows.findIndex(({ sequenceNumber }) => isAfter(sequenceNumber, position))
    return isNew < 0 ? [] : rows.slice(isNew)
  }

  async #take(stage: Stage, batch: RowBatch): Promise<void> {
    this.#query = stage.query
    const missed = await stage.runner.take(batch, (emission) => this.#emit(stage, emission))
    if (missed.length === 0) return
    this.#parts.counts.late += missed.length
    await this.#parts.options.onLate?.(lateRows(stage.query.name, batch, missed))
  }

  async #emit(stage: Stage, emission: Emission): Promise<void> {
    const { deliver } = this.#parts.options
    if (emission.revision > 0) this.#parts.counts.corrections++
    if (stage.output) {
      // Row by row nothing is kept: what is handed out twice is named and told the same.
      const later = this.#durable && stage.query.window.kind !== 'none'
      for await (const batch of stage.results.batches(emission)) {
        if (!later) await deliver(batch)
        else {
          this.#waiting = true
          await this.#parts.checkpoint.keep(batch)
        }
      }
      return
    }
    // What has gone into the windows of other queries is not taken back.
    if (stage.next.length === 0 || emission.revision > 0) return
    const rows = await stage.results.rows(emission, stage.namesRows)
    for (const next of stage.next) await this.#take(next, rows)
    this.#query = stage.query
  }

  async #advance(): Promise<void> {
    const { watermark, options, stages } = this.#parts
    const reached = options.time === 'processing' ? this.#now() : watermark.advance()
    if (reached !== undefined && stages.some(({ runner }) => runner.due(reached)))
      await this.#closeAll(reached)
    else if (performance.now() - this.#committedAt >= COMMIT_MS) await this.#commit()
  }

  /** In the order of the program: what a query hands on is there before the next one closes. */
  async #closeAll(reached: number): Promise<void> {
    for (const stage of this.#parts.stages) {
      this.#query = stage.query
      await stage.runner.close(reached, (emission) => this.#emit(stage, emission))
    }
    await this.#commit()
  }

  async #commit(): Promise<void> {
    const { database, checkpoint, options, stages, ids } = this.#parts
    const { watermark } = this.counts()
    if (watermark !== undefined) await ids?.drop(watermark - (options.correctMs ?? 0) - longest(stages))
    if (this.#durable) await checkpoint.save(this.state)
    await database.run('COMMIT')
    await this.#handOut()
    this.#committedAt = performance.now()
  }

  /** Ends in the next transaction, which forgets what was delivered: a commit for that alone would cost as much as the window. */
  async #handOut(): Promise<void> {
    const { database, checkpoint, options } = this.#parts
    if (this.#waiting) for await (const batch of checkpoint.kept()) await options.deliver(batch)
    await database.run('BEGIN')
    if (this.#waiting) await checkpoint.forget()
    this.#waiting = false
  }

  /** What the checkpoint keeps. */
  get state(): EngineState {
    const { program, watermark, counts, stages } = this.#parts
    return {
      version: 1,
      program,
      positions: Object.fromEntries(this.#positions),
      finished: [...this.#finished],
      watermark: watermark.state,
      counts,
      runners: Object.fromEntries(stages.map(({ query, runner }) => [query.name, runner.state])),
    }
  }
}

/** Decimal digits, up to 56 of them. */
function isAfter(sequenceNumber: string, position: string): boolean {
  return sequenceNumber.length === position.length
    ? sequenceNumber > position
    : sequenceNumber.length > position.length
}

/** The longest window, ms: rows so old may be in one that is open. */
function longest(stages: readonly Stage[]): number {
  return Math.max(
    ...stages.map(({ query: { window } }) =>
      'sizeMs' in window ? window.sizeMs : window.kind === 'session' ? window.gapMs : 0,
    ),
  )
}
