import { watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { systemCode } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Check } from '../check.ts'
import { type Found, fine, skipped, warning } from '../finding.ts'

/** Files that `src/source/tail/` keeps open at most, and what else a process has open: connections, workers, checkpoints. */
const MOST_FILES = 1000
const OTHERS = 128

/** Whether the system lets a process watch that many folders and open that many files. Linux only: elsewhere there are no such files. */
export const limits: Check = {
  name: 'limits',
  needs: [],
  async run({ seen }) {
    const [watches, instances, open] = await Promise.all([
      numberIn('/proc/sys/fs/inotify/max_user_watches'),
      numberIn('/proc/sys/fs/inotify/max_user_instances'),
      openFiles(),
    ])
    const folders = [...seen.folders]
    if (watches === undefined && instances === undefined && open === undefined)
      return [skipped(text.doctor.limits.unknown, {})]
    const needed = Math.min(seen.files.length, MOST_FILES) + OTHERS
    return [
      judgeWatches(watches, instances, folders.length, refusedWatch(folders[0] ?? tmpdir())),
      ...(open === undefined ? [] : [judgeOpenFiles(open, needed, seen.files.length)]),
    ]
  },
}

/** @param refused the system's code, where it refused to watch a folder */
export function judgeWatches(
  watches: number | undefined,
  instances: number | undefined,
  folders: number,
  refused: string | undefined,
): Found {
  const words = text.doctor.limits
  const facts = {
    max_user_watches: watches ?? null,
    max_user_instances: instances ?? null,
    folders,
  }
  if (refused === 'EMFILE' || refused === 'ENOSPC') {
    const name = refused === 'EMFILE' ? 'max_user_instances' : 'max_user_watches'
    const more = 2 * Math.max((refused === 'EMFILE' ? instances : watches) ?? 0, 512)
    return warning(
      { what: words.usedUp(`fs.inotify.${name}`), cause: words.usedUpCause, fix: raise(name, more) },
      facts,
    )
  }
  if (watches !== undefined && folders > watches)
    return warning(
      {
        what: words.fewWatches(watches, folders),
        cause: words.usedUpCause,
        fix: raise('max_user_watches', 2 * folders),
      },
      facts,
    )
  return fine(words.inotify(watches ?? 0, instances ?? 0, folders), facts)
}

/** Tries it: other programs of the user count too, and nobody tells how many watches they have. */
function refusedWatch(folder: string): string | undefined {
  try {
    watch(folder, { persistent: false }).close()
    return undefined
  } catch (error) {
    return systemCode(error)
  }
}

function raise(name: string, value: number): string {
  return `sudo sysctl fs.inotify.${name}=${value} && echo fs.inotify.${name}=${value} | sudo tee /etc/sysctl.d/90-kinetail.conf`
}

export function judgeOpenFiles(open: number, needed: number, followed: number): Found {
  const words = text.doctor.limits
  const facts = { max_open_files: open, needed }
  if (open >= needed) return fine(words.openFiles(open, needed), facts)
  return warning(
    {
      what: words.fewFiles(open, needed, followed),
      cause: words.fewFilesCause,
      fix: words.fewFilesFix(needed * 2),
    },
    facts,
  )
}

async function numberIn(path: string): Promise<number | undefined> {
  const written = await readFile(path, 'utf8').catch(() => '')
  return /^\d+\s*$/.test(written) ? Number(written) : undefined
}

/** The soft limit of this process (proc_pid_limits(5)); Node raises it to the hard one as it starts. */
async function openFiles(): Promise<number | undefined> {
  const written = await readFile('/proc/self/limits', 'utf8').catch(() => '')
  const [, soft] = /^Max open files\s+(\S+)/m.exec(written) ?? []
  if (soft === undefined) return undefined
  return soft === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(soft)
}
