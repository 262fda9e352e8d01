import { type BigIntStats, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'

/** What rotation puts into a name: a number, a time, `old`. Compressed files are not among them: their lines were in another file before. */
const MARK = /^[-._](?:\d[-._:\dTZ]*|old|bak)$/

/**
 * Files that may have had a name and lost it again while nobody looked: two rotations between two looks, or while the process
 * was not running. These are the files beside it whose names are made from it (`app.log.1`, `app.log-20240115`, `app-1.log`)
 * and that were born since `since` (ms since the epoch). Oldest first. None where the file system does not keep births.
 */
export function missedSince(path: string, since: number, listing: Listing = namesIn): string[] {
  const folder = dirname(path)
  const births = statAt(folder)
  // Where births are not kept, the last change stands in for them, or zero.
  if (births === undefined || births.birthtimeNs === 0n || births.birthtimeNs >= births.ctimeNs) return []
  return namesLike(path, listing(folder))
    .map((name) => ({ path: join(folder, name), stat: statAt(join(folder, name)) }))
    .filter(({ stat }) => stat?.isFile() && Number(stat.birthtimeMs) >= since)
    .sort((a, b) => Number(a.stat!.birthtimeNs - b.stat!.birthtimeNs))
    .map((file) => file.path)
}

function namesLike(path: string, names: readonly string[]): string[] {
  const own = basename(path)
  const extension = extname(own)
  const stem = own.slice(0, own.length - extension.length)
  return names.filter((name) => {
    if (name.startsWith(own)) return MARK.test(name.slice(own.length))
    if (extension === '' || !name.startsWith(stem) || !name.endsWith(extension)) return false
    return MARK.test(name.slice(stem.length, -extension.length))
  })
}

/** The names in a folder. */
export type Listing = (folder: string) => readonly string[]

/** Lists each folder once. */
export function listingOnce(): Listing {
  const listed = new Map<string, readonly string[]>()
  return (folder) => {
    const names = listed.get(folder) ?? namesIn(folder)
    listed.set(folder, names)
    return names
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function statAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false })
  } catch {
    return undefined
  }
}
