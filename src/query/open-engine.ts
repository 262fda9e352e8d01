import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { KinetailError, messageOf } from '../base/errors.ts'
import { type Lock, takeLock } from '../checkpoint/lock.ts'
import { text } from '../messages/messages.ts'
import { Dedupe } from '../reader/dedupe.ts'
import { type EngineState, QueryCheckpoint } from './checkpoint.ts'
import { Database } from './database.ts'
import { loadDuckDb } from './duckdb.ts'
import type { EngineOptions, QueryEngine } from './engine.ts'
import { Ids } from './ids.ts'
import { openStages } from './open-stages.ts'
import { RowReader } from './row-reader.ts'
import { RunningEngine } from './running-engine.ts'
import { spillFolder } from './spill-folder.ts'
import { machineError } from './sql/sql-error.ts'
import { Watermark } from './watermark.ts'

const MEMORY_BYTES = 256 * 1024 * 1024
/** In a folder of its own, which nobody else may enter: DuckDB makes its files for everybody to read, and they hold log lines. */
const DATABASE = join('database', 'query.duckdb')

/**
 * Opens a query, anew or where the process before left it. Throws a KinetailError: of the statement with line, column and nearest
 * name (`usage`), of a checkpoint that is another query's, damaged (`checkpoint`) or in use (`locked`).
 */
export async function openEngine(options: EngineOptions): Promise<QueryEngine> {
  // Before anything is made on the disk.
  await loadDuckDb()
  const { state } = options
  let lock: Lock | undefined
  if (state !== undefined) {
    mkdirSync(state, { recursive: true, mode: 0o700 })
    lock = takeLock(state, options.warn)
  }
  const spill =
    state === undefined
      ? spillFolder(options.spillFolder ?? tmpdir())
      : join(state, dirname(DATABASE), 'spill')
  let database: Database | undefined
  const letGo = (): void => {
    database?.close()
    rmSync(spill, { recursive: true, force: true })
    lock?.release()
  }
  try {
    rmSync(spill, { recursive: true, force: true })
    mkdirSync(spill, { recursive: true, mode: 0o700 })
    database = await openDatabase(options, spill)
    return await openOn(database, options, letGo)
  } catch (error) {
    letGo()
    throw machineError(error)
  }
}

async function openDatabase(options: EngineOptions, spill: string): Promise<Database> {
  const path = options.state === undefined ? undefined : join(options.state, DATABASE)
  try {
    return await Database.open({
      ...(path !== undefined && { path }),
      memoryBytes: options.memoryBytes ?? MEMORY_BYTES,
      spillFolder: spill,
      threads: options.threads ?? 1,
    })
  } catch (error) {
    if (path === undefined || error instanceof KinetailError) throw error
    throw new KinetailError('checkpoint', text.query.checkpointDamaged(path, messageOf(error)), {
      cause: error,
    })
  }
}

async function openOn(database: Database, options: EngineOptions, letGo: () => void): Promise<QueryEngine> {
  const { program, time, state: folder } = options
  // Tables and the state that says they are there are one transaction: a process killed in between leaves nothing.
  await database.run('BEGIN')
  const checkpoint = await QueryCheckpoint.open(database)
  const state = await checkpoint.load()
  const identity = fingerprint(options)
  if (state !== undefined) checkSame(state, identity, folder!)
  const stages = await openStages(database, options, state?.runners)
  const counts = {
    rows: 0,
    duplicates: 0,
    unreadable: 0,
    untimed: 0,
    late: 0,
    corrections: 0,
    ...state?.counts,
  }
  const dedupe = new Dedupe()
  const source = program.streams.find(({ origin }) => origin === 'source')!
  const readers = stages.filter(({ query }) => query.from === source.name)
  const engine = new RunningEngine({
    database,
    options,
    stages,
    checkpoint,
    state,
    program: identity,
    counts,
    ids: folder === undefined ? undefined : await Ids.open(database, dedupe),
    watermark: new Watermark(options.lateMs, options.idleMs, state?.watermark),
    reader: new RowReader({
      duckdb: database.duckdb,
      wanted: new Set(readers.flatMap(({ statement }) => [...statement.reads])),
      identity: readers.some(({ statement }) => statement.identity === 'row'),
      time,
      dedupe,
      counts,
    }),
    source: source.name,
    letGo,
  })
  if (folder !== undefined) await checkpoint.save(engine.state)
  await database.run('COMMIT')
  return engine
}

/** What must be the same for tables of before to make sense. */
function fingerprint({ program, time }: EngineOptions): string {
  return JSON.stringify({
    time,
    queries: program.queries.map(({ name, from, into, window, sql }) => ({ name, from, into, window, sql })),
  })
}

function checkSame(state: EngineState, program: string, folder: string): void {
  if (state.version === 1 && state.program === program) return
  throw new KinetailError(
    'checkpoint',
    state.version === 1 ? text.query.checkpointOther(folder) : text.query.checkpointNewer(folder),
    { facts: { folder } },
  )
}
