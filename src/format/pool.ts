import { createEngine, type EngineKind, type FormatSpec } from './create-engine.ts'
import type { EngineOptions, HeldBlock, ParseInput } from './format.ts'
import { InThreadParser } from './in-thread-parser.ts'
import { ParseWorkers } from './parse-workers.ts'

/** Parses chunks, here or elsewhere. */
export interface Parser {
  readonly logTypes: readonly string[]
  /** Chunks that are worth having under way at once: 0 when `parse` does its work before it returns. */
  readonly parallel: number
  /**
   * The records of one chunk. `input.bytes` may be reused when the promise settles; the block is the caller's until
   * it releases it. Blocks of several calls come back in any order: await them in the order that matters.
   */
  parse(input: ParseInput): Promise<HeldBlock>
  close(): Promise<void>
}

export interface ParserOptions {
  readonly spec: FormatSpec
  readonly options: EngineOptions
  /** Number of worker threads; 0 is the calling thread; `auto` see `AUTO_WORKERS`. */
  readonly workers: number | 'auto'
  /** `kernel` unless told. Workers have theirs in any case. */
  readonly engine?: EngineKind
  /** The worker's entry, for where `worker.js` does not lie beside this file. */
  readonly entry?: URL
}

/**
 * What `auto` means. On two cores one worker carries 0.3 to 0.5 of what the calling thread does, two carry 0.3 to 0.6
 * (`npm run bench -- parse`, the machine busy): since the kernel, a block's way from thread to thread costs more than
 * parsing it.
 */
export const AUTO_WORKERS = 0

/** Throws a KinetailError when the type or the format string is wrong, whatever the number of workers. */
export function createParser({ spec, options, workers, engine: kind, entry }: ParserOptions): Parser {
  const engine = createEngine(spec, options, kind)
  const count = workers === 'auto' ? AUTO_WORKERS : workers
  if (count === 0) return new InThreadParser(engine)
  const url = entry ?? new URL('./worker.js', import.meta.url)
  return new ParseWorkers({ spec, options }, engine.logTypes, count, url)
}
