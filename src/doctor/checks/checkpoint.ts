import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { shellWord } from '../../base/shell-word.ts'
import { userName } from '../../base/user.ts'
import { decode } from '../../checkpoint/document.ts'
import { lookAtLock } from '../../checkpoint/lock.ts'
import { CHECKPOINT_FILES } from '../../checkpoint/two-generations.ts'
import { text } from '../../messages/messages.ts'
import type { Check } from '../check.ts'
import { type Found, failed, fine, skipped, warning } from '../finding.ts'
import { existingAbove, placesOf, tryFolder, tryToMakeFolder } from '../places.ts'
import { refused, refusedBelow } from '../rights.ts'

/** The checkpoint folder: may it be written, who holds it, and are its documents whole. */
export const checkpoint: Check = {
  name: 'checkpoint',
  needs: [],
  async run({ settings }) {
    const places = placesOf(settings)
    if (places === undefined) return [skipped(text.doctor.checkpoint.unnamed)]
    const dir = places.checkpoints
    const there = await stat(dir).catch((error: unknown) => error)
    if (!isStats(there)) return [await absent(dir, there)]
    if (!there.isDirectory()) return [isFile(dir)]
    const writable = await tryFolder(dir).then(
      () => undefined,
      (error: unknown) => failed(unwritable(dir, error, dir), { folder: dir }),
    )
    if (writable !== undefined) return [writable]
    return [...holder(dir), await documents(dir)]
  },
}

function isStats(there: unknown): there is Awaited<ReturnType<typeof stat>> {
  return typeof there === 'object' && there !== null && 'isDirectory' in there
}

/** Not there yet: the agent makes it, if it may. */
async function absent(dir: string, error: unknown): Promise<Found> {
  const words = text.doctor.checkpoint
  const above = existingAbove(dir)
  if (systemCode(error) === 'ENOTDIR') return isFile(dir)
  if (systemCode(error) !== 'ENOENT') return failed(unwritable(dir, error, dir), { folder: dir })
  return tryToMakeFolder(above).then(
    () => fine(words.willBeMade(dir), { folder: dir, exists: false }),
    (reason: unknown) => failed(unwritable(dir, reason, above), { folder: dir }),
  )
}

function isFile(dir: string): Found {
  const wrong = { what: text.source.checkpointDirIsFile(dir), fix: text.doctor.checkpoint.otherFolder }
  return failed(wrong, { folder: dir })
}

function unwritable(dir: string, error: unknown, closed: string): Parameters<typeof failed>[0] {
  const words = text.doctor.checkpoint
  const other = systemCode(error) === 'ENOSPC' ? text.source.makeRoom(dir) : words.otherFolder
  const { what, cause, fix } = refusedBelow(words.unwritable(dir), dir, closed, error, other)
  // A right alone would do, but the folder holds what is for its owner alone: better that it is the agent's.
  return {
    what,
    cause,
    fix: fix === other ? fix : text.source.makeFolder(userName(), shellWord(dir)),
  }
}

function holder(dir: string): Found[] {
  const words = text.doctor.checkpoint
  const lock = lookAtLock(dir)
  if (lock === undefined) return []
  const { holder: by, live } = lock
  const facts = { folder: dir, lock: live ? 'live' : 'stale', pid: by?.pid ?? null, host: by?.host ?? null }
  if (live) return [warning({ what: text.source.heldBy(dir, by?.pid, by?.host), fix: words.liveFix }, facts)]
  return [
    warning(
      {
        what: words.staleLock(dir),
        cause: words.staleCause(by?.pid),
        fix: words.staleFix(shellWord(join(dir, 'lock'))),
      },
      facts,
    ),
  ]
}

async function documents(dir: string): Promise<Found> {
  const words = text.doctor.checkpoint
  const flaws: string[] = []
  let [whole, files, newest] = [0, 0, '']
  for (const name of CHECKPOINT_FILES) {
    const path = join(dir, name)
    try {
      const found = decode(await readFile(path, 'utf8'))
      if (typeof found === 'string') flaws.push(words.flaw(path, found))
      else if (whole++ === 0) {
        files = found.length
        newest = (await stat(path)).mtime.toISOString()
      }
    } catch (error) {
      if (systemCode(error) === 'ENOENT') continue
      return failed(refused(words.unreadable(path), path, error, 'r'), { folder: dir })
    }
  }
  const facts = { folder: dir, exists: true, generations: whole, files, saved: newest || null }
  if (flaws.length > 0)
    return warning(
      {
        what: words.damaged(dir, whole),
        cause: flaws.join(' '),
        fix: whole > 0 ? words.olderIsUsed : words.allAgain,
      },
      facts,
    )
  if (whole === 0) return fine(words.empty(dir), facts)
  return fine(words.fine(dir, files, whole, newest), facts)
}
