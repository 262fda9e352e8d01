import { appendFile, rename, stat } from 'node:fs/promises'

/** Bytes from which a new file is begun: some 80,000 letters. The one before is kept. */
const MOST_BYTES = 4 * 1024 ** 2

/** Where `kinetail replay` notes which letters of a dead-letter file it has sent, the older file first. */
export function replayedLetters(path: string): readonly string[] {
  return [`${path}.replayed.1`, `${path}.replayed`]
}

/**
 * Notes which letters were sent: their lines come late in the stream, by design, and nothing else tells them from lines that came out of
 * order once the letters are gone. Without the note (a full disk) that is what `kinetail verify` takes them for.
 */
export class ReplayedLetters {
  readonly #path: string
  readonly #older: string
  #pending: string[] = []

  /** @param path of the dead-letter file */
  constructor(path: string) {
    const [older, newer] = replayedLetters(path)
    this.#older = older!
    this.#path = newer!
  }

  note(generation: string, offset: number): void {
    this.#pending.push(`${JSON.stringify({ generation, offset })}\n`)
  }

  /** Writes what was noted since; never throws. */
  async save(): Promise<void> {
    const lines = this.#pending.splice(0)
    if (lines.length === 0) return
    try {
      const size = await stat(this.#path).then(
        (found) => found.size,
        () => 0,
      )
      if (size >= MOST_BYTES) await rename(this.#path, this.#older)
      await appendFile(this.#path, lines.join(''), { mode: 0o600 })
    } catch {
      // See above: what is sent is sent.
    }
  }
}
