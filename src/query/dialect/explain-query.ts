import { formatDuration } from '../../base/units.ts'
import { text as messages } from '../../messages/messages.ts'
import type { OutputStream, TimeMode } from '../engine.ts'
import type { ContinuousQuery, Program, WindowSpec } from '../program.ts'
import type { CompiledQuery } from './compile-query.ts'

/** What the flags add to a statement. */
export interface ExplainSettings {
  readonly time: TimeMode
  /** Allowed lateness, ms. */
  readonly lateMs: number
  /** ms; Infinity: idle shards hold windows open. */
  readonly idleMs: number
  /** ms of event time in which late rows correct a result; 0 for none. */
  readonly correctMs: number
}

/**
 * How a statement was understood: streams, queries, windows, the SQL that DuckDB runs, and when results come. In the language in
 * use. With `outputs`, as `checkQuery` gives them, also the columns of results.
 */
export function explainQuery(
  { dialect, program }: CompiledQuery,
  settings: ExplainSettings,
  outputs: readonly OutputStream[] = [],
): string {
  const say = messages.dialect.explain
  const { queries, streams } = program
  const parts = [
    say.understood[dialect],
    section(say.time, timeLines(queries, settings)),
    section(
      say.streams,
      streams.map((stream) => streamLine(stream.name, program, outputs)),
    ),
    ...queries.map((query) => queryPart(query, settings)),
  ]
  return `${parts.join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => (line === '' ? '' : `  ${line}`))].join('\n')
}

function timeLines(queries: readonly ContinuousQuery[], settings: ExplainSettings): readonly string[] {
  const say = messages.dialect.explain
  const lines = [say.times[settings.time]]
  if (queries.every(({ window }) => window.kind === 'none' || window.kind === 'running')) return lines
  if (settings.time !== 'processing') lines.push(say.watermark(formatDuration(settings.lateMs)))
  lines.push(Number.isFinite(settings.idleMs) ? say.idle(formatDuration(settings.idleMs)) : say.neverIdle)
  lines.push(settings.correctMs > 0 ? say.corrected(formatDuration(settings.correctMs)) : say.late)
  return lines
}

function streamLine(name: string, { streams, queries }: Program, outputs: readonly OutputStream[]): string {
  const say = messages.dialect.explain
  const stream = streams.find((other) => other.name === name)!
  const known = outputs.find((output) => output.name === name)?.columns ?? stream.columns
  const columns =
    stream.origin === 'query' ? known?.map((column) => `${column.name} ${column.type}`) : undefined
  const from = queries.filter(({ into }) => into === name).map((query) => query.name)
  const to = queries.filter((query) => query.from === name).map((query) => query.name)
  const facts = [
    ...(stream.origin === 'source' ? [say.source(stream.relation)] : [say.fedBy(from)]),
    ...(to.length > 0 ? [say.readBy(to)] : []),
    ...(stream.output ? [say.shown] : []),
  ]
  return `${name}: ${facts.join('; ')}${columns ? ` (${columns.join(', ')})` : ''}`
}

function queryPart(query: ContinuousQuery, settings: ExplainSettings): string {
  const say = messages.dialect.explain
  const { line, column } = query.place
  return section(say.query(query.name, line, column, query.from, query.into), [
    `${say.window}: ${windowWords(query.window)}`,
    `${say.emitted}: ${emittedWords(query.window, settings)}`,
    `${say.sql}:`,
    ...query.sql.split('\n').map((part) => `  ${part}`),
  ])
}

function windowWords(window: WindowSpec): string {
  const say = messages.dialect.explain.windows
  switch (window.kind) {
    case 'none':
      return say.none
    case 'running':
      return say.running
    case 'tumbling':
      return say.tumbling(length(window.sizeMs))
    case 'hopping':
      return say.hopping(length(window.sizeMs), length(window.everyMs))
    case 'session':
      return say.session(length(window.gapMs), window.by)
    case 'stagger':
      return say.stagger(length(window.sizeMs), window.by)
    case 'sliding': {
      const { precedingMs, precedingRows, by } = window
      return precedingMs !== undefined
        ? say.slidingTime(length(precedingMs), by)
        : say.slidingRows(precedingRows ?? 0, by)
    }
  }
}

function emittedWords(window: WindowSpec, { time, correctMs }: ExplainSettings): string {
  const say = messages.dialect.explain.emits
  if (window.kind === 'none') return say.atOnce
  if (window.kind === 'running') return say.drawn
  if (window.kind === 'sliding') return say.rowByRow
  const corrected = correctMs > 0 && (window.kind === 'tumbling' || window.kind === 'hopping')
  return `${time === 'processing' ? say.byClock : say.atEnd}${corrected ? say.again : ''}`
}

/** `1 m`, `90 s`, `1 h 30 m`: exact, as windows are. */
function length(ms: number): string {
  if (ms % 1000 !== 0) return `${ms} ms`
  const units: readonly [string, number][] = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ]
  let rest = ms / 1000
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size)
    rest %= size
    return count > 0 ? [`${count} ${unit}`] : []
  })
  return parts.length > 0 ? parts.join(' ') : '0 s'
}
