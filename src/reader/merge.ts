import { comparePlaced, type Placed, type RunFile } from './run-file.ts'

/** One run while it is merged: its next event, and the blocks behind it. */
class Cursor {
  readonly #blocks: AsyncIterator<Placed[]>
  #block: Placed[] = []
  #at = 0

  constructor(blocks: AsyncIterator<Placed[]>) {
    this.#blocks = blocks
  }

  get head(): Placed {
    return this.#block[this.#at]!
  }

  /** Steps on within the block in memory; false when another has to be fetched. */
  step(): boolean {
    return ++this.#at < this.#block.length
  }

  /** Fetches the next block; false at the end of the run. */
  async fetch(): Promise<boolean> {
    const { value, done } = await this.#blocks.next()
    if (done) return false
    this.#block = value
    this.#at = 0
    return true
  }
}

const OUT = 1_000

/** Merges sorted runs into one sorted sequence, given in blocks of up to 1,000 events. Memory: `bufferBytes` a run. */
export async function* mergeRuns(runs: readonly RunFile[], bufferBytes: number): AsyncGenerator<Placed[]> {
  const heap: Cursor[] = []
  for (const run of runs) {
    const cursor = new Cursor(run.read(bufferBytes))
    if (await cursor.fetch()) heap.push(cursor)
  }
  for (let i = (heap.length >> 1) - 1; i >= 0; i--) sink(heap, i)
  let out: Placed[] = []
  while (heap.length > 0) {
    const first = heap[0]!
    out.push(first.head)
    if (!first.step() && !(await first.fetch())) {
      const last = heap.pop()!
      if (heap.length > 0) heap[0] = last
    }
    sink(heap, 0)
    if (out.length === OUT) {
      yield out
      out = []
    }
  }
  if (out.length > 0) yield out
}

/** Lets the cursor at `i` sink until no smaller one stands below it. */
function sink(heap: Cursor[], i: number): void {
  for (;;) {
    let least = i
    for (const child of [2 * i + 1, 2 * i + 2]) {
      if (child < heap.length && comparePlaced(heap[child]!.head, heap[least]!.head) < 0) least = child
    }
    if (least === i) return
    const cursor = heap[i]!
    heap[i] = heap[least]!
    heap[least] = cursor
    i = least
  }
}
