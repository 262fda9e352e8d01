import { type HeaderKind, HeaderMemory } from '../format/header-memory.ts'
import { readBefore } from '../source/read-before.ts'
import type { Chunk, SourceFile } from '../source/source.ts'

/**
 * The lines that name the columns of the others, for every file of an input whose format has such lines. A file that is read on from a
 * checkpoint has its header before that: it is read again then, once.
 */
export class Headers {
  readonly #kind: HeaderKind
  /** A generation's memory goes with the generation. */
  readonly #memories = new WeakMap<SourceFile, Promise<HeaderMemory>>()

  constructor(kind: HeaderKind) {
    this.#kind = kind
  }

  /** The header that is in force before a chunk. To be called for the chunks of a file in their order, without waiting in between. */
  async before(chunk: Pick<Chunk, 'file' | 'offset' | 'bytes'>): Promise<Uint8Array | undefined> {
    const { file, bytes } = chunk
    let coming = this.#memories.get(file)
    if (coming === undefined) {
      coming = chunk.offset === 0 ? Promise.resolve(new HeaderMemory(this.#kind)) : this.#recall(chunk)
      this.#memories.set(file, coming)
    }
    const memory = await coming
    return memory.next(bytes)
  }

  async #recall({ file, offset, bytes }: Pick<Chunk, 'file' | 'offset' | 'bytes'>): Promise<HeaderMemory> {
    const memory = new HeaderMemory(this.#kind)
    let rest: Uint8Array = new Uint8Array(0)
    const isOurs = await readBefore(file.path, offset, bytes, (piece) => {
      // Lines that lie across two pieces are looked at whole.
      const whole = rest.length === 0 ? piece : Buffer.concat([rest, piece])
      const end = whole.lastIndexOf(0x0a) + 1
      memory.next(whole.subarray(0, end))
      rest = new Uint8Array(whole.subarray(end))
      return this.#kind === 'fields_line' || memory.header?.length === 0
    })
    return isOurs ? memory : new HeaderMemory(this.#kind, false)
  }
}
