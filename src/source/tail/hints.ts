import { type FSWatcher, watch } from 'node:fs'
import { messageOf } from '../../base/errors.ts'

/**
 * fs.watch on folders: says early what polling would find a little later. Nothing depends on it, so trouble with it
 * (inotify's limit, a network file system) costs only the earliness and is told once.
 */
export class Hints {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #hint: (folder: string, name: string | null, renamed: boolean) => void
  readonly #trouble: (folder: string, words: string) => void
  #told = false

  constructor(
    hint: (folder: string, name: string | null, renamed: boolean) => void,
    trouble: (folder: string, words: string) => void,
  ) {
    this.#hint = hint
    this.#trouble = trouble
  }

  /** Watches these folders and no others. */
  follow(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of folders) if (!this.#watchers.has(folder)) this.#watch(folder)
  }

  close(): void {
    this.follow(new Set())
  }

  #watch(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (event, name) => {
        // A watched folder that was deleted or moved away reports itself: let go, the next scan may find another.
        if (event === 'rename' && name !== null && folder.endsWith(`/${name}`)) this.#drop(folder, watcher)
        this.#hint(folder, name, event === 'rename')
      })
      watcher.on('error', (error) => {
        this.#drop(folder, watcher)
        this.#say(folder, error)
      })
      this.#watchers.set(folder, watcher)
    } catch (error) {
      // A folder that is not there yet is no trouble: it is tried again with every scan.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#say(folder, error)
    }
  }

  #drop(folder: string, watcher: FSWatcher): void {
    watcher.close()
    if (this.#watchers.get(folder) === watcher) this.#watchers.delete(folder)
  }

  #say(folder: string, error: unknown): void {
    if (!this.#told) this.#trouble(folder, messageOf(error))
    this.#told = true
  }
}
