import type { DuckDBConnection } from '@duckdb/node-api'
import { LOG_COLUMNS } from '../log-columns.ts'
import type { ColumnDefinition, ContinuousQuery, Program } from '../program.ts'
import type { SelectNode } from './tree.ts'

/** A query with what DuckDB knows of it: its syntax tree, and the columns of its result. */
export interface Described {
  readonly query: ContinuousQuery
  readonly node: SelectNode
  readonly columns: readonly ColumnDefinition[]
}

const TIMES: readonly ColumnDefinition[] = ['rowtime', 'window_start', 'window_end'].map((name) => ({
  name,
  type: 'TIMESTAMP',
}))

/** Describes the queries of a program, by empty tables of the streams that they read. */
export async function describe(program: Program, connection: DuckDBConnection): Promise<Described[]> {
  const described: Described[] = []
  for (const query of program.queries) {
    const stream = program.streams.find((one) => one.name === query.from)!
    const feeding = described.find((one) => one.query.into === stream.name)
    const columns = stream.origin === 'source' ? LOG_COLUMNS : (stream.columns ?? feeding!.columns)
    const missing = TIMES.filter(({ name }) => !columns.some((column) => column.name === name))
    const list = [...columns, ...missing].map(({ name, type }) => `${identifier(name)} ${type}`).join(', ')
    await connection.run(`CREATE OR REPLACE TABLE ${identifier(stream.relation)} (${list})`)
    described.push({
      query,
      node: await treeOf(query.sql, connection),
      columns: await columnsOf(query.sql, connection),
    })
  }
  return described
}

async function treeOf(sql: string, connection: DuckDBConnection): Promise<SelectNode> {
  const result = await connection.runAndReadAll(
    'SELECT json_serialize_sql($1::VARCHAR, skip_default := true, skip_null := true, skip_empty := true)',
    [sql],
  )
  const tree = JSON.parse(String(result.getRows()[0]![0])) as { statements: [{ node: SelectNode }] }
  return tree.statements[0].node
}

async function columnsOf(sql: string, connection: DuckDBConnection): Promise<ColumnDefinition[]> {
  const result = await connection.runAndReadAll(`DESCRIBE ${sql}`)
  return result.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }))
}

function identifier(word: string): string {
  return `"${word.replaceAll('"', '""')}"`
}
