import type { Account, Fate, Ledger, Settled } from '../stats/ledger.ts'

/**
 * The way back of one Chunk. It travels with the data; whoever ends a line's journey says so here.
 * Silence means not delivered: a line nobody settles holds the checkpoint for ever.
 */
export interface Ack {
  /**
   * How the chunk was cut: called once, before any `settle`.
   * @param ends for line i, the offset in the file of the first byte after it, counted from the chunk's start
   * @param weights where lines are joined to events, how many lines each event has: the events are what is settled, and all lines of one share
   *   its fate
   */
  cut(ends: Uint32Array, lines: number, weights?: Uint32Array): void
  /** Ends the journey of line `line` (index within the chunk). Each line is settled exactly once. */
  settle(line: number, fate: Fate): void
  /** The same for the first `count` of `lines`. */
  settleMany(lines: Uint32Array, count: number, fate: Fate): void
}

/** How a settled line is kept, one byte each; 0 is not settled. */
const CODES: Readonly<Record<Fate, number>> = { delivered: 1, dead: 2, filtered: 3 }

/** The ordered ground of one file: knows the offset below which every line is settled. */
export class Watermark {
  #offset: number
  #first: ChunkAck | undefined
  #last: ChunkAck | undefined
  readonly ledger: Ledger
  readonly account: Account
  readonly #moved: () => void
  readonly #lines: Settled

  /**
   * @param offset where reading began, in bytes
   * @param moved called whenever the settled offset moved (cheap: it may be called for every line)
   * @param lines what became of the lines before, which counting goes on from
   */
  constructor(
    offset: number,
    ledger: Ledger,
    account: Account,
    moved: () => void = () => {},
    lines: Readonly<Settled> = { sent: 0, dead: 0, filtered: 0 },
  ) {
    this.#offset = offset
    this.ledger = ledger
    this.account = account
    this.#moved = moved
    this.#lines = { sent: lines.sent, dead: lines.dead, filtered: lines.filtered }
  }

  /** What became of the lines below `settled`, and of those only: the rest will be read again after a kill. */
  get lines(): Readonly<Settled> {
    return this.#lines
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
      this.#count(first.passed)
      if (!first.done) break
      first = first.after
    }
    this.#first = first
    if (!first) this.#last = undefined
    if (this.#offset !== before) this.#moved()
  }

  #count(passed: Uint32Array): void {
    this.#lines.sent += passed[CODES.delivered]!
    this.#lines.dead += passed[CODES.dead]!
    this.#lines.filtered += passed[CODES.filtered]!
    passed.fill(0)
  }
}

/** The Ack of one chunk, linked to the next one of its file: an outage may leave thousands open. */
class ChunkAck implements Ack {
  after: ChunkAck | undefined
  /** Lines by code that the chunk's settled ground grew over since the watermark took them. */
  readonly passed: Uint32Array = new Uint32Array(4)
  readonly #watermark: Watermark
  readonly #start: number
  readonly #length: number
  #ends = new Uint32Array(0)
  #settled = new Uint8Array(0)
  #weights: Uint32Array | undefined
  #lines = -1
  #next = 0

  constructor(watermark: Watermark, start: number, length: number) {
    this.#watermark = watermark
    this.#start = start
    this.#length = length
  }

  cut(ends: Uint32Array, lines: number, weights?: Uint32Array): void {
    if (this.#lines >= 0) throw new Error('a chunk is cut once')
    this.#ends = ends.slice(0, lines)
    this.#settled = new Uint8Array(lines)
    this.#lines = lines
    this.#weights = weights
    const read = weights === undefined ? lines : weights.reduce((sum, weight) => sum + weight, 0)
    this.#watermark.ledger.read(this.#watermark.account, read)
    if (lines === 0) this.#watermark.advance(this)
  }

  settle(line: number, fate: Fate): void {
    if (line < 0 || line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
    if (this.#settled[line] !== 0) throw new Error(`line ${line} was settled before`)
    this.#settled[line] = CODES[fate]
    this.#watermark.ledger.settle(this.#watermark.account, fate, this.#weights?.[line] ?? 1)
    if (line === this.#next) this.#advance()
  }

  settleMany(lines: Uint32Array, count: number, fate: Fate): void {
    const settled = this.#settled
    const code = CODES[fate]
    for (let i = 0; i < count; i++) {
      const line = lines[i]!
      if (line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
      if (settled[line] !== 0) throw new Error(`line ${line} was settled before`)
      settled[line] = code
    }
    let settledLines = count
    const weights = this.#weights
    if (weights !== undefined) for (let i = 0; i < count; i++) settledLines += weights[lines[i]!]! - 1
    this.#watermark.ledger.settle(this.#watermark.account, fate, settledLines)
    if (settled[this.#next] !== 0) this.#advance()
  }

  #advance(): void {
    const settled = this.#settled
    const weights = this.#weights
    let next = this.#next
    if (weights === undefined)
      for (; next < this.#lines && settled[next] !== 0; next++) this.passed[settled[next]!]!++
    else
      for (; next < this.#lines && settled[next] !== 0; next++) this.passed[settled[next]!]! += weights[next]!
    this.#next = next
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
