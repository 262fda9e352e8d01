import { randomUUID } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { systemCode } from '../base/errors.ts'

const PREFIX = 'kinetail-query-'

/**
 * The path of a folder for what does not fit the memory. Those that killed processes left are removed.
 * @param parent of all of them
 */
export function spillFolder(parent: string): string {
  for (const name of entries(parent)) {
    const pid = /^kinetail-query-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(parent, name), { recursive: true, force: true })
  }
  return join(parent, `${PREFIX}${process.pid}-${randomUUID()}`)
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: there is such a process, of another user.
    return systemCode(error) === 'EPERM'
  }
}
