import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KinetailError, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import { applyPositions } from './apply-positions.ts'
import type { Checkpoint } from './checkpoint.ts'
import { checksumOf, decode } from './document.ts'
import { POSITIONS_FILE, Positions } from './positions.ts'
import { SPARE_FILE } from './spare.ts'
import { decodeHalves, newestOf, over } from './spare-half.ts'
import { CHECKPOINT_FILES } from './two-generations.ts'

/**
 * Reads a checkpoint folder without its lock and without changing anything in it, also while an agent writes there: a
 * generation that is torn or foreign is passed over, as the agent does at its start. Where only the older generation is
 * whole, offsets are lower than they could be, never higher.
 * @returns nothing where there is no folder, or nothing in it that can be used
 * @throws KinetailError where the folder is there and may not be read
 */
export async function readCheckpoints(dir: string): Promise<Checkpoint[]> {
  // Twice: where the file system knows no second names, there is no newer generation for a moment while the agent writes.
  for (const name of [...CHECKPOINT_FILES.slice(0, 1), ...CHECKPOINT_FILES]) {
    const path = join(dir, name)
    const written = await readFile(path, 'utf8').catch((error: unknown) => unlessMissing(error, path))
    const saved = written === undefined ? 'torn' : decode(written)
    if (typeof saved === 'string') continue
    return withLater(dir, saved, checksumOf(written!))
  }
  return withLater(dir, [], undefined)
}

/** With what the disk took only in places that had room. */
async function withLater(dir: string, saved: Checkpoint[], sum: string | undefined): Promise<Checkpoint[]> {
  const spare = await readFile(join(dir, SPARE_FILE)).catch(() => Buffer.alloc(0))
  const half = newestOf(decodeHalves(spare), sum)
  const found = half === undefined ? saved : over(half, saved)
  applyPositions(found, new Positions(join(dir, POSITIONS_FILE)).read())
  return found
}

function unlessMissing(error: unknown, path: string): undefined {
  const code = systemCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return
  throw new KinetailError('checkpoint', text.source.checkpointUnreadable(path, systemWords(error)), {
    cause: error,
  })
}
