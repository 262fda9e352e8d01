import type {
  DuckDBAppender,
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBType,
  DuckDBValue,
} from '@duckdb/node-api'
import { type DuckDb, openSealed } from './duckdb.ts'

export interface DatabaseOptions {
  /** The file; undefined: in memory. */
  readonly path?: string
  readonly memoryBytes: number
  /** Where what does not fit the memory goes. */
  readonly spillFolder: string
  /** Threads of its own beside Node's. */
  readonly threads: number
}

/** Rows of a data chunk at most: the vector size of DuckDB. */
const CHUNK_ROWS = 2048

/**
 * The query's own DuckDB. It reads and writes its file and its spill folder and nothing else: no other file, no network, no
 * extension beyond those that are compiled in, and no statement can change that. Times are UTC.
 */
export class Database {
  readonly duckdb: DuckDb
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #appenders = new Map<string, DuckDBAppender>()

  private constructor(duckdb: DuckDb, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.duckdb = duckdb
    this.#instance = instance
    this.#connection = connection
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const { duckdb, instance, connection } = await openSealed({
      path: options.path ?? ':memory:',
      threads: options.threads,
      megabytes: Math.ceil(options.memoryBytes / 1e6),
      spillFolder: options.spillFolder,
    })
    return new Database(duckdb, instance, connection)
  }

  /** Runs statements; the result of the last. Failures are DuckDB's own errors, see `sqlError`. */
  async run(sql: string): Promise<DuckDBMaterializedResult> {
    this.flush()
    return this.#connection.run(sql)
  }

  /** A statement that is run again and again, with values for its parameters: what they hold is never read as SQL. */
  prepare(sql: string): Promise<DuckDBPreparedStatement> {
    return this.#connection.prepare(sql)
  }

  /** All rows of a small result, as objects by column. */
  async rows(sql: string): Promise<Record<string, DuckDBValue>[]> {
    return (await this.run(sql)).getRowObjects()
  }

  /**
   * Appends columns of equal length to a table. Seen by what runs after it.
   * @param table with its schema: `kinetail.x`, or `temp.x`
   * @param types of its columns, in their order
   */
  async append(
    table: string,
    types: readonly DuckDBType[],
    columns: readonly (readonly DuckDBValue[])[],
  ): Promise<void> {
    let appender = this.#appenders.get(table)
    if (appender === undefined) {
      const [schema, name] = table.split('.') as [string, string]
      appender =
        schema === 'temp'
          ? await this.#connection.createAppender(name, 'main', 'temp')
          : await this.#connection.createAppender(name, schema)
      this.#appenders.set(table, appender)
    }
    const length = columns[0]?.length ?? 0
    for (let from = 0; from < length; from += CHUNK_ROWS) {
      const part =
        length <= CHUNK_ROWS ? columns : columns.map((values) => values.slice(from, from + CHUNK_ROWS))
      const chunk = this.duckdb.DuckDBDataChunk.create(types)
      chunk.setColumns(part)
      appender.appendDataChunk(chunk)
    }
  }

  async drop(table: string): Promise<void> {
    this.flush()
    this.#closeAppender(table)
    await this.#connection.run(`DROP TABLE ${table}`)
  }

  /** What was appended becomes visible. */
  flush(): void {
    for (const appender of this.#appenders.values()) appender.flushSync()
  }

  close(): void {
    for (const table of [...this.#appenders.keys()]) this.#closeAppender(table)
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  #closeAppender(table: string): void {
    const appender = this.#appenders.get(table)
    this.#appenders.delete(table)
    try {
      appender?.closeSync()
    } catch {
      // After a failure its table may be gone with the transaction.
    }
  }
}

/** The rows of a result, in blocks of 2048 at most. */
export async function* chunksOf(result: DuckDBMaterializedResult): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    yield chunk
  }
}
