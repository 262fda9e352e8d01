import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api'
import { KinetailError } from '../../base/errors.ts'
import { formatSize } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import { type DuckDb, openSealed } from '../../query/duckdb.ts'
import { machineError, sqlError } from '../../query/sql/sql-error.ts'
import { resultValue } from '../../query/value.ts'
import type { SqlResult, SqlValue } from '../api.ts'
import { logSelect } from './log-view.ts'
import {
  DATABASE_BYTES,
  type MinuteRecords,
  MOST_CHARACTERS_OF_ANSWER,
  MOST_ROWS_OF_ANSWER,
  type RunQuery,
} from './protocol.ts'

/** Rows of a data chunk at most: the vector size of DuckDB. */
const CHUNK_ROWS = 2048
const COMMENTS = /--.*|\/\*[\s\S]*?\*\//g

/**
 * The database of the SQL box: in memory, of bounded size, without a way to any file, network or extension. It runs one SELECT
 * at a time, in a transaction that may only read.
 */
export class SqlDatabase {
  readonly #duckdb: DuckDb
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #minutes = new Set<number>()

  private constructor(duckdb: DuckDb, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#duckdb = duckdb
    this.#instance = instance
    this.#connection = connection
  }

  static async open(): Promise<SqlDatabase> {
    const { duckdb, instance, connection } = await openSealed({
      path: ':memory:',
      threads: 1,
      megabytes: Math.floor(DATABASE_BYTES / 1e6),
      spillFolder: '',
    })
    return new SqlDatabase(duckdb, instance, connection)
  }

  /** @throws KinetailError with `line` and `column` among its facts where the statement is to blame */
  async run(query: RunQuery): Promise<Omit<SqlResult, 'sampling' | 'ms'>> {
    try {
      await this.#take(query)
    } catch (error) {
      throw machineError(error)
    }
    try {
      return await this.#answer(query.sql)
    } catch (error) {
      throw withAdvice(sqlError(error, query.sql, { line: 1, column: 1 }))
    } finally {
      await this.#connection.run('ROLLBACK').catch(() => {})
    }
  }

  /** Ends the query that runs, with an error. */
  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  async #take({ news, minutes, from, to }: RunQuery): Promise<void> {
    for (const minute of this.#minutes) if (!minutes.includes(minute)) await this.#forget(minute)
    for (const records of news) {
      if (records.anew) await this.#forget(records.minute)
      await this.#append(records)
    }
    const first = Math.floor(from / 60_000)
    const last = Math.floor(to / 60_000)
    const tables = [...this.#minutes]
      .filter((minute) => minute >= first && minute <= last)
      .map(
        (minute) =>
          `SELECT * FROM minute_${minute} WHERE read_at BETWEEN make_timestamp(${micros(from)}) AND make_timestamp(${micros(to)})`,
      )
    const empty =
      'SELECT NULL::TIMESTAMP AS read_at, 0::DOUBLE AS weight, NULL::VARCHAR AS record WHERE false'
    await this.#connection.run(
      `CREATE OR REPLACE VIEW taken AS ${[empty, ...tables].join(' UNION ALL ')};
       CREATE OR REPLACE VIEW logs AS ${logSelect('taken')}`,
    )
  }

  async #forget(minute: number): Promise<void> {
    if (!this.#minutes.delete(minute)) return
    // Views look at tables by their names: they are made anew before the next query.
    await this.#connection.run(
      `DROP VIEW IF EXISTS logs; DROP VIEW IF EXISTS taken; DROP TABLE minute_${minute}`,
    )
  }

  async #append({ minute, bytes, ends, at, weights }: MinuteRecords): Promise<void> {
    const { DuckDBDataChunk, DuckDBTimestampValue, TIMESTAMP, DOUBLE, VARCHAR } = this.#duckdb
    const table = `minute_${minute}`
    if (!this.#minutes.has(minute)) {
      await this.#connection.run(`CREATE TABLE ${table} (read_at TIMESTAMP, weight DOUBLE, record VARCHAR)`)
      this.#minutes.add(minute)
    }
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const appender = await this.#connection.createAppender(table)
    for (let from = 0; from < ends.length; from += CHUNK_ROWS) {
      const rows = Math.min(CHUNK_ROWS, ends.length - from)
      const each = <Value>(of: (i: number) => Value): Value[] =>
        Array.from({ length: rows }, (_, i) => of(from + i))
      const chunk = DuckDBDataChunk.create([TIMESTAMP, DOUBLE, VARCHAR])
      chunk.setColumns([
        each((i) => new DuckDBTimestampValue(BigInt(Math.round(at[i]! * 1000)))),
        each((i) => weights[i]!),
        each((i) => buffer.toString('utf8', i === 0 ? 0 : ends[i - 1]!, ends[i]!)),
      ])
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
  }

  async #answer(sql: string): Promise<Omit<SqlResult, 'sampling' | 'ms'>> {
    await this.#connection.run('BEGIN TRANSACTION READ ONLY')
    const counted = await this.#connection.run('SELECT count(*)::DOUBLE, coalesce(sum(weight), 0) FROM taken')
    const [logs, records] = (await counted.getRows())[0] as [number, number]
    const statement = await this.#prepare(sql)
    const result = await statement.stream()
    const columns = result.columnNames().map((name, i) => ({ name, type: String(result.columnType(i)) }))
    const rows: SqlValue[][] = []
    let characters = 0
    let truncated = false
    while (!truncated) {
      const chunk = await result.fetchChunk()
      if (chunk === null || chunk.rowCount === 0) break
      for (const row of chunk.getRows()) {
        if (rows.length === MOST_ROWS_OF_ANSWER || characters > MOST_CHARACTERS_OF_ANSWER) {
          truncated = true
          break
        }
        const values = row.map((value) => this.#value(value))
        for (const value of values) characters += typeof value === 'string' ? value.length : 8
        rows.push(values)
      }
    }
    return { columns, rows, truncated, logs, records: Math.round(records) }
  }

  /** The one statement, if it is a SELECT. */
  async #prepare(sql: string): Promise<DuckDBPreparedStatement> {
    const { empty, several, notASelect } = text.serve.sql
    if (sql.replace(COMMENTS, '').trim() === '') throw new KinetailError('usage', empty)
    const statements = await this.#connection.extractStatements(sql)
    if (statements.count === 0) throw new KinetailError('usage', empty)
    if (statements.count > 1) throw new KinetailError('usage', several)
    const prepared = await statements.prepare(0)
    const { StatementType } = this.#duckdb
    if (prepared.statementType !== StatementType.SELECT)
      throw new KinetailError('usage', notASelect(StatementType[prepared.statementType] ?? sql.slice(0, 20)))
    return prepared
  }

  #value(value: DuckDBValue): SqlValue {
    const result = resultValue(this.#duckdb, value)
    if (result === null || typeof result === 'boolean' || typeof result === 'string') return result
    if (typeof result === 'number') return Number.isFinite(result) ? result : String(result)
    return typeof result === 'bigint'
      ? String(result)
      : JSON.stringify(result, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item))
  }
}

function micros(ms: number): bigint {
  return BigInt(Math.round(ms)) * 1000n
}

/** What does not fit the memory says what to do about it here. */
function withAdvice(error: KinetailError): KinetailError {
  if (error.code !== 'limit') return error
  return new KinetailError('limit', text.serve.sql.memory(formatSize(DATABASE_BYTES)), { cause: error })
}
