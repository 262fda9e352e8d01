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
