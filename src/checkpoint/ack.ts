import type { Account, Fate, Ledger, Settled } from '../stats/ledger.ts'
import { CODES, type KnownAhead, Runs } from './ahead.ts'

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
  /** After `cut`: lines that an earlier process settled, by index, where they are not 0. Their journey is over; absent when there are none. */
  readonly known?: Uint8Array | undefined
  /** Ends the journey of line `line` (index within the chunk). Each line is settled exactly once. */
  settle(line: number, fate: Fate): void
  /** The same for the first `count` of `lines`. */
  settleMany(lines: Uint32Array, count: number, fate: Fate): void
}

/** The ordered ground of one file: knows the offset below which every line is settled. */
export class Watermark {
  #offset: number
  /** Offset behind the last chunk. */
  #end: number
  #first: ChunkAck | undefined
  #last: ChunkAck | undefined
  readonly ledger: Ledger
  readonly account: Account
  /** What an earlier process settled beyond the offset. Taken away where the file turns out to be another. */
  known: KnownAhead | undefined
  /** Bytes of a line, its end among them, on the average of the chunk that was cut last. */
  lineBytes: number | undefined
  readonly #moved: (onward: boolean) => void
  readonly #lines: Settled

  /**
   * @param offset where reading began, in bytes
   * @param moved called whenever something was settled (cheap: it may be called for every line); `onward` when that moved the offset
   * @param lines what became of the lines before, which counting goes on from
   * @param known what an earlier process settled behind `offset`
   */
  constructor(
    offset: number,
    ledger: Ledger,
    account: Account,
    moved: (onward: boolean) => void = () => {},
    lines: Readonly<Settled> = { sent: 0, dead: 0, filtered: 0 },
    known?: KnownAhead,
  ) {
    this.#offset = offset
    this.#end = offset
    this.known = known
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

  /** What is settled beyond that, of chunks that were cut, and of what an earlier process settled and nobody has read again yet. */
  ahead(): Runs {
    const runs = new Runs(this.#offset)
    for (let ack = this.#first; ack !== undefined && !runs.full; ack = ack.after)
      ack.addTo(runs, ack === this.#first)
    this.known?.addTo(runs, this.#end, Number.POSITIVE_INFINITY)
    return runs
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
    this.#end = start + length
    return ack
  }

  /** Lines of a chunk were settled behind one that is not. */
  leapt(): void {
    this.#moved(false)
  }

  /** A chunk's settled ground grew. Only the first open one moves the offset: the others wait behind it. */
  advance(from: ChunkAck): void {
    if (from !== this.#first) {
      this.#moved(false)
      return
    }
    let first: ChunkAck | undefined = from
    const before = this.#offset
    while (first) {
      this.#offset = Math.max(this.#offset, first.settledTo)
      this.#count(first.passed)
      if (!first.done) break
      const next: ChunkAck | undefined = first.after
      // Whoever still holds a chunk that is over (a suspended generator, say) would hold each that came after it: 5 MB for a million lines.
      first.after = undefined
      first = next
    }
    this.#first = first
    if (!first) this.#last = undefined
    if (this.#offset !== before) this.#moved(true)
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
  known: Uint8Array | undefined
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
  /** Lines that are settled, here or there. */
  #done = 0

  constructor(watermark: Watermark, start: number, length: number) {
    this.#watermark = watermark
    this.#start = start
    this.#length = length
  }

  cut(ends: Uint32Array, lines: number, weights?: Uint32Array): void {
    if (this.#lines >= 0) throw new Error('a chunk is cut once')
    this.#ends = ends.slice(0, lines)
    this.#lines = lines
    this.#weights = weights
    if (lines > 0) this.#watermark.lineBytes = this.#length / lines
    const { ledger, account } = this.#watermark
    this.known = this.#watermark.known?.within(this.#start, this.#length, this.#ends, lines, weights)
    this.#settled = this.known?.slice() ?? new Uint8Array(lines)
    let read = weights === undefined ? lines : weights.reduce((sum, weight) => sum + weight, 0)
    for (const [line, code] of (this.known ?? []).entries()) {
      if (code === 0) continue
      this.#done++
      read -= weights?.[line] ?? 1
    }
    ledger.read(account, read)
    if (lines === 0 || this.#settled[0] !== 0) this.#advance()
  }

  settle(line: number, fate: Fate): void {
    if (line < 0 || line >= this.#lines) throw new Error(`no line ${line} in a chunk of ${this.#lines}`)
    if (this.#settled[line] !== 0) throw new Error(`line ${line} was settled before`)
    this.#settled[line] = CODES[fate]
    this.#done++
    this.#watermark.ledger.settle(this.#watermark.account, fate, this.#weights?.[line] ?? 1, 1)
    if (line === this.#next) this.#advance()
    else this.#watermark.leapt()
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
    this.#done += count
    let settledLines = count
    const weights = this.#weights
    if (weights !== undefined) for (let i = 0; i < count; i++) settledLines += weights[lines[i]!]! - 1
    this.#watermark.ledger.settle(this.#watermark.account, fate, settledLines, count)
    if (settled[this.#next] !== 0) this.#advance()
    else this.#watermark.leapt()
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

  /**
   * Adds what is settled of it behind a line that is not.
   * @param first no such line is in a chunk before
   */
  addTo(runs: Runs, first: boolean): void {
    const [start, end] = [this.#start, this.#start + this.#length]
    if (this.#lines < 0) this.#watermark.known?.addTo(runs, start, end)
    const from = first ? this.#next : 0
    if (this.#done === from) return
    for (let line = from; line < this.#lines; line++) {
      const code = this.#settled[line]!
      if (code === 0) continue
      const to = line === this.#lines - 1 ? end : start + this.#ends[line]!
      runs.add(line === 0 ? start : start + this.#ends[line - 1]!, to, code)
    }
  }

  /** Offset in the file below which this chunk is settled. */
  get settledTo(): number {
    if (this.done) return this.#start + this.#length
    return this.#next === 0 ? this.#start : this.#start + this.#ends[this.#next - 1]!
  }
}
