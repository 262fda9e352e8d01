import { BlockBuilder } from '../block-builder.ts'
import type { BlockEngine } from '../create-engine.ts'
import type { ParseInput, RecordBlock } from '../format.ts'
import type { Shaper } from './shaper.ts'

/** An engine whose records are shaped before anybody else sees them. */
export class ShapedEngine implements BlockEngine {
  readonly logTypes: readonly string[]
  readonly inKernel: boolean
  readonly #engine: BlockEngine
  readonly #shaper: Shaper
  readonly #own: BlockBuilder = new BlockBuilder(0)

  constructor(engine: BlockEngine, shaper: Shaper) {
    this.logTypes = engine.logTypes
    this.inKernel = engine.inKernel
    this.#engine = engine
    this.#shaper = shaper
  }

  parse(input: ParseInput, into: BlockBuilder = this.#own): RecordBlock {
    this.#engine.parse(input, into)
    if (into.records > 0) this.#shaper.shape(into)
    return into
  }
}

/**
 * Largest record that an engine may write so that it hardly ever outgrows the limit when it is shaped: names of a schema and what is added
 * take their room. One that does is a dead letter, never lost.
 */
export function roomFor(maxRecordBytes: number): number {
  const names = Math.min(4096, maxRecordBytes >>> 2)
  return maxRecordBytes - names
}
