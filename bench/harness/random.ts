import { Random } from '../../src/source/generate/random.ts'

/** The same numbers in every run, and the choices that benchmarks make with them. */
export class BenchRandom extends Random {
  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit)
  }

  /** The earlier an item stands in the list, the more often it comes. */
  early<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() ** 2 * items.length)]!
  }
}
