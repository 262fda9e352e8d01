import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { KinetailError, messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'

export type DuckDb = typeof import('@duckdb/node-api')

let loading: Promise<DuckDb> | undefined

/** DuckDB, loaded when the first query wants it: it is 60 MB of machine code that nothing else needs. */
export function loadDuckDb(): Promise<DuckDb> {
  loading ??= import('@duckdb/node-api').catch((error: unknown) => {
    loading = undefined
    throw new KinetailError(
      'internal',
      text.query.noDatabase(process.platform, process.arch, messageOf(error)),
      { cause: error },
    )
  })
  return loading
}

export interface SealedOptions {
  /** A file, or `:memory:`. */
  readonly path: string
  readonly threads: number
  /** Memory at most, in MB of 10^6 bytes. */
  readonly megabytes: number
  /** Where it may spill; empty: nowhere. */
  readonly spillFolder: string
}

export interface Sealed {
  readonly duckdb: DuckDb
  readonly instance: DuckDBInstance
  readonly connection: DuckDBConnection
}

/** A database in which statements of users reach nothing else: no file, no network, no extension; nor can they change that. */
export async function openSealed({ path, threads, megabytes, spillFolder }: SealedOptions): Promise<Sealed> {
  const duckdb = await loadDuckDb()
  const instance = await duckdb.DuckDBInstance.create(path, {
    threads: String(threads),
    memory_limit: `${megabytes}MB`,
    temp_directory: spillFolder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    errors_as_json: 'true',
  })
  const connection = await instance.connect()
  for (const setting of [
    `SET TimeZone = 'UTC'`,
    'SET enable_external_access = false',
    'SET lock_configuration = true',
  ])
    await connection.run(setting)
  return { duckdb, instance, connection }
}
