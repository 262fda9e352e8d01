import type { OutputStream } from '../engine.ts'
import { openEngine } from '../open-engine.ts'
import type { CompiledQuery } from './compile-query.ts'
import { showPlace } from './show-place.ts'

/**
 * Has DuckDB bind the queries of a program, without a row: names and types are right after that. Gives the streams that are shown,
 * with the columns that their results have.
 * @throws KinetailError with line, column, an excerpt and the nearest name
 */
export async function checkQuery(compiled: CompiledQuery): Promise<readonly OutputStream[]> {
  const { program } = compiled
  try {
    const engine = await openEngine({
      program,
      time: 'event',
      lateMs: 0,
      idleMs: Number.POSITIVE_INFINITY,
      deliver: async () => {},
    })
    const { outputs } = engine
    await engine.stop()
    return outputs
  } catch (error) {
    throw showPlace(error, compiled)
  }
}
