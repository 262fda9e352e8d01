import type { TailEntry } from '../api.ts'

/** Entries kept, and their text in characters. */
const ENTRIES = 2000
const CHARACTERS = 2 * 1024 ** 2
/** Characters of an entry. */
const ENTRY_CHARACTERS = 4000

/** The newest records and lines that became none. */
export class TailRing {
  #entries: TailEntry[] = []
  #first = 0
  #characters = 0
  #id = 0

  add(entry: Omit<TailEntry, 'id'>): void {
    const { text } = entry
    const kept: TailEntry = {
      id: ++this.#id,
      ...entry,
      text: text.length > ENTRY_CHARACTERS ? `${text.slice(0, ENTRY_CHARACTERS)}…` : text,
    }
    this.#entries.push(kept)
    this.#characters += kept.text.length
    while (this.#entries.length - this.#first > ENTRIES || this.#characters > CHARACTERS)
      this.#characters -= this.#entries[this.#first++]!.text.length
    // Moving all of them for each would cost more than the room.
    if (this.#first > ENTRIES) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }

  get lastId(): number {
    return this.#id
  }

  /** The newest that fit, oldest first. @param after only those with a larger id */
  newest(limit: number, fits: (entry: TailEntry) => boolean = () => true, after = 0): TailEntry[] {
    const found: TailEntry[] = []
    for (let i = this.#entries.length - 1; i >= this.#first && found.length < limit; i--) {
      const entry = this.#entries[i]!
      if (entry.id <= after) break
      if (fits(entry)) found.push(entry)
    }
    return found.reverse()
  }
}
