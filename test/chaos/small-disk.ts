import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** Room for the checkpoints of a round several times over, in KiB. */
const KIB = 512

/** A file system of its own, so small that it can be filled. */
export class SmallDisk {
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  /** Mounts it, or tells why that cannot be. */
  static mount(dir: string): SmallDisk | string {
    mkdirSync(dir, { recursive: true })
    if (process.platform !== 'linux') return `no tmpfs on ${process.platform}`
    const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${KIB}k`, 'tmpfs', dir])
    return status === 0
      ? new SmallDisk(dir)
      : `cannot mount a tmpfs: ${error?.message ?? String(stderr).trim()}`
  }

  /** Writes until there is no room for another byte. */
  fill(): void {
    const fd = openSync(join(this.dir, 'filler'), 'w')
    const bytes = Buffer.alloc(4096)
    try {
      for (;;) writeSync(fd, bytes)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally {
      closeSync(fd)
    }
  }

  empty(): void {
    rmSync(join(this.dir, 'filler'), { force: true })
  }

  unmount(): void {
    spawnSync('umount', ['-l', this.dir])
  }
}
