import { stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatSize } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import type { Check } from '../check.ts'
import { type Found, failed, fine, warning } from '../finding.ts'
import { existingAbove, placesOf } from '../places.ts'

/** The dead-letter file and its predecessor hold 64 MiB each; checkpoints take a few. Bytes. */
const WANTED: number = 160 * 1024 ** 2
/** Less does not even hold checkpoints of many files with certainty. Bytes. */
const LEAST: number = 8 * 1024 ** 2

/** Room where checkpoints and dead letters are written. */
export const disk: Check = {
  name: 'disk',
  needs: [],
  async run({ settings }) {
    const places = placesOf(settings)
    const folders = places === undefined ? [process.cwd()] : [places.checkpoints, dirname(places.deadLetters)]
    const found: Found[] = []
    const looked = new Set<number>()
    for (const folder of folders) {
      const there = existingAbove(folder)
      const { dev } = await stat(there)
      // Both places are on one file system most often: said once.
      if (looked.has(dev)) continue
      looked.add(dev)
      const { bavail, bsize, ffree, files } = await statfs(there)
      found.push(judge(folder, bavail * bsize, files > 0 ? ffree : undefined))
    }
    return found
  },
}

/** @param inodes free ones; undefined where the file system does not count them */
export function judge(folder: string, free: number, inodes: number | undefined): Found {
  const words = text.doctor.disk
  const facts = { folder, free_bytes: free, free_inodes: inodes ?? null }
  if (inodes !== undefined && inodes < 16)
    return failed({ what: words.noInodes(folder, inodes), fix: text.source.makeRoom(folder) }, facts)
  if (free < LEAST)
    return failed({ what: words.full(folder, formatSize(free)), fix: text.source.makeRoom(folder) }, facts)
  if (free < WANTED)
    return warning(
      { what: words.little(folder, formatSize(free), formatSize(WANTED)), fix: text.source.makeRoom(folder) },
      facts,
    )
  return fine(words.fine(folder, formatSize(free)), facts)
}
