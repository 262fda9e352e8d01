import type { RowBlock } from '../engine.ts'

/** What a source of rows says, in the order in which it holds. */
export type SourceEvent =
  /** Shards (or files) that will be read from now on: said before the one that they follow is finished. */
  | { readonly kind: 'open'; readonly shardIds: readonly string[] }
  | { readonly kind: 'rows'; readonly block: RowBlock }
  /** A shard without new rows, and how far reading is behind its tip, ms. */
  | { readonly kind: 'progress'; readonly shardId: string; readonly behindMs: number }
  | { readonly kind: 'finish'; readonly shardId: string }

/** What is known of reading at a moment, for people. */
export interface SourceState {
  /** Rows handed over. */
  readonly rows: number
  /** Lines that are no record: no format reads them. */
  readonly rejected: number
  /** How far reading is behind the tip of the shard that is furthest behind, ms; undefined where that is not known. */
  readonly behindMs: number | undefined
  /** Shards or files being read. */
  readonly shards: number
}

/** Rows of a stream, of files, or of standard input. Ends when there is nothing more, or when its signal aborts. */
export interface RowSource {
  events(): AsyncGenerator<SourceEvent>
  state(): SourceState
}
