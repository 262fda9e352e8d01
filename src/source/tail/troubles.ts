import { text } from '../../messages/messages.ts'
import { accessTrouble } from './access.ts'
import type { Name, Sighting } from './names.ts'

/** A configured file that was there counts as missing only after this time, in ms: rotation leaves a gap. */
const GAP_MS = 5000

/** Tells people what is wrong with files: once while it lasts, and when it is over. */
export class Troubles {
  readonly #warn: (message: string) => void
  readonly #note: (message: string) => void
  readonly #told = new Set<string>()

  constructor(warn: (message: string) => void, note: (message: string) => void) {
    this.#warn = warn
    this.#note = note
  }

  once(message: string): void {
    if (this.#told.has(message)) return
    this.#told.add(message)
    this.#warn(message)
  }

  about(name: Name, message: string): void {
    if (name.told === message) return
    name.told = message
    this.#warn(message)
  }

  /** The name leads to a file that is read. */
  over(name: Name): void {
    if (name.told !== undefined)
      this.#note(name.missingSince > 0 ? text.source.appeared(name.path) : text.source.readableNow(name.path))
    name.missingSince = 0
    name.told = undefined
  }

  /** What a look found instead of a file. Matches of a pattern that are folders, or gone again, are no trouble. */
  noFile(name: Name, seen: Exclude<Sighting, { what: 'file' }>, now: number): void {
    if (seen.what === 'trouble') this.about(name, accessTrouble(name.path, seen.error))
    else if (seen.what === 'special') this.about(name, text.source.notAFile(name.path))
    else if (!name.literal) return
    else if (seen.what === 'folder') this.about(name, text.source.isFolder(name.path))
    else {
      if (name.missingSince === 0) name.missingSince = now
      if (!name.wasThere || now - name.missingSince >= GAP_MS)
        this.about(name, text.source.waitingFor(name.path))
    }
  }
}
