import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fullJitter, sleep } from '../base/backoff.ts'
import { KinetailError, messageOf, systemCode } from '../base/errors.ts'
import { formatSize } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { type DeadLetter, type DeadLetters, formatDeadLetter } from './dead-letter.ts'
import { type Say, Trouble } from './trouble.ts'

/** Size at which the file becomes `<path>.1` and a new one begins, in bytes; so the two hold twice this at most. */
const DEAD_LETTER_BYTES: number = 64 * 1024 ** 2

/** Flushes are spaced by this, in ms: a flush of the disk costs as much as parsing a thousand lines. */
const GATHER_MS = 50

/** Waits between tries to write, in ms. */
const RETRY = { baseMs: 100, capMs: 5000 }

/**
 * The dead-letter file: NDJSON, appended to and flushed to the disk before `write` resolves. While it cannot be
 * written (full disk, permissions) `write` waits and tries again: the lines stay unsettled and nothing is lost.
 * Writers that wait together are flushed together. `kinetail replay` may take the file away at any moment: what was written
 * into it meanwhile is written again, under the name.
 */
export class DeadLetterFile implements DeadLetters {
  readonly #path: string
  readonly #maxBytes: number
  readonly #say: Say
  readonly #trouble: Trouble
  readonly #closing = new AbortController()
  #file: FileHandle | undefined
  #size = 0
  /** When the last flush ended, ms of a steady clock. */
  #flushedAt: number = Number.NEGATIVE_INFINITY
  #texts: string[] = []
  /** The write that will carry `#texts`; it has not begun yet. */
  #coming: Promise<void> | undefined
  #last: Promise<void> = Promise.resolve()

  constructor(path: string, say: Say, maxBytes: number = DEAD_LETTER_BYTES) {
    this.#path = path
    this.#maxBytes = maxBytes
    this.#say = say
    this.#trouble = new Trouble(say, {
      fails: (reason, since) => text.sink.deadLetterFails(path, reason, since),
      works: (after) => text.sink.deadLetterWorks(path, after),
    })
  }

  /** Resolves when the letters are on the disk; rejects only when the file is closed before that. */
  write(letters: readonly DeadLetter[]): Promise<void> {
    if (letters.length === 0) return Promise.resolve()
    const time = new Date()
    for (const letter of letters) this.#texts.push(formatDeadLetter(letter, time))
    if (!this.#coming) {
      const before = this.#last
      const coming = before
        .catch(() => {})
        .then(() => this.#gather())
        .then(() => {
          const lines = this.#texts
          this.#texts = []
          this.#coming = undefined
          return this.#append(lines)
        })
      this.#coming = coming
      this.#last = coming
    }
    return this.#coming
  }

  /** Waits until the last flush is a while ago: at a hundred chunks a second each would else wait for a disk of its own. */
  async #gather(): Promise<void> {
    const wait = this.#flushedAt + GATHER_MS - performance.now()
    if (wait > 0) await sleep(wait, this.#closing.signal)
  }

  /** Writes what can be written now and lets go of the file. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#last.catch(() => {})
    await this.#file?.close()
    this.#file = undefined
  }

  async #append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.join(''))
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#tryAppend(bytes)
        this.#trouble.succeeded()
        return
      } catch (error) {
        await this.#giveUpFile()
        const reason = systemCode(error) ?? messageOf(error)
        this.#trouble.failed(new KinetailError('file', reason, { cause: error }))
        await sleep(fullJitter(attempt, RETRY), this.#closing.signal)
        if (this.#closing.signal.aborted)
          throw new KinetailError('file', text.sink.deadLetterClosed, { cause: error })
      }
    }
  }

  async #tryAppend(bytes: Buffer): Promise<void> {
    if (this.#file && (await this.#isGone(this.#file))) await this.#giveUpFile()
    if (!this.#file) await this.#open()
    if (this.#size > 0 && this.#size + bytes.length > this.#maxBytes) await this.#rotate()
    const file = this.#file!
    // Not our own count: `kinetail replay` puts back what is left.
    const before = (await file.stat()).size
    try {
      await file.appendFile(bytes)
      await file.datasync()
      this.#flushedAt = performance.now()
      this.#size = before + bytes.length
    } catch (error) {
      // A disk that filled half-way leaves half a letter: it must not become the beginning of the next one.
      await file.truncate(before).catch(() => {})
      throw error
    }
    if (await this.#isGone(file)) await this.#tryAppend(bytes)
  }

  /** True when the name leads to another file than this, or to none. */
  async #isGone(file: FileHandle): Promise<boolean> {
    const [own, named] = await Promise.all([file.stat(), stat(this.#path).catch(() => undefined)])
    return named === undefined || named.ino !== own.ino || named.dev !== own.dev
  }

  async #open(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true })
    // Log lines may hold what is not for everybody.
    const file = await open(this.#path, 'a+', 0o600)
    this.#file = file
    this.#size = (await file.stat()).size
    if (this.#size === 0) return
    const last = new Uint8Array(1)
    await file.read(last, 0, 1, this.#size - 1)
    if (last[0] === 0x0a) return
    // A process that was killed while writing left a letter without its end.
    await file.appendFile('\n')
    this.#size++
  }

  async #rotate(): Promise<void> {
    await this.#giveUpFile()
    const older = `${this.#path}.1`
    const replaces = await open(older).then(
      async (file) => {
        await file.close()
        return true
      },
      () => false,
    )
    await rename(this.#path, older)
    if (replaces) this.#say.warn(text.sink.deadLettersDropped(this.#path, formatSize(this.#maxBytes)))
    await this.#open()
  }

  async #giveUpFile(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    await file?.close().catch(() => {})
  }
}
