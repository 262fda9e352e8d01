import type { Shipment } from '../batch/batch.ts'
import type { Ack } from '../checkpoint/ack.ts'
import type { HeldBlock, RecordBlock } from '../format/format.ts'
import type { Chunk, SourceFile } from '../source/source.ts'

/**
 * A chunk's records on their way. A class, because all of delivery looks at shipments: as object literals with a function of
 * their own each, V8 gave every one its own shape, and what it had compiled for the last did not fit the next.
 */
export class BlockShipment implements Shipment {
  readonly block: RecordBlock
  readonly logTypes: readonly string[]
  readonly ack: Ack
  readonly file: SourceFile
  readonly offset: number
  readonly writtenAt: number
  queuedAt: number
  readonly #held: HeldBlock | undefined

  /**
   * @param queuedAt when it was parsed, while somebody watches stages; else 0
   * @param held the block, where it is to be released
   */
  constructor(
    { ack, file, offset, writtenAt }: Chunk,
    block: RecordBlock,
    logTypes: readonly string[],
    queuedAt: number,
    held?: HeldBlock,
  ) {
    this.block = block
    this.logTypes = logTypes
    this.ack = ack
    this.file = file
    this.offset = offset
    this.writtenAt = writtenAt
    this.queuedAt = queuedAt
    this.#held = held
  }

  release(): void {
    this.#held?.release()
  }
}
