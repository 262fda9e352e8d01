import { formatDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import type { QueryEngine } from '../query/engine.ts'
import type { Output } from '../query/output/output.ts'
import type { Program } from '../query/program.ts'
import type { ResultBatch } from '../query/result.ts'
import type { RowSource } from '../query/source/row-source.ts'
import type { QueryFlags, QuerySettings } from './query-flags.ts'
import type { Screen } from './query-screen.ts'
import { tableLines } from './query-table.ts'

export interface ReportPorts {
  readonly engine: QueryEngine
  readonly source: RowSource
  readonly screen: Screen
  readonly outputs: Output
  readonly settings: QuerySettings
  readonly program: Program
  readonly flags: QueryFlags
}

/** Tells a person how the query is getting on: the table without a window drawn anew, the line of progress, the closing summary. */
export class QueryReport {
  readonly #ports: ReportPorts
  readonly #running: boolean
  readonly #began = performance.now()
  #drawnAt = Number.NEGATIVE_INFINITY
  #before = { at: performance.now(), rows: 0 }

  constructor(ports: ReportPorts) {
    this.#ports = ports
    this.#running = ports.program.queries.some(({ window }) => window.kind === 'running')
  }

  /** Called between two calls of the engine. */
  async tick(): Promise<void> {
    const { screen, settings, engine, outputs } = this.#ports
    const now = performance.now()
    const due = this.#running && now - this.#drawnAt >= settings.drawMs
    if (screen.live) {
      const table = this.#running && settings.output === 'table' ? linesOf(await engine.draw()) : []
      screen.draw([...table, this.#progress(now)])
    }
    // Where nothing can be drawn in place, a table that was asked for by `--every` is printed each time.
    if (due && this.#ports.flags.every !== undefined && (!screen.live || settings.output !== 'table')) {
      this.#drawnAt = now
      for (const batch of await engine.draw()) await outputs.deliver(batch)
    }
  }

  /** The last table, and what is to be said of the whole. */
  async end(): Promise<void> {
    const { screen, engine, outputs, flags } = this.#ports
    screen.erase()
    if (this.#running) for (const batch of await engine.draw()) await outputs.deliver(batch)
    const { rows, late, unreadable, untimed, windows, duplicates } = engine.counts()
    const say = text.queryCommand
    const { rejected } = this.#ports.source.state()
    if (rejected > 0) process.stderr.write(say.rejected(count(rejected)))
    if (unreadable > 0) process.stderr.write(say.unreadable(count(unreadable)))
    if (untimed > 0) process.stderr.write(say.untimed(count(untimed)))
    if (late > 0) process.stderr.write(say.late(count(late), flags.lateRows))
    if (flags.stats || process.stderr.isTTY)
      process.stderr.write(
        say.summary({
          rows: count(rows),
          windows: this.#running ? undefined : count(windows),
          duplicates: count(duplicates),
          time: formatDuration(performance.now() - this.#began),
        }),
      )
  }

  #progress(now: number): string {
    const { engine, source } = this.#ports
    const { rows, late, watermark } = engine.counts()
    const { behindMs } = source.state()
    const seconds = Math.max(0.001, (now - this.#before.at) / 1000)
    const rate = (rows - this.#before.rows) / seconds
    this.#before = { at: now, rows }
    return text.queryCommand.progress({
      rows: count(rows),
      rate: count(Math.round(rate)),
      late: late === 0 ? undefined : count(late),
      watermark: watermark === undefined ? undefined : new Date(watermark).toISOString().slice(0, 19),
      behind: behindMs === undefined ? undefined : formatDuration(behindMs),
    })
  }
}

function linesOf(batches: readonly ResultBatch[]): string[] {
  return batches.flatMap((batch) => {
    const { head, rows } = tableLines(batch)
    return [...(batches.length > 1 ? [`[${batch.stream}]`] : []), head, ...rows]
  })
}

function count(number: number): string {
  return number.toLocaleString('en-US')
}
