import type { Account, Fate, Ledger } from '../stats/ledger.ts'

/**
 * The way back of one Chunk. It travels with the data; whoever ends a line's journey says so here.
 * Silence means not delivered: a line nobody settles holds the checkpoint for ever.
 */
export interface Ack {
  /**
   * How the chunk was cut: called once, before any `settle`.
   * @param ends for line i, the offset in the file of the first byte after it, counted from the chunk's start
   */
  cut(ends: Uint32Array, lines: number): void
  /** Ends the journey of line `line` (index within the chunk). Each line is settled exactly once. */
  settle(line: number, fate: Fate): void
}

/** The ordered ground of one file: knows the offset below which every line is settled. */
export class Watermark {
  #offset: number
  readonly #chunks: ChunkAck[] = []
  readonly #ledger: Ledger
  readonly #account: Account
  readonly #moved: () => void

  /**
   * @param offset where reading began, in bytes
   * @param moved called whenever the settled offset moved (cheap: it may be called for every line)
   */
  constructor(offset: number, ledger: Ledger, account: Account, moved: () => void = () => {}) {
    this.#offset = offset
    this.#ledger = ledger
    this.#account = account
    this.#moved = moved
  }

  /** Everything below this offset is settled, in bytes. */
  get settled(): number {
    return this.#offset
  }

  /** True when no chunk waits for anything. */
  get idle(): boolean {
    return this.#chunks.length === 0
  }

  /** The Ack of the next chunk, in file order. `start` and `length` in bytes of the file. */
  open(start: number, length: number): Ack {
    const ack = new ChunkAck(
      start,
      length,
      (lines) => this.#ledger.read(this.#account, lines),
      (fate) => {
        this.#ledger.settle(this.#account, fate, 1)
        this.#advance()
      },
    )
    this.#chunks.push(ack)
    return ack
  }

  #advance(): void {
    let first = this.#chunks[0]
    const before = this.#offset
    while (first) {
      this.#offset = Math.max(this.#offset, first.settledTo)
      if (!first.done) break
      this.#chunks.shift()
      first = this.#chunks[0]
    }
    if (this.#offset !== before) this.#moved()
  }
}

class ChunkAck implements Ack {
  readonly #start: number
  readonly #length: number
  readonly #onCut: (lines: number) => void
  readonly #onSettle: (fate: Fate) => void
  #ends = new Uint32Array(0)
  #settled = new Uint8Array(0)
  #lines = -1
  #next = 0

  constructor(start: number, length: number, onCut: (lines: number) => void, onSettle: (fate: Fate) => void) {
    this.#start = start
    this.#length = length
    this.#onCut = onCut
    this.#onSettle = onSettle
  }

  cut(ends: Uint32Array, lines: number): void {
    if (this.#lines >= 0) throw new Error('a chunk is cut once')
    this.#ends = ends.slice(0, lines)
    this.#settled = new Uint8Array(lines)
    this.#lines = lines
    this.#onCut(lines)
  }

  settle(line: number, fate: Fate): void {
    if (line < 0 || line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
    if (this.#settled[line] === 1) throw new Error(`line ${line} was settled before`)
    this.#settled[line] = 1
    while (this.#next < this.#lines && this.#settled[this.#next] === 1) this.#next++
    this.#onSettle(fate)
  }

  get done(): boolean {
    return this.#next === this.#lines
  }

  /** Offset in the file below which this chunk is settled. */
  get settledTo(): number {
    if (this.done) return this.#start + this.#length
    return this.#next === 0 ? this.#start : this.#start + this.#ends[this.#next - 1]!
  }
}
