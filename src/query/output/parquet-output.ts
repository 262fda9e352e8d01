import { createHash } from 'node:crypto'
import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join, sep } from 'node:path'
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { KinetailError, messageOf, systemCode } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { ColumnDefinition } from '../program.ts'
import type { ResultBatch } from '../result.ts'
import type { Output } from './output.ts'
import { type ResultLabels, resultJson } from './result-json.ts'

const HOUR_MS = 3_600_000
/** Columns beside those of the query. */
const OWN: readonly ColumnDefinition[] = [
  { name: 'result_id', type: 'VARCHAR' },
  { name: 'revision', type: 'INTEGER' },
]

const LABELS: ResultLabels = { stream: false, revision: true }

/**
 * Parquet files by stream and hour: `<dir>/<stream>/date=2024-01-15/hour=10/`, as query engines know partitions. Results are
 * on the disk when they are delivered: each batch in a file of its own (`part-…`), named by what is in it, so that the same batch
 * writes the same file again. When the hour is over its parts become one file, `results.parquet`, with each result once, in its last
 * revision.
 */
export class ParquetOutput implements Output {
  readonly #dir: string
  /** Hours that have parts, by folder. */
  readonly #hours = new Set<string>()
  #database: Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> | undefined

  constructor(dir: string) {
    this.#dir = dir
  }

  async deliver(batch: ResultBatch): Promise<void> {
    if (batch.rows.length === 0) return
    const columns = [
      ...batch.columns,
      ...OWN.filter((own) => !batch.columns.some(({ name }) => name === own.name)),
    ]
    const stream = join(this.#dir, fileName(batch.stream), sep)
    const folder = join(stream, partitionOf(batch.window?.start ?? Date.now()))
    try {
      for (const hour of this.#hours)
        if (hour.startsWith(stream) && hour < folder) {
          await this.#join(hour)
          this.#hours.delete(hour)
        }
      this.#hours.add(folder)
      await mkdir(folder, { recursive: true })
      await this.#write(batch, columns, folder)
    } catch (error) {
      throw new KinetailError('file', text.queryCommand.parquetFailed(this.#dir, messageOf(error)), {
        cause: error,
      })
    }
  }

  async close(): Promise<void> {
    for (const hour of this.#hours) await this.#join(hour)
    const database = await this.#database
    database?.connection.closeSync()
    database?.instance.closeSync()
  }

  async #write(batch: ResultBatch, columns: readonly ColumnDefinition[], folder: string): Promise<void> {
    const name = `part-${digest(batch)}`
    const source = join(folder, `.${name}.ndjson`)
    const target = join(folder, `.${name}.parquet`)
    await writeFile(source, batch.rows.map((row) => `${resultJson(batch, row, LABELS)}\n`).join(''))
    const shape = columns.map(({ name, type }) => `${sql(name)}: ${sql(type)}`).join(', ')
    // Parquet has no whole numbers of 128 bits: as they are, DuckDB would write doubles. SUM of whole numbers is one.
    const names = columns
      .map(({ name, type }) =>
        type === 'HUGEINT'
          ? `CAST(${identifier(name)} AS DECIMAL(38, 0)) AS ${identifier(name)}`
          : identifier(name),
      )
      .join(', ')
    const select = `SELECT ${names} FROM read_json(${sql(source)}, format = 'newline_delimited', columns = {${shape}})`
    await this.#copy(select, target)
    await rm(source)
    await moveSafely(target, join(folder, `${name}.parquet`), folder)
  }

  /** The parts of an hour and what was joined of it before, as one file. A crash in between leaves results twice, under the same ids. */
  async #join(folder: string): Promise<void> {
    const files = await readdir(folder).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [] as string[]
      throw error
    })
    const parts = files.filter((file) => /^part-[0-9a-f]+\.parquet$/.test(file))
    if (parts.length === 0) return
    const joined = files.includes('results.parquet') ? ['results.parquet', ...parts] : parts
    const list = joined.map((file) => sql(join(folder, file))).join(', ')
    const target = join(folder, '.results.parquet')
    await this.#copy(
      `SELECT * FROM read_parquet([${list}], union_by_name = true, hive_partitioning = false)
       QUALIFY row_number() OVER (PARTITION BY result_id ORDER BY revision DESC) = 1`,
      target,
    )
    await moveSafely(target, join(folder, 'results.parquet'), folder)
    await Promise.all(parts.map((file) => rm(join(folder, file), { force: true })))
  }

  async #copy(select: string, target: string): Promise<void> {
    this.#database ??= openDatabase()
    const { connection } = await this.#database
    await connection.run(`COPY (${select}) TO ${sql(target)} (FORMAT parquet, COMPRESSION zstd)`)
  }
}

/** A database of its own, small: the query's has its memory for windows. */
async function openDatabase(): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '64MiB' })
  return { instance, connection: await instance.connect() }
}

/** Resolves when the file is there under its name, also after a power cut. */
async function moveSafely(from: string, to: string, folder: string): Promise<void> {
  for (const path of [from, folder]) {
    if (path === folder) await rename(from, to)
    const handle = await open(path, 'r')
    await handle.sync().finally(() => handle.close())
  }
}

function partitionOf(ms: number): string {
  const [date, time] = new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString().split('T') as [
    string,
    string,
  ]
  return join(`date=${date}`, `hour=${time.slice(0, 2)}`)
}

/** Names what is in a batch: the same results, the same name. */
function digest({ query, revision, rows }: ResultBatch): string {
  const hash = createHash('sha256').update(`${query}\n${revision}\n`)
  for (const { id } of rows) hash.update(id)
  return hash.digest('hex').slice(0, 24)
}

function fileName(stream: string): string {
  return stream.replace(/[^\p{L}\p{N}_.-]/gu, '_').replace(/^\.+/, '_')
}

function identifier(word: string): string {
  return `"${word.replaceAll('"', '""')}"`
}

function sql(word: string): string {
  return `'${word.replaceAll("'", "''")}'`
}
