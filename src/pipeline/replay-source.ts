import type { Ack } from '../checkpoint/ack.ts'
import type { KeptLetter } from '../sink/read-dead-letters.ts'
import type { ReplayFile } from '../sink/replay-file.ts'
import type { Chunk, FileLag, Source, SourceFile } from '../source/source.ts'
import type { Account, Fate, Ledger } from '../stats/ledger.ts'

/** Letters that cannot be sent, by why. */
export interface Unsendable {
  /** Lines of the file that are no letters. */
  broken: number
  /** Letters without a place (`kinetail parse` writes such): no event id can be told. */
  placeless: number
  /** Letters of a type that there is no more. */
  unknown: number
}

export interface ReplayPorts {
  readonly file: ReplayFile
  readonly ledger: Ledger
  /** Index of the parser of such a letter; undefined when there is none. */
  readonly inputOf: (letter: KeptLetter) => number | undefined
  /** True where a letter's columns are named by a line before it, which is looked for anew for each: letters are no whole file. */
  readonly hasHeaders: (input: number) => boolean
}

/** What is left is written down when so much time has passed since, in ms, and ten times what that took. */
const SAVE_MS = 2000

/** Letters as Chunks, each a line at its old place: the same event id comes of it. */
export class ReplaySource implements Source {
  readonly unsendable: Unsendable = { broken: 0, placeless: 0, unknown: 0 }
  readonly #ports: ReplayPorts
  readonly #files = new Map<string, SourceFile>()
  #stopped = false

  constructor(ports: ReplayPorts) {
    this.#ports = ports
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const { file, inputOf } = this.#ports
    let index = -1
    let saveAt = performance.now() + SAVE_MS
    for await (const { letter } of file.letters()) {
      index++
      if (this.#stopped) return
      if (letter === undefined || (letter.line ?? letter.record) === undefined) this.unsendable.broken++
      else if (!/^[0-9a-f]{16}$/.test(letter.generation)) this.unsendable.placeless++
      else {
        const input = inputOf(letter)
        if (input === undefined) this.unsendable.unknown++
        else yield this.#chunk(letter, index, input)
      }
      if (performance.now() < saveAt) continue
      const began = performance.now()
      await file.save()
      saveAt = performance.now() + Math.max(SAVE_MS, 10 * (performance.now() - began))
    }
  }

  stop(): void {
    this.#stopped = true
  }

  lag(): readonly FileLag[] {
    return []
  }

  close(): Promise<void> {
    return this.#ports.file.close()
  }

  #chunk(letter: KeptLetter, index: number, input: number): Chunk {
    const { offset, line, lineBytes, lines, record, time } = letter
    const bytes = line ?? Buffer.from(record!)
    const file = this.#fileOf(letter, input)
    const { ledger } = this.#ports
    const done = (): void => this.#ports.file.done(index, letter)
    return {
      file,
      offset,
      bytes,
      length: bytes.length,
      // A line that tells no time happened when it was read, not now.
      readAt: Number.isNaN(time) ? Date.now() : time,
      writtenAt: Date.now(),
      ...(lineBytes === undefined ? {} : { cutLine: lineBytes }),
      // A letter of several lines is one event, as it was.
      ...(lines === undefined || line === undefined
        ? {}
        : { events: { ends: Uint32Array.of(line.length), lines: Uint32Array.of(lines) } }),
      ack: new LetterAck(ledger, ledger.file(letter.file), done),
      release: () => {},
    }
  }

  #fileOf({ file: path, generation }: KeptLetter, input: number): SourceFile {
    const key = `${generation} ${input} ${path}`
    let file = this.#files.get(key)
    if (!file) {
      file = { id: this.#files.size, path, name: path, generation, input }
      this.#files.set(key, file)
    }
    return this.#ports.hasHeaders(input) ? { ...file } : file
  }
}

/** The way back of one letter: it is through when each of its lines is delivered, or was blank. */
class LetterAck implements Ack {
  readonly #ledger: Ledger
  readonly #account: Account
  readonly #done: () => void
  #open = 0
  /** Lines of each: more than one where they are joined to an event. */
  #weight = 1
  #failed = false

  constructor(ledger: Ledger, account: Account, done: () => void) {
    this.#ledger = ledger
    this.#account = account
    this.#done = done
  }

  cut(_: Uint32Array, lines: number, weights?: Uint32Array): void {
    this.#open = lines
    this.#weight = weights?.[0] ?? 1
    this.#ledger.read(this.#account, lines * this.#weight)
  }

  settle(_: number, fate: Fate): void {
    this.#settled(fate, 1)
  }

  settleMany(_: Uint32Array, count: number, fate: Fate): void {
    this.#settled(fate, count)
  }

  #settled(fate: Fate, lines: number): void {
    this.#ledger.settle(this.#account, fate, lines * this.#weight)
    this.#failed ||= fate === 'dead'
    this.#open -= lines
    if (this.#open === 0 && !this.#failed) this.#done()
  }
}
