import type { Place } from './groups.ts'
import { RowSort } from './row-sort.ts'

const WIDTH = 5
const KEYS = 4

/** A line that came after a later one of its file and partition key. */
export interface Misordered {
  /** Index of the generation. */
  readonly generation: number
  readonly offset: number
  /** Offset of the later line that came before it. */
  readonly after: number
}

/**
 * Looks whether the lines of each partition key of each file came in the order of the file. Only first arrivals count: what
 * was sent again comes late by its nature, and a reader drops it.
 */
export class OrderCheck {
  readonly #sort: RowSort

  constructor(folder: string) {
    this.#sort = new RowSort({ width: WIDTH, keys: KEYS, folder })
  }

  push({ generation, keyHigh, keyLow, first, offset }: Place): Promise<void> | undefined {
    return this.#sort.push([generation, keyHigh, keyLow, first, offset])
  }

  /** Those out of order. To be called once, after the last `push`. */
  async *misordered(): AsyncGenerator<Misordered> {
    const group = [-1, 0, 0]
    let last = -1
    for await (const block of this.#sort.sorted()) {
      for (let at = 0; at < block.length; at += WIDTH) {
        const offset = block[at + 4]!
        if (block[at] !== group[0] || block[at + 1] !== group[1] || block[at + 2] !== group[2]) {
          for (let column = 0; column < 3; column++) group[column] = block[at + column]!
          last = -1
        }
        if (offset < last) yield { generation: block[at]!, offset, after: last }
        else last = offset
      }
    }
  }

  close(): Promise<void> {
    return this.#sort.close()
  }
}
