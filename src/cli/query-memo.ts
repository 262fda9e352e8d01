import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KinetailError, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { momentOf, type Position } from '../reader/position.ts'

const FILE = 'source.json'

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
  const temporary = join(folder, `${FILE}.tmp`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(temporary, JSON.stringify({ version: 1, stream, from: momentOf(from) } satisfies Memo), {
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
