import { closeSync, openSync } from 'node:fs'

/** What a bounded set of open files needs to know of each. */
export interface Holder {
  /** True when closing it loses nothing: read to its end, and it has a name to be opened by again. */
  readonly spare: boolean
  /** True when a name leads back to it. */
  readonly named: boolean
}

/** Descriptors of a bounded number of files; the least recently used gives way. */
export class Handles<T extends Holder> {
  readonly #most: number
  /** In order of use, oldest first. */
  readonly #open = new Map<T, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** The descriptor of a file that is open, as now used. */
  use(holder: T): number | undefined {
    const fd = this.#open.get(holder)
    if (fd === undefined) return undefined
    this.#open.delete(holder)
    this.#open.set(holder, fd)
    return fd
  }

  /** The descriptor of a file that is open, without counting as use. */
  peek(holder: T): number | undefined {
    return this.#open.get(holder)
  }

  /** Opens a path for reading; O_NONBLOCK, so that a pipe put in the file's place cannot hold the process. */
  open(path: string, flags: number): number {
    try {
      return openSync(path, flags)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if ((code !== 'EMFILE' && code !== 'ENFILE') || !this.#evict()) throw error
      return openSync(path, flags)
    }
  }

  keep(holder: T, fd: number): void {
    this.#open.set(holder, fd)
    while (this.#open.size > this.#most && this.#evict(holder)) {}
  }

  close(holder: T): void {
    const fd = this.#open.get(holder)
    if (fd === undefined) return
    this.#open.delete(holder)
    closeSync(fd)
  }

  closeAll(): void {
    for (const holder of [...this.#open.keys()]) this.close(holder)
  }

  /** Closes the oldest that is read to its end, else the oldest that has a name. A deleted file is never closed early. */
  #evict(except?: T): boolean {
    let fallback: T | undefined
    for (const holder of this.#open.keys()) {
      if (holder === except) continue
      if (holder.spare) {
        this.close(holder)
        return true
      }
      if (holder.named) fallback ??= holder
    }
    if (fallback === undefined) return false
    this.close(fallback)
    return true
  }
}
