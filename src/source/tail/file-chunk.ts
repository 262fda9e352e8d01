import type { Ack } from '../../checkpoint/ack.ts'
import type { Events } from '../events.ts'
import type { Chunk, SourceFile } from '../source.ts'

/** A chunk of a followed file. A class, so that all of them have one shape for V8: with a function of its own, each had another. */
export class FileChunk implements Chunk {
  readonly file: SourceFile
  readonly offset: number
  readonly bytes: Uint8Array
  readonly length: number
  readonly cutLine?: number
  readonly events?: Events
  readonly readAt: number
  readonly writtenAt: number
  readonly ack: Ack
  #giveBack: (() => void) | undefined
  #released: (() => void) | undefined

  /** @param giveBack takes the bytes back */
  constructor(of: Omit<Chunk, 'release'>, giveBack: () => void) {
    this.file = of.file
    this.offset = of.offset
    this.bytes = of.bytes
    this.length = of.length
    if (of.cutLine !== undefined) this.cutLine = of.cutLine
    if (of.events !== undefined) this.events = of.events
    this.readAt = of.readAt
    this.writtenAt = of.writtenAt
    this.ack = of.ack
    this.#giveBack = giveBack
  }

  /** Calls `act` once it is released. */
  whenReleased(act: () => void): void {
    this.#released = act
  }

  release(): void {
    const [giveBack, released] = [this.#giveBack, this.#released]
    this.#giveBack = undefined
    this.#released = undefined
    giveBack?.()
    released?.()
  }
}
