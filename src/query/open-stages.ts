import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Database } from './database.ts'
import type { EngineOptions } from './engine.ts'
import { Layout, type StreamColumn } from './layout.ts'
import { LOG_COLUMNS } from './log-columns.ts'
import type { ColumnDefinition, ContinuousQuery, StreamDefinition } from './program.ts'
import { Results } from './results.ts'
import { logTypes } from './row-reader.ts'
import { prepareStatement, type Statement } from './sql/statement.ts'
import { AlignedWindows } from './windows/aligned.ts'
import { KeyedWindows } from './windows/keyed.ts'
import { RowByRow } from './windows/rows.ts'
import type { Runner, RunnerInput, RunnerState } from './windows/runner.ts'
import { RunningTable } from './windows/running.ts'
import { SlidingWindows } from './windows/sliding.ts'

/** One query of the program, at work. */
export interface Stage {
  readonly query: ContinuousQuery
  readonly statement: Statement
  readonly runner: Runner
  readonly results: Results
  /** Its stream is shown. */
  readonly output: boolean
  /** Stages that read its stream. */
  readonly next: readonly Stage[]
  /** Some of those want rows named. */
  readonly namesRows: boolean
}

/** What a stream's rows have, `rowtime` not among them. */
type Shape = readonly StreamColumn[]

/** Columns that a window gives the relation: a stream's own of that name are not seen through them. */
const OF_THE_WINDOW = new Set(['rowtime', 'window_start', 'window_end'])

/** Prepares the queries of a program, in its order, and gives each what runs it. */
export async function openStages(
  database: Database,
  { program, correctMs = 0, now: clock = Date.now }: EngineOptions,
  states: Readonly<Record<string, RunnerState>> | undefined,
): Promise<Stage[]> {
  const shapes = new Map<string, Shape>()
  const stages: (Stage & { next: Stage[]; namesRows: boolean })[] = []
  const relations = program.streams.map(({ relation }) => relation)
  for (const stream of program.streams)
    if (stream.origin === 'source') shapes.set(stream.name, sourceShape(database))
  for (const [i, query] of program.queries.entries()) {
    const [from, into] = [streamOf(program.streams, query.from), streamOf(program.streams, query.into)]
    const shape = shapes.get(from.name)!
    const statement = await prepareStatement(database, {
      query,
      relation: from.relation,
      columns: [{ name: 'rowtime', type: 'TIMESTAMP' }, ...shape.map(definition)],
      declared: into.columns ?? shapes.get(into.name)?.map(definition),
      relations,
    })
    checkCorrections(query, correctMs)
    const results = new Results(database.duckdb, statement)
    if (!shapes.has(into.name)) shapes.set(into.name, shapeOf(statement, results))
    const stored = shape.filter(({ name }) => statement.reads.has(name.toLowerCase()))
    const runner = await openRunner({
      database,
      statement,
      layout: new Layout(database, stored, statement.identity === 'row'),
      name: `q${i}`,
      // What feeds other queries is not taken back.
      correctMs: into.output ? correctMs : 0,
      state: states?.[query.name],
      clock,
    })
    const stage = {
      query,
      statement,
      runner,
      results,
      output: into.output,
      next: [] as Stage[],
      namesRows: false,
    }
    for (const before of stages) {
      if (before.query.into !== query.from) continue
      before.next.push(stage)
      if (statement.identity === 'row') before.namesRows = true
    }
    stages.push(stage)
  }
  return stages
}

function openRunner(input: RunnerInput): Promise<Runner> {
  const { window } = input.statement.query
  switch (window.kind) {
    case 'none':
      return RowByRow.open(input)
    case 'tumbling':
      return AlignedWindows.open(input, window.sizeMs, window.sizeMs)
    case 'hopping':
      return AlignedWindows.open(input, window.sizeMs, window.everyMs)
    case 'session':
    case 'stagger':
      return KeyedWindows.open(input, window)
    case 'sliding':
      return SlidingWindows.open(input, window)
    case 'running':
      return RunningTable.open(input)
  }
}

function sourceShape(database: Database): Shape {
  const types = logTypes(database.duckdb)
  return LOG_COLUMNS.filter(({ name }) => name !== 'rowtime').map(({ name, type }) => ({
    name,
    sqlType: type,
    type: types.get(name)!,
  }))
}

/** What others see of a stream that a query feeds. */
function shapeOf(statement: Statement, results: Results): Shape {
  const shown = new Set(results.columns.map(({ name }) => name))
  return statement.columns
    .filter(({ name }) => shown.has(name) && !OF_THE_WINDOW.has(name.toLowerCase()))
    .map(({ name, type }) => ({ name, sqlType: String(type), type }))
}

function definition({ name, sqlType }: StreamColumn): ColumnDefinition {
  return { name, type: sqlType }
}

function streamOf(streams: readonly StreamDefinition[], name: string): StreamDefinition {
  return streams.find((stream) => stream.name === name)!
}

function checkCorrections({ window }: ContinuousQuery, correctMs: number): void {
  if (correctMs === 0 || !['session', 'stagger', 'sliding'].includes(window.kind)) return
  throw new KinetailError('usage', text.query.noCorrections(window.kind))
}
