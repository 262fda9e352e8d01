import { BlockBuilder } from './block-builder.ts'
import type { BlockEngine } from './create-engine.ts'
import type { HeldBlock, ParseInput } from './format.ts'
import type { Parser } from './pool.ts'

/** Released blocks that are kept for the next chunks. */
const IDLE_BLOCKS = 8
/** Blocks grown beyond this many bytes by one huge chunk are not kept: the next chunk that gets one may be a single line. */
const LARGEST_IDLE_BYTES = 2 * 1024 ** 2
/** Bytes that a new block begins with, for each byte of its chunk. In an outage one-line chunks wait by the thousand. */
const FIRST_BYTES_PER_BYTE = 3

/** Parses in the calling thread, each chunk into buffers of its own: nothing is copied. */
export class InThreadParser implements Parser {
  readonly logTypes: readonly string[]
  readonly parallel = 0
  readonly #engine: BlockEngine
  readonly #idle: OwnBlock[] = []

  constructor(engine: BlockEngine) {
    this.#engine = engine
    this.logTypes = engine.logTypes
  }

  async parse(input: ParseInput): Promise<HeldBlock> {
    const block =
      this.#idle.pop() ??
      new OwnBlock((released) => this.#keep(released), FIRST_BYTES_PER_BYTE * input.bytes.length)
    block.held = true
    this.#engine.parse(input, block)
    return block
  }

  async close(): Promise<void> {
    this.#idle.length = 0
  }

  #keep(block: OwnBlock): void {
    if (this.#idle.length < IDLE_BLOCKS && block.bytes.length <= LARGEST_IDLE_BYTES) this.#idle.push(block)
  }
}

class OwnBlock extends BlockBuilder implements HeldBlock {
  held = false
  readonly #keep: (block: OwnBlock) => void

  constructor(keep: (block: OwnBlock) => void, bytes: number) {
    super(bytes)
    this.#keep = keep
  }

  release(): void {
    // Twice in the list, a block would be filled by two chunks at once.
    if (!this.held) throw new Error('a block is released once')
    this.held = false
    this.#keep(this)
  }
}
