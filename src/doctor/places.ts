import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { defaultCheckpointDir } from '../checkpoint/folder.ts'
import type { Settings } from '../config/settings.ts'

/** Where a job with these settings writes. */
export interface Places {
  readonly checkpoints: string
  readonly deadLetters: string
}

/** Undefined where neither a folder nor a stream is named, from which the folder has its name. With `--local` it is a temporary one. */
export function placesOf({ checkpoint_dir, stream_name, dead_letter, local }: Settings): Places | undefined {
  const dir = checkpoint_dir ?? (local ? join(tmpdir(), 'kinetail') : usualDir(stream_name))
  if (dir === undefined) return undefined
  const checkpoints = resolve(dir)
  return { checkpoints, deadLetters: resolve(dead_letter ?? join(checkpoints, 'dead-letter.ndjson')) }
}

function usualDir(stream: string | undefined): string | undefined {
  return stream === undefined ? undefined : defaultCheckpointDir(stream)
}

/** The path itself, or the nearest above it where something is. */
export function existingAbove(path: string): string {
  let there = resolve(path)
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there)
  return there
}

/** Writes a file of our own into a folder and removes it. Throws the system's error. */
export async function tryFolder(folder: string): Promise<void> {
  const path = join(folder, `.kinetail-doctor-${randomUUID()}`)
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile('kinetail doctor\n')
    await file.sync()
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
}

/** Makes a folder of our own in another and removes it. Throws the system's error. */
export async function tryToMakeFolder(folder: string): Promise<void> {
  await rmdir(await mkdtemp(join(folder, '.kinetail-doctor-')))
}
