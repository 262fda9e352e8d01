import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** The package that this file is built in: `build/bench/harness/` below its root. */
export const ROOT: string = join(import.meta.dirname, '..', '..', '..')

/** Whether the `kinetail stream` of a package knows a flag: an older build is measured without what it lacks. */
export function knows(folder: string, flag: string): boolean {
  const words = [join(folder, 'bin', 'kinetail.js'), 'stream', '--help']
  const help = execFileSync(process.execPath, words, { encoding: 'utf8' })
  return new RegExp(`${flag}\\b`).test(help)
}
