import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { systemCode } from '../base/errors.ts'

/** What a checkpoint store needs of a file system. Failures are the system's errors. */
export interface Disk {
  /** Makes or overwrites a file for its owner alone. Resolves when all of it is on the disk; a failure may leave any part of it. */
  write(path: string, content: string): Promise<void>
  /** Atomic; replaces what has the new name. */
  rename(from: string, to: string): Promise<void>
  /** Gives a file a second name, atomically; replaces what has it. Where that cannot be, the file loses its first one. */
  keep(path: string, name: string): Promise<void>
  /** Resolves when the renames in a folder last. */
  sync(folder: string): Promise<void>
  read(path: string): Promise<string>
}

export const realDisk: Disk = {
  async write(path, content) {
    const file = await open(path, 'w', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
  },
  rename,
  async keep(path, name) {
    const temporary = `${name}.tmp`
    try {
      await rm(temporary, { force: true })
      await link(path, temporary)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') throw error
      // FAT and some network and container file systems know no second names.
      await rename(path, name)
      return
    }
    await rename(temporary, name)
  },
  // Windows has no such thing as opening a folder, and some file systems refuse to sync one.
  async sync(folder) {
    const handle = await open(folder, 'r').catch(() => undefined)
    await handle?.sync().catch(() => {})
    await handle?.close()
  },
  read: (path) => readFile(path, 'utf8'),
}
