/** Minutes kept: an hour. */
const MINUTES = 60
const MINUTE_MS = 60_000
/** What the minute that goes on may hold, and what is kept of each that is over. */
const OPEN = { records: 20_000, bytes: 6 * 1024 ** 2 }
const CLOSED = { records: 2500, bytes: 512 * 1024 }

/** One minute's records, as they are handed to the SQL box. */
export interface StoredMinute {
  readonly minute: number
  /** Changes whenever records that were there are so no more. */
  readonly thinned: number
  /** NDJSON: record `i` ends at `ends[i]`, without a line feed. */
  readonly bytes: Buffer
  readonly ends: readonly number[]
  /** When each was read, ms since the epoch. */
  readonly at: readonly number[]
  readonly weights: readonly number[]
}

/** Records of the last hour for the SQL box: whole minutes, thinned out evenly where there are too many. At most 36 MiB. */
export class RecordStore {
  #minutes: MinuteOfRecords[] = []

  add(text: string, at: number, weight: number): void {
    const minute = Math.floor(at / MINUTE_MS)
    let last = this.#minutes.at(-1)
    if (last === undefined || minute > last.minute) {
      last?.thinTo(CLOSED.records, CLOSED.bytes)
      last?.trim()
      last = new MinuteOfRecords(minute)
      this.#minutes.push(last)
      this.#minutes = this.#minutes.filter((one) => one.minute > minute - MINUTES)
    }
    last.add(text, at, weight)
    last.thinTo(OPEN.records, OPEN.bytes)
  }

  /** Minutes that lie in a range of time, ms since the epoch: not copied, valid until the next `add`. */
  between(from: number, to: number): StoredMinute[] {
    const [first, last] = [Math.floor(from / MINUTE_MS), Math.floor(to / MINUTE_MS)]
    return this.#minutes.filter(({ minute }) => minute >= first && minute <= last).map((one) => one.stored())
  }

  /** Memory of all records, in bytes. */
  get bytes(): number {
    return this.#minutes.reduce((sum, { capacity }) => sum + capacity, 0)
  }
}

class MinuteOfRecords {
  readonly minute: number
  #bytes: Buffer = Buffer.allocUnsafeSlow(64 * 1024)
  #used = 0
  #ends: number[] = []
  #at: number[] = []
  #weights: number[] = []
  #thinned = 0
  /** One of so many is kept of what comes. */
  #keep = 1
  /** Records until the next is kept: somewhere among as many as it stands for. */
  #skip = 0

  constructor(minute: number) {
    this.minute = minute
  }

  get capacity(): number {
    return this.#bytes.length
  }

  add(text: string, at: number, weight: number): void {
    if (--this.#skip >= 0) return
    this.#skip = spread(this.#keep)
    // UTF-8 takes three bytes for a UTF-16 unit at the most.
    const room = this.#used + text.length * 3
    if (room > this.#bytes.length) this.#grow(Math.max(room, this.#bytes.length * 2))
    this.#used += this.#bytes.write(text, this.#used)
    this.#ends.push(this.#used)
    this.#at.push(at)
    this.#weights.push(weight * this.#keep)
  }

  /** Drops one of each two records, and lets the other stand for both, until few enough are left. */
  thinTo(records: number, bytes: number): void {
    while (this.#ends.length > records || (this.#used > bytes && this.#ends.length > 1)) this.#halve()
  }

  /** Gives back memory that is not used. */
  trim(): void {
    this.#bytes = Buffer.from(new Uint8Array(this.#bytes.subarray(0, this.#used)).buffer)
  }

  stored(): StoredMinute {
    return {
      minute: this.minute,
      thinned: this.#thinned,
      bytes: this.#bytes.subarray(0, this.#used),
      ends: this.#ends,
      at: this.#at,
      weights: this.#weights,
    }
  }

  #halve(): void {
    this.#thinned++
    this.#keep *= 2
    const [ends, at, weights] = [this.#ends, this.#at, this.#weights]
    let used = 0
    let kept = 0
    for (let i = 0; i < ends.length; i += 2) {
      // Either of the two, by chance: always the first would be always the same file where two take turns.
      const one = i + 1 < ends.length && Math.random() < 0.5 ? i + 1 : i
      const start = one === 0 ? 0 : ends[one - 1]!
      const end = ends[one]!
      this.#bytes.copyWithin(used, start, end)
      used += end - start
      at[kept] = at[one]!
      // The last may have no partner that it stands for.
      weights[kept] = weights[i]! + (weights[i + 1] ?? 0)
      ends[kept++] = used
    }
    this.#used = used
    ends.length = kept
    at.length = kept
    weights.length = kept
  }

  #grow(to: number): void {
    const larger = Buffer.allocUnsafeSlow(to)
    this.#bytes.copy(larger, 0, 0, this.#used)
    this.#bytes = larger
  }
}

/** A number from 0, `mean - 1` on the average: what comes in turns must not always fall on the same. */
function spread(mean: number): number {
  return Math.floor(Math.random() * (2 * mean - 1))
}
