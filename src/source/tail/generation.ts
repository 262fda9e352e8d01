import { Watermark } from '../../checkpoint/ack.ts'
import { type Ahead, KnownAhead } from '../../checkpoint/ahead.ts'
import { type Checkpoint, type Checkpoints, settledLines } from '../../checkpoint/checkpoint.ts'
import type { Ledger } from '../../stats/ledger.ts'
import type { Events } from '../events.ts'
import { FileChunk } from './file-chunk.ts'
import { fingerprintOf } from './identity.ts'
import { Observations } from './observe.ts'
import { reach } from './reach.ts'
import { agrees, Trail } from './trail.ts'

/** One life of one file, from its first byte to its truncation or end: what its chunks and acks hang on. */
export class Generation {
  /** The SourceFile of its chunks; `path` and, at the first chunk, `generation` are set in place. */
  readonly file: {
    readonly id: number
    path: string
    readonly name: string
    generation: string
    readonly input: number
  }
  readonly checkpoint: Checkpoint
  readonly watermark: Watermark
  readonly observations: Observations = new Observations()
  readonly trail: Trail
  /** Bytes known to be in it: of its file by now, or all that was read of it when it ended. */
  end: number
  /** Offset of the first byte that was not given out. */
  reached: number
  /** Its first bytes, up to 1,024, as far as they are known. */
  head: Uint8Array = new Uint8Array(0)
  readonly #checkpoints: Checkpoints
  /** Nobody has looked yet whether the file still holds what was settled ahead. */
  #unproved: boolean
  /** No more will be read of it. */
  ended = false
  /** Its lines are given out when that is over: what it takes to know it again is on the disk then. */
  recorded: Promise<void> | undefined

  constructor(id: number, input: number, checkpoint: Checkpoint, checkpoints: Checkpoints, ledger: Ledger) {
    this.checkpoint = checkpoint
    this.#checkpoints = checkpoints
    this.end = checkpoint.offset
    this.reached = checkpoint.offset
    this.trail = new Trail(checkpoint.trail)
    const { path, name, generation } = checkpoint
    this.file = { id, path, name, generation, input }
    const lines = settledLines(checkpoint)
    const account = ledger.file(checkpoint.name)
    const moved = (onward: boolean): void => {
      if (!onward) {
        checkpoints.touch(checkpoint)
        return
      }
      const { settled, lines: now } = this.watermark
      checkpoint.offset = settled
      checkpoint.lines = { from: lines.from, to: settled, ...now }
      checkpoint.trail = this.trail.settled(checkpoint.offset)
      checkpoint.size = this.end
      if (checkpoint.eventEnds !== undefined) this.#forgetEnds(settled)
      checkpoint.updated = Date.now()
      checkpoints.touch(checkpoint)
    }
    const { ahead } = checkpoint
    const known = ahead && new KnownAhead(ahead, (found) => ledger.carry(checkpoint.name, found))
    this.#unproved = known !== undefined
    this.watermark = new Watermark(checkpoint.offset, ledger, account, moved, lines, known)
    checkpoints.follow?.(checkpoint, () => this.#ahead())
  }

  /**
   * Before the first read: what an earlier process settled ahead of the offset holds only if the file still has the same bytes there.
   * @param stretch bytes of the file, as many as there are; absent where they cannot be had before they are read
   */
  proveAhead(stretch?: (from: number, length: number) => Uint8Array): void {
    if (!this.#unproved) return
    this.#unproved = false
    const { print } = this.watermark.known!
    if (stretch !== undefined && agrees(print, stretch(print.end - print.length, print.length))) return
    this.watermark.known = undefined
  }

  /** Bytes that its next chunk is to have, `most` at most. */
  reach(most: number): number {
    return reach(this.watermark.lineBytes, most)
  }

  #ahead(): Ahead | undefined {
    const { from, pairs, end } = this.watermark.ahead()
    if (pairs.length === 0) return undefined
    const print = this.trail.behind(end) ?? this.watermark.known?.print
    return print && { from, runs: pairs, print }
  }

  /** Names it with its first chunk: what is hashed has to be there. */
  name(hash: () => string): void {
    if (this.file.generation !== '') return
    this.file.generation = hash()
    this.checkpoint.generation = this.file.generation
    this.#checkpoints.touch()
  }

  /** More of the file's first bytes than before. */
  learn(head: Uint8Array): void {
    if (head.length <= this.head.length) return
    const first = this.checkpoint.fingerprint.length === 0
    this.head = head
    this.checkpoint.fingerprint = fingerprintOf(head)
    this.#checkpoints.touch()
    // Without a fingerprint on disk nobody would find the file again that is renamed now, after a kill.
    if (first) this.recorded = this.#checkpoints.save()
  }

  /**
   * `length` bytes of the file from `offset` on, of which `bytes` are all or, with `cutLine`, the beginning.
   * `last` are the last of them where `bytes` lacks those.
   */
  chunk(
    offset: number,
    bytes: Uint8Array,
    length: number,
    cutLine: number | undefined,
    release: () => void,
    last: Uint8Array = bytes,
    events?: Events,
  ): FileChunk {
    const readAt = Date.now()
    this.trail.read(last, offset + length)
    this.reached = offset + length
    return new FileChunk(
      {
        file: this.file,
        offset,
        bytes,
        length,
        ...(cutLine === undefined ? {} : { cutLine }),
        ...(events === undefined ? {} : { events }),
        readAt,
        writtenAt: this.observations.timeOf(offset + length, readAt),
        ack: this.watermark.open(offset, length),
      },
      release,
    )
  }

  /** An event ends at this offset, whatever follows. Resolves when that is on the disk: before, the event must not be given out. */
  endEvent(offset: number): Promise<void> {
    const { eventEnds = [] } = this.checkpoint
    this.checkpoint.eventEnds = [...eventEnds, offset]
    this.#checkpoints.touch()
    return this.#checkpoints.save()
  }

  /** Whether an event was ended there before. */
  endsEvent(offset: number): boolean {
    return this.checkpoint.eventEnds?.includes(offset) ?? false
  }

  #forgetEnds(settled: number): void {
    const left = this.checkpoint.eventEnds!.filter((end) => end > settled)
    if (left.length > 0) this.checkpoint.eventEnds = left
    else delete this.checkpoint.eventEnds
  }

  /** The file has at least `size` bytes, as of `time` (ms since the epoch). */
  saw(size: number, time: number): void {
    this.end = Math.max(this.end, size)
    this.observations.forget(this.watermark.settled)
    this.observations.saw(size, time)
  }

  /** No more of it will be read. Acks still on their way move its checkpoint: after a kill, a copy may have what they did not settle. */
  retire(): void {
    this.ended = true
    this.end = this.reached
  }

  get unsettled(): number {
    return Math.max(0, this.end - this.watermark.settled)
  }
}
