/** Values below this have a bucket of their own. */
const EXACT = 64
/** Buckets in each power of two above: an error of at most 1/32 of the value. */
const PER_OCTAVE = 32
/** 2^31 ms are 24 days; anything longer is counted there. */
const LARGEST = 2 ** 31 - 1
const BUCKETS = EXACT + (31 - 6) * PER_OCTAVE

/**
 * Counts whole numbers (milliseconds) in buckets that grow with the value: 7 KiB whatever is counted, and a
 * percentile is off by 3.1 % at most. The scheme is HdrHistogram's (Gil Tene).
 */
export class Histogram {
  readonly #counts: Float64Array
  #count = 0
  #max = 0
  #sum = 0

  constructor() {
    this.#counts = new Float64Array(BUCKETS)
  }

  get count(): number {
    return this.#count
  }

  /** Largest value recorded; of a difference, the upper edge of its highest bucket. */
  get max(): number {
    return this.#max
  }

  /** Of all values, as whole numbers. */
  get sum(): number {
    return this.#sum
  }

  /** @param times how often that value */
  record(value: number, times: number = 1): void {
    const whole = value < 0 || Number.isNaN(value) ? 0 : Math.min(LARGEST, Math.round(value))
    this.#counts[bucketOf(whole)]! += times
    this.#count += times
    this.#sum += whole * times
    if (whole > this.#max) this.#max = whole
  }

  /** The smallest value that `percent` % of the values do not exceed, to the upper edge of its bucket; 0 when empty. */
  percentile(percent: number): number {
    const wanted = Math.max(1, Math.ceil((percent / 100) * this.#count))
    let seen = 0
    for (let bucket = 0; bucket < BUCKETS && this.#count > 0; bucket++) {
      seen += this.#counts[bucket]!
      if (seen >= wanted) return Math.min(this.#max, upperEdge(bucket))
    }
    return 0
  }

  /**
   * For each bound, how many values do not exceed it. A bound within a bucket leaves that bucket out: what is counted is never
   * larger than the bound, and values up to 3.1 % below it may be missing.
   * @param bounds ascending
   */
  upTo(bounds: readonly number[]): number[] {
    let bucket = 0
    let seen = 0
    return bounds.map((bound) => {
      for (; bucket < BUCKETS && upperEdge(bucket) <= bound; bucket++) seen += this.#counts[bucket]!
      return seen
    })
  }

  /** What was recorded, ascending: the upper edge of each bucket that has something, and how much. */
  buckets(): { readonly value: number; readonly count: number }[] {
    const found: { value: number; count: number }[] = []
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = this.#counts[bucket]!
      if (count > 0) found.push({ value: Math.min(this.#max, upperEdge(bucket)), count })
    }
    return found
  }

  copy(): Histogram {
    const copy = this.#combined((bucket) => this.#counts[bucket]!)
    copy.#sum = this.#sum
    return copy
  }

  /** What was recorded since `earlier`, a copy of this histogram. */
  since(earlier: Histogram): Histogram {
    const difference = this.#combined((bucket) => this.#counts[bucket]! - earlier.#counts[bucket]!)
    difference.#sum = this.#sum - earlier.#sum
    return difference
  }

  #combined(countOf: (bucket: number) => number): Histogram {
    const result = new Histogram()
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      const count = countOf(bucket)
      if (count <= 0) continue
      result.#counts[bucket] = count
      result.#count += count
      result.#max = Math.min(this.#max, upperEdge(bucket))
    }
    return result
  }
}

function bucketOf(value: number): number {
  if (value < EXACT) return value
  const exponent = 31 - Math.clz32(value)
  return EXACT + (exponent - 6) * PER_OCTAVE + ((value >> (exponent - 5)) - PER_OCTAVE)
}

/** The largest value of a bucket. */
function upperEdge(bucket: number): number {
  if (bucket < EXACT) return bucket
  const octave = Math.floor((bucket - EXACT) / PER_OCTAVE)
  const sub = ((bucket - EXACT) % PER_OCTAVE) + PER_OCTAVE
  return (sub + 1) * 2 ** (octave + 1) - 1
}
