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
  /** The same for the first `count` of `lines`. */
  settleMany(lines: Uint32Array, count: number, fate: Fate): void
}

/** The ordered ground of one file: knows the offset below which every line is settled. */
export class Watermark {
  #offset: number
  #first: ChunkAck | undefined
  #last: ChunkAck | undefined
  readonly ledger: Ledger
  readonly account: Account
  readonly #moved: () => void

  /**
   * @param offset where reading began, in bytes
   * @param moved called whenever the settled offset moved (cheap: it may be called for every line)
   */
  constructor(offset: number, ledger: Ledger, account: Account, moved: () => void = () => {}) {
    this.#offset = offset
    this.ledger = ledger
    this.account = account
    this.#moved = moved
  }

  /** Everything below this offset is settled, in bytes. */
  get settled(): number {
    return this.#offset
  }

  /** True when no chunk waits for anything. */
  get idle(): boolean {
    return this.#first === undefined
  }

  /** The Ack of the next chunk, in file order. `start` and `length` in bytes of the file. */
  open(start: number, length: number): Ack {
    const ack = new ChunkAck(this, start, length)
    if (this.#last) this.#last.after = ack
    else this.#first = ack
    this.#last = ack
    return ack
  }

  /** A chunk's settled ground grew. Only the first open one moves the offset: the others wait behind it. */
  advance(from: ChunkAck): void {
    if (from !== this.#first) return
    let first: ChunkAck | undefined = from
    const before = this.#offset
    while (first) {
      this.#offset = Math.max(this.#offset, first.settledTo)
      if (!first.done) break
      first = first.after
    }
    this.#first = first
    if (!first) this.#last = undefined
    if (this.#offset !== before) this.#moved()
  }
}

/** The Ack of one chunk, linked to the next one of its file: an outage may leave thousands open. */
class ChunkAck implements Ack {
  after: ChunkAck | undefined
  readonly #watermark: Watermark
  readonly #start: number
  readonly #length: number
  #ends = new Uint32Array(0)
  #settled = new Uint8Array(0)
  #lines = -1
  #next = 0

  constructor(watermark: Watermark, start: number, length: number) {
    this.#watermark = watermark
    this.#start = start
    this.#length = length
  }

  cut(ends: Uint32Array, lines: number): void {
    if (this.#lines >= 0) throw new Error('a chunk is cut once')
    this.#ends = ends.slice(0, lines)
    this.#settled = new Uint8Array(lines)
    this.#lines = lines
    this.#watermark.ledger.read(this.#watermark.account, lines)
    if (lines === 0) this.#watermark.advance(this)
  }

  settle(line: number, fate: Fate): void {
    if (line < 0 || line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
    if (this.#settled[line] === 1) throw new Error(`line ${line} was settled before`)
    this.#settled[line] = 1
    this.#watermark.ledger.settle(this.#watermark.account, fate, 1)
    if (line === this.#next) this.#advance()
  }

  settleMany(lines: Uint32Array, count: number, fate: Fate): void {
    const settled = this.#settled
    for (let i = 0; i < count; i++) {
      const line = lines[i]!
      if (line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
      if (settled[line] === 1) throw new Error(`line ${line} was settled before`)
      settled[line] = 1
    }
    this.#watermark.ledger.settle(this.#watermark.account, fate, count)
    if (settled[this.#next] === 1) this.#advance()
  }

  #advance(): void {
    while (this.#next < this.#lines && this.#settled[this.#next] === 1) this.#next++
    this.#watermark.advance(this)
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
