import type { MessagePort } from 'node:worker_threads'
import type { BlockArrays, BlockBuilder } from './block-builder.ts'
import { arraysOf } from './block-builder.ts'
import type { FormatSpec } from './create-engine.ts'
import type { EngineOptions, ParseInput } from './format.ts'

/** What a parse worker is started with (`workerData`). */
export interface WorkerSetup {
  readonly spec: FormatSpec
  readonly options: EngineOptions
}

/** To the worker: one chunk. Its bytes are transferred, so they are a copy of the caller's. */
export interface ParseRequest {
  readonly id: number
  readonly input: ParseInput
  /** Arrays of a released block, to be used again. */
  readonly used: BlockArrays | null
}

/** From the worker: the block (a BlockBuilder without its methods), or the text of what went wrong. */
export type ParseReply =
  | { readonly id: number; readonly block: Omit<BlockBuilder, 'adopt'>; readonly error?: undefined }
  | { readonly id: number; readonly error: string }

/** The buffers under a block's arrays: they change hands instead of being copied. */
export function buffersOf(block: BlockArrays): ArrayBuffer[] {
  return Object.values(arraysOf(block)).map((array) => array.buffer)
}

export type Port = Pick<MessagePort, 'on' | 'postMessage'>
