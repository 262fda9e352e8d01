import { constants } from 'node:fs'
import { link, open, readFile, rename, rm, statfs } from 'node:fs/promises'
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
  readBytes(path: string): Promise<Buffer>
  /**
   * Gives a file room for `size` bytes, for its owner alone, so that overwriting them takes nothing more of a full disk. What it has stays.
   * Resolves to the bytes it has room for then, which may be fewer.
   */
  reserve(path: string, size: number): Promise<number>
  /** Overwrites a stretch of a file that is there. Resolves when it is on the disk; a failure may leave any part of it. */
  overwrite(path: string, at: number, bytes: Uint8Array): Promise<void>
}

const ZEROS = new Uint8Array(64 * 1024)

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
  readBytes: (path) => readFile(path),
  async reserve(path, size) {
    const file = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600)
    try {
      const { size: before } = await file.stat()
      const free = await statfs(path).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => Number.POSITIVE_INFINITY,
      )
      // Room kept for later must not be what the next checkpoint, or somebody else, would have needed now.
      if (before >= size || free < 2 * (size - before)) return before
      try {
        // Zeros that are written have blocks of the disk; a file that is only made longer has none.
        for (let has = before; has < size; )
          has += (await file.write(ZEROS, 0, Math.min(ZEROS.length, size - has), has)).bytesWritten
        await file.sync()
      } catch {
        await file.truncate(before)
      }
      return (await file.stat()).size
    } finally {
      await file.close()
    }
  },
  async overwrite(path, at, bytes) {
    const file = await open(path, 'r+')
    try {
      for (let done = 0; done < bytes.length; )
        done += (await file.write(bytes, done, bytes.length - done, at + done)).bytesWritten
      await file.datasync()
    } finally {
      await file.close()
    }
  },
}
