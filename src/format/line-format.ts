import type { BlockBuilder } from './block-builder.ts'
import type { LineExplanation } from './explain/explanation.ts'
import type { KernelForm } from './kernel-form.ts'

/** Returned by `LineFormat.read` for an accepted line. */
export const ACCEPTED = -1
/** Returned for a line that is no event and no mistake, as one that names columns: counted as filtered. */
export const FILTERED = -2

/**
 * What differs between formats: how one line becomes one record. The engine does the rest (cutting lines, blank
 * lines, limits, metadata). Results of `read` lie in the fields, so that no object is made for a line.
 */
export interface LineFormat {
  readonly logTypes: readonly string[]
  /** How the kernel reads such lines; null when it cannot. */
  readonly kernel: KernelForm | null
  /**
   * Writes the record of `bytes[from, to)` (never empty, no line end) without its closing brace.
   * @param cut true when the line was longer and has been cut: what is missing at its end is then null
   * @returns ACCEPTED, FILTERED, or the index of a reason; whatever was written then is taken back by the engine
   */
  read(out: BlockBuilder, bytes: Uint8Array, from: number, to: number, cut: boolean): number
  /** After ACCEPTED: index into `logTypes`. */
  logType: number
  /** After ACCEPTED: ms since the epoch. */
  eventTime: number
  /** After ACCEPTED: where the key's text lies in `out.bytes`; equal when there is none. */
  keyStart: number
  keyEnd: number
  /** After ACCEPTED: true when the record has a `host` of its own. */
  ownHost: boolean
  /** After ACCEPTED: true when the line ends inside its last field, and is marked as a cut one is. */
  torn: boolean
  /** After a rejection: the byte column, from 0. */
  column: number
  /** Called before the lines of a chunk: the time of reading (ms since the epoch), and `ParseInput.header`. */
  begin(readAt: number, header: Uint8Array | undefined): void
  /**
   * Reads `bytes[from, to)` once more and notes what lies where, for a person who asks; never called on the way of lines.
   * Its reason and column are those of `read`. A format without it is explained by its reason and column alone.
   */
  explain?(bytes: Uint8Array, from: number, to: number): LineExplanation
}
