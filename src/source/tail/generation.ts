import { Watermark } from '../../checkpoint/ack.ts'
import type { Checkpoint, Checkpoints } from '../../checkpoint/checkpoint.ts'
import type { Ledger } from '../../stats/ledger.ts'
import { Observations } from './observe.ts'

/** One life of one file, from its first byte to its truncation or end: what its chunks and acks hang on. */
export class Generation {
  /** The SourceFile of its chunks; `path` and, at the first chunk, `generation` are set in place. */
  readonly file: { readonly id: number; path: string; generation: string; readonly input: number }
  readonly checkpoint: Checkpoint
  readonly watermark: Watermark
  readonly observations: Observations = new Observations()
  /** Bytes known to be in it: of its file by now, or all that was read of it when it ended. */
  end: number
  #current = true
  /** No more will be read of it. */
  ended = false

  constructor(id: number, input: number, checkpoint: Checkpoint, checkpoints: Checkpoints, ledger: Ledger) {
    this.checkpoint = checkpoint
    this.end = checkpoint.offset
    this.file = { id, path: checkpoint.path, generation: checkpoint.generation, input }
    this.watermark = new Watermark(checkpoint.offset, ledger, ledger.file(checkpoint.name), () => {
      // The checkpoint of this inode may belong to the next generation by now.
      if (!this.#current) return
      checkpoint.offset = this.watermark.settled
      checkpoint.updated = Date.now()
      checkpoints.touch()
    })
  }

  /** The file has at least `size` bytes, as of `time` (ms since the epoch). */
  saw(size: number, time: number): void {
    this.end = Math.max(this.end, size)
    this.observations.forget(this.watermark.settled)
    this.observations.saw(size, time)
  }

  /** Another generation took the file; acks still on their way count, but no longer move a checkpoint. */
  retire(end: number): void {
    this.#current = false
    this.ended = true
    this.end = end
  }

  get unsettled(): number {
    return Math.max(0, this.end - this.watermark.settled)
  }
}
