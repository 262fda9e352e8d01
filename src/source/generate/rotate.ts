import { copyFileSync, renameSync, rmSync, truncateSync } from 'node:fs'
import { systemCode } from '../../base/errors.ts'

/** The two ways of logrotate(8): give the file another name, or copy it and empty it in place. */
export type Rotation = 'rename' | 'copytruncate'

/** Old files kept: `access.log.1` is the youngest. */
const KEEP = 5

/** Rotates a log file. After `rename` its writer has to open it anew. */
export function rotate(path: string, how: Rotation): void {
  rmSync(`${path}.${KEEP}`, { force: true })
  for (let age = KEEP - 1; age >= 1; age--) moveIfThere(`${path}.${age}`, `${path}.${age + 1}`)
  if (how === 'rename') {
    moveIfThere(path, `${path}.1`)
    return
  }
  copyFileSync(path, `${path}.1`)
  truncateSync(path, 0)
}

function moveIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}
