import { openKernel } from '../kernel/kernel.ts'
import type { BlockEngine } from './create-engine.ts'
import type { HeldBlock, ParseInput } from './format.ts'
import type { Parser } from './pool.ts'
import { SlabBlock } from './slab-block.ts'

/** Released blocks that are kept for the next chunks. */
const IDLE_BLOCKS = 8
/** Blocks grown beyond this many bytes by one huge chunk are not kept: the next chunk that gets one may be a single line. */
const LARGEST_IDLE_BYTES = 2 * 1024 ** 2
/** Bytes that a new block begins with, for each byte of its chunk. In an outage one-line chunks wait by the thousand. */
const FIRST_BYTES_PER_BYTE = 3

/** Parses in the calling thread, each chunk into a block of its own: nothing is copied. */
export class InThreadParser implements Parser {
  readonly logTypes: readonly string[]
  readonly parallel = 0
  readonly #engine: BlockEngine
  readonly #idle: SlabBlock[] = []

  constructor(engine: BlockEngine) {
    this.#engine = engine
    this.logTypes = engine.logTypes
  }

  async parse(input: ParseInput): Promise<HeldBlock> {
    const block = this.#idle.pop() ?? this.#newBlock(input.bytes.length)
    block.held = true
    this.#engine.parse(input, block)
    return block
  }

  async close(): Promise<void> {
    this.#idle.length = 0
  }

  #newBlock(bytes: number): SlabBlock {
    const released = (block: SlabBlock): void => this.#keep(block)
    if (this.#engine.inKernel) return new SlabBlock(openKernel(), 0, released)
    return new SlabBlock(null, FIRST_BYTES_PER_BYTE * bytes, released)
  }

  #keep(block: SlabBlock): void {
    if (this.#idle.length < IDLE_BLOCKS && block.keptBytes <= LARGEST_IDLE_BYTES) this.#idle.push(block)
  }
}
