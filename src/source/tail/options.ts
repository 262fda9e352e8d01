import type { Checkpoints } from '../../checkpoint/checkpoint.ts'
import type { Counters } from '../../stats/counters.ts'
import type { Ledger } from '../../stats/ledger.ts'
import type { TailInput } from './discover.ts'
import type { Start } from './resume.ts'

export interface TailOptions {
  /** Paths and patterns; their order gives `SourceFile.input`. */
  readonly inputs: readonly TailInput[]
  /** Closed with the source. */
  readonly checkpoints: Checkpoints
  readonly ledger: Ledger
  /** Where bytes are counted that were gone before anybody could read them. */
  readonly counters?: Pick<Counters, 'destroyedBytes'>
  /** Name of this machine: part of every generation. */
  readonly host: string
  /** Troubles, each told once. */
  readonly warn: (message: string) => void
  /** Good news about an earlier trouble; goes to `warn` when left out. */
  readonly note?: (message: string) => void
  /** Where reading begins in files that are there at the start. Default `checkpoint-or-beginning`; `checkpoint` is the same. */
  readonly start?: Start
  /** Read what the files hold now, a last line without LF too, then end. */
  readonly once?: boolean
  /** Bytes read at a time. Default `CHUNK_BYTES`, a mebibyte. */
  readonly chunkBytes?: number
  /** A longer line (its LF not counted) is yielded cut, as a chunk of its own. Default 1 MiB, the size of a Kinesis record. */
  readonly maxLineBytes?: number
  /** Chunks of one file that are out at once at most; the next is read when one was released. No bound unless told. */
  readonly chunksPerFile?: number
  /** How often files are looked at, in ms. Default 50. */
  readonly pollMs?: number
  /** Most files open at once. Default 1,000; files that lost their name stay open beyond it. */
  readonly maxOpenFiles?: number
  /** A file that lost its name is let go after this time without growth, in ms. Default 30 s: servers that reload keep writing to the old one. */
  readonly rotateWaitMs?: number
}
