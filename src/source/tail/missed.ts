import { type BigIntStats, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { type Beside, besideNow } from './beside.ts'
import { unpackedName } from './rotation.ts'

/**
 * Files that may have had a name and lost it again while nobody looked: two rotations between two looks, or while the process
 * was not running. These are the files beside it whose names are made from it (`app.log.1`, `app.log-20240115`, `app-1.log`,
 * compressed ones too) and that were born since `since` (ms since the epoch). Oldest first. None where the file system does not keep births.
 */
export function missedSince(path: string, since: number, beside: Beside = besideNow): string[] {
  const births = statAt(dirname(path))
  // Where births are not kept, the last change stands in for them, or zero.
  if (births === undefined || births.birthtimeNs === 0n || births.birthtimeNs >= births.ctimeNs) return []
  return beside(path)
    .map((one) => ({ path: one, stat: statAt(one) }))
    .filter(({ path: one, stat }) => stat?.isFile() && isSince(one, stat, since))
    .sort((a, b) => Number(a.stat!.birthtimeNs - b.stat!.birthtimeNs))
    .map((file) => file.path)
}

/**
 * A compressed file has the time of the last change from what it was made of, in whole seconds: it may have been made today of a
 * file of last week.
 */
function isSince(path: string, { birthtimeMs, mtimeMs }: BigIntStats, since: number): boolean {
  return Number(birthtimeMs) >= since && (unpackedName(path) === path || Number(mtimeMs) + 1000 >= since)
}

function statAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
