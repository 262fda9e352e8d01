import { createHash } from 'node:crypto'
import type { DuckDBValue } from '@duckdb/node-api'
import { chunksOf } from './database.ts'
import type { DuckDb } from './duckdb.ts'
import type { ColumnDefinition } from './program.ts'
import type { ResultBatch, ResultRow, Value } from './result.ts'
import type { RowBatch } from './row-batch.ts'
import { HIDDEN, ROW, ROWTIME } from './sql/names.ts'
import type { Statement } from './sql/statement.ts'
import { jsonOf, resultValue } from './value.ts'
import type { Emission, Span } from './windows/runner.ts'

/** Rows of a ResultBatch at most. */
const BATCH_ROWS = 1_000
const WINDOW_COLUMNS = ['window_start', 'window_end'] as const

/** What one query gives, in the forms that others take. */
export class Results {
  readonly #duckdb: DuckDb
  readonly #statement: Statement
  readonly #visible: readonly number[]
  /** Hidden columns that rows are named by. */
  readonly #named: readonly number[]
  /** Columns of the window that the user did not select and every row has. */
  readonly #added: readonly ('window_start' | 'window_end')[]
  readonly columns: readonly ColumnDefinition[]

  constructor(duckdb: DuckDb, statement: Statement) {
    this.#duckdb = duckdb
    this.#statement = statement
    const places = statement.columns.map((_, i) => i)
    this.#visible = places.filter((i) => !statement.columns[i]!.name.startsWith(HIDDEN))
    this.#named = places.filter((i) => {
      const { name } = statement.columns[i]!
      return statement.identity === 'row' ? name === ROW : name.startsWith(HIDDEN)
    })
    const { kind } = statement.query.window
    const names = new Set(this.#visible.map((i) => statement.columns[i]!.name.toLowerCase()))
    this.#added =
      kind === 'tumbling' || kind === 'hopping' ? WINDOW_COLUMNS.filter((name) => !names.has(name)) : []
    this.columns = [
      ...this.#added.map((name) => ({ name, type: 'TIMESTAMP' })),
      ...this.#visible.map((i) => ({
        name: statement.columns[i]!.name,
        type: String(statement.columns[i]!.type),
      })),
    ]
  }

  /** In blocks of bounded size. */
  async *batches({ window, revision, result }: Emission): AsyncGenerator<ResultBatch> {
    const { query } = this.#statement
    const head = {
      stream: query.into,
      query: query.name,
      ...(window && { window }),
      revision,
      columns: this.columns,
    }
    const before: Value[] = this.#added.map((name) =>
      iso(name === 'window_start' ? window!.start : window!.end),
    )
    /** Rows that are named alike: two of the same text, say. */
    const times = new Map<string, number>()
    let rows: ResultRow[] = []
    for await (const chunk of chunksOf(result)) {
      const columns = chunk.getColumns()
      for (let i = 0; i < chunk.rowCount; i++) {
        const values = this.#visible.map((column) => resultValue(this.#duckdb, columns[column]![i]!))
        const id = this.#id(window, values, columns, i, times)
        rows.push({ id, values: [...before, ...values] })
        if (rows.length < BATCH_ROWS) continue
        yield { ...head, rows }
        rows = []
      }
    }
    if (rows.length > 0) yield { ...head, rows }
  }

  /**
   * As rows of the stream that the query feeds. They are as old as their row was, or their window's last moment.
   * @param identity whether somebody asks for it
   */
  async rows({ window, result }: Emission, identity: boolean): Promise<RowBatch> {
    const { columns } = this.#statement
    const values = await result.getColumns()
    const length = values[0]?.length ?? 0
    const named = (name: string): readonly DuckDBValue[] | undefined => {
      const i = columns.findIndex((column) => column.name === name)
      return i < 0 ? undefined : values[i]
    }
    const own = named(ROWTIME)
    const ends = named('window_end')
    const at = own?.map((value) => msOf(this.#duckdb, value) ?? 0)
    const rowtime =
      at ??
      (window === undefined
        ? (ends ?? []).map((value) => (msOf(this.#duckdb, value) ?? 1) - 1)
        : Array.from({ length }, () => window.end - 1))
    const valuesOf = (row: number): Value[] =>
      this.#visible.map((column) => resultValue(this.#duckdb, values[column]![row]!))
    const times = new Map<string, number>()
    const nameOf = (row: number): string => this.#id(window, valuesOf(row), values, row, times)
    return {
      length,
      rowtime,
      columns: new Map(this.#visible.map((i) => [columns[i]!.name.toLowerCase(), values[i]!] as const)),
      identity: identity ? (named(ROW)?.map(String) ?? rowtime.map((_, row) => nameOf(row))) : [],
      tell: (row) => {
        const told = valuesOf(row)
        const fields = this.#visible.map((column, i) => [columns[column]!.name, told[i]!] as const)
        return { record: jsonOf(Object.fromEntries(fields)), shardId: '', sequenceNumber: '' }
      },
    }
  }

  #id(
    window: Span | undefined,
    values: readonly Value[],
    columns: readonly (readonly DuckDBValue[])[],
    row: number,
    times: Map<string, number>,
  ): string {
    const { query, identity, repeats } = this.#statement
    const key =
      identity === 'content' ? values : this.#named.map((i) => resultValue(this.#duckdb, columns[i]![row]!))
    const name = jsonOf([query.name, window?.start ?? null, window?.end ?? null, key])
    const before = times.get(name) ?? 0
    // Most have each its own name already: nothing to remember.
    if (repeats) times.set(name, before + 1)
    return createHash('sha256')
      .update(before === 0 ? name : `${name}#${before}`)
      .digest('hex')
      .slice(0, 32)
  }
}

function msOf(duckdb: DuckDb, value: DuckDBValue): number | undefined {
  return value instanceof duckdb.DuckDBTimestampValue ? Math.floor(Number(value.micros) / 1000) : undefined
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
