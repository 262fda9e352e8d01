import type { DuckDBConnection } from '@duckdb/node-api'
import { compileQuery } from '../../src/query/dialect/compile-query.ts'
import { loadDuckDb } from '../../src/query/duckdb.ts'
import { describe as describeQueries } from '../../src/query/flink/describe.ts'
import { flinkScript, flinkStatements } from '../../src/query/flink/emit.ts'
import { openEngine } from '../../src/query/open-engine.ts'
import type { Value } from '../../src/query/result.ts'
import { Taken } from '../../src/testing/query-rows.ts'
import type { FlinkCase } from './cases.ts'

const LATE_MS = 10_000
const HEAD = ['What `kinetail query --flink` makes of a statement of test/flink/cases.ts.']

/** Rows and results as files, where a stream would be. */
export const ROWS_FILE = 'rows.ndjson'
export const RESULTS_FOLDER = 'results'

/** The Flink SQL of a case. */
export async function scriptOf({ sql, window }: FlinkCase): Promise<string> {
  const { program } = compileQuery(sql, window)
  const json = { format: 'json', 'json.ignore-parse-errors': 'true' }
  return withConnection(async (connection) =>
    flinkScript(
      flinkStatements(program, await describeQueries(program, connection), {
        time: 'event',
        lateMs: LATE_MS,
        idleMs: 30_000,
        source: () => ({ connector: 'filesystem', path: ROWS_FILE, ...json }),
        sink: (stream) => ({ connector: 'filesystem', path: `${RESULTS_FOLDER}/${stream}`, format: 'json' }),
      }),
      HEAD,
    ),
  )
}

async function withConnection<Result>(
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const { DuckDBInstance } = await loadDuckDb()
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return await use(connection)
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

export type Result = Readonly<Record<string, Value>>

/** What our own engine makes of a case: the rows of each stream that is shown. */
export async function resultsOf(one: FlinkCase, texts: readonly string[]): Promise<Record<string, Result[]>> {
  const taken = new Taken()
  const engine = await openEngine({
    program: compileQuery(one.sql, one.window).program,
    time: 'event',
    lateMs: LATE_MS,
    idleMs: Number.POSITIVE_INFINITY,
    ...taken.options,
  })
  try {
    await engine.open(['shard'])
    const rows = texts.map((text, i) => ({
      data: Buffer.from(text),
      sequenceNumber: String(i + 1),
      subSequence: 0,
      arrivedAt: Date.UTC(2024, 0, 15, 12),
    }))
    await engine.push({ shardId: 'shard', rows })
    await engine.end()
  } finally {
    await engine.stop()
  }
  if (taken.late.length > 0) throw new Error('no row of this test is late')
  const streams: Record<string, Result[]> = {}
  for (const { stream, columns, rows } of taken.batches) {
    const results = rows.map(
      ({ values }): Result => Object.fromEntries(columns.map(({ name }, i) => [name, values[i]!])),
    )
    streams[stream] = [...(streams[stream] ?? []), ...results]
  }
  return streams
}

/** Rows in an order of their own, with times and doubles spelled alike: Flink writes no `Z`, and sums in another order. */
export function alike(rows: readonly Result[]): string[] {
  return rows
    .map((row) => JSON.stringify(Object.entries(row).map(([name, value]) => [name, plain(value)])))
    .sort()
}

function plain(value: Value): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number(value.toPrecision(12))
  const time =
    typeof value === 'string' && /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d+))?Z?$/.exec(value)
  return time ? `${time[1]} ${time[2]}.${(time[3] ?? '').padEnd(3, '0').slice(0, 3)}` : value
}
