import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Letter } from './check.ts'

/** What the dead-letter file in a folder and its rotated ones hold. */
export function readLetters(folder: string): Letter[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith('dead-letter'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Letter)
}
