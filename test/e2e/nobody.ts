import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import type { TestContext } from 'vitest'
import { root } from './support.ts'

/** User and group of nobody on every Linux. */
export const NOBODY = 65_534

let canRun: boolean | undefined

/** Root may read and write everything: what is closed to a user is tried as nobody. True when that is so here. */
export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** Whether nobody reaches Node and this checkout: a clone, or a Node, below a private folder is closed to him. */
export function nobodyCanRun(): boolean {
  canRun ??=
    spawnSync(process.execPath, [join(root, 'bin', 'kinetail.js'), '--version'], {
      uid: NOBODY,
      gid: NOBODY,
      cwd: '/',
    }).status === 0
  return canRun
}

/** Skips a test that has to run as nobody where it cannot. */
export function skipUnlessNobodyCanRun({ skip }: Pick<TestContext, 'skip'>): void {
  if (isRoot() && !nobodyCanRun()) skip('nobody may not read the folder of this checkout, or of Node')
}
