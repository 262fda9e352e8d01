import type { Chunk } from '../source/source.ts'
import type { RecordBlock } from './format.ts'

/** A chunk that was parsed, as a Tap sees it. */
export interface TappedChunk {
  readonly chunk: Pick<Chunk, 'file' | 'offset' | 'bytes' | 'readAt' | 'writtenAt' | 'cutLine'>
  readonly block: RecordBlock
  /** By `RecordBlock.logType`. */
  readonly logTypes: readonly string[]
  /** Name of the format that the lines were read as. */
  readonly type: string
  /** What of a line that became no record may be shown, where rules hide something; absent: all of it. */
  readonly hide?: ((line: Uint8Array) => Uint8Array) | undefined
}

/**
 * Watches what is parsed: records and, in the same block, the lines that became none.
 * Called once for each chunk, in the order of its file, before its records are handed to delivery. Bytes and block are lent: they
 * are valid until it returns. It is on the way of every line, so what takes long is done elsewhere; what it throws ends the pipeline.
 */
export type Tap = (parsed: TappedChunk) => void
