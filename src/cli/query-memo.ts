import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KinetailError, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { LATEST, type Position } from '../reader/position.ts'

const FILE = 'source.json'
/** The latest record is a moment; by this machine's clock it is taken some seconds early: a row twice is dropped, a lost one is not found. */
const CLOCK_SKEW_MS = 5_000

interface Memo {
  readonly version: 1
  readonly stream: string
  /** Where shards begin of which nothing was read yet. */
  readonly from: Position
}

/**
 * Where reading began the first time, kept beside the query's checkpoint: a shard that brought nothing before a restart begins
 * there again, and not at what is the latest record by then. Throws where the folder belongs to a query over another stream.
 */
export function memorize(folder: string | undefined, stream: string, from: Position): Position {
  if (folder === undefined) return from
  const known = load(folder)
  if (known !== undefined) {
    if (known.stream !== stream)
      throw new KinetailError('config', text.queryCommand.otherStream(folder, known.stream, stream))
    return known.from
  }
  const first = from.at === LATEST.at ? ({ at: 'time', time: Date.now() - CLOCK_SKEW_MS } as const) : from
  const temporary = join(folder, `${FILE}.tmp`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(temporary, JSON.stringify({ version: 1, stream, from: first } satisfies Memo), {
    mode: 0o600,
  })
  renameSync(temporary, join(folder, FILE))
  return from
}

function load(folder: string): Memo | undefined {
  try {
    const memo = JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Memo
    return memo.version === 1 ? memo : undefined
  } catch (error) {
    // Spoilt: what was read is in the checkpoint itself.
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined
    throw error
  }
}
