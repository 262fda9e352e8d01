import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import type { CompressionName } from './pack-options.ts'

/** Streams of zlib, as far as they are needed here. */
interface Compressor extends Transform {
  flush(kind: number | undefined, done: () => void): void
  reset(): void
}

/** What Node has since 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on. */
interface Zstd {
  readonly createZstdCompress?: (options: object) => Compressor
  readonly constants: Readonly<Record<string, number>>
}

const { createZstdCompress, constants } = zlib as unknown as Zstd

export const hasZstd: boolean = createZstdCompress !== undefined

/**
 * The fastest levels of both. Of access logs, gzip 1 leaves a seventh for 1.4 CPU s per million lines; level 6 a ninth for 3.3.
 * zstd 3 leaves a thirtieth less than 1 for a quarter more CPU.
 */
const LEVEL = 1
/** Memory for results, in bytes: room for two of a million bytes of lines. With less, zlib would return to the event loop for each piece. */
const CHUNK_BYTES = 256 * 1024
/** More than any result: it waits in the stream until its frame is ended. */
const HELD_BYTES = 64 * 1024 ** 2
/** Streams at most: as many as Node's pool has threads. More would hold memory and wait. */
const MOST_STREAMS = 4

const STREAM: Readonly<Record<CompressionName, { open(): Compressor; end: number | undefined }>> = {
  gzip: {
    open: () => zlib.createGzip({ level: LEVEL, ...common() }) as unknown as Compressor,
    end: zlib.constants.Z_FINISH,
  },
  zstd: {
    open: () =>
      createZstdCompress!({ params: { [constants['ZSTD_c_compressionLevel']!]: LEVEL }, ...common() }),
    end: constants['ZSTD_e_end'],
  },
}

function common(): object {
  return { chunkSize: CHUNK_BYTES, readableHighWaterMark: HELD_BYTES }
}

/**
 * Frames of gzip or zstd, each of its own, from a few streams that are used again. Node's own calls make a context for
 * each, whose memory, out of sight of the garbage collector, only that collector frees: with zstd that took 55 MB more and a
 * fifth more CPU.
 */
export class Frames {
  readonly #name: CompressionName
  readonly #idle: Compressor[] = []
  #streams = 0
  readonly #waiting: (() => void)[] = []

  constructor(name: CompressionName) {
    this.#name = name
  }

  /** `data` as one frame; they must stay as they are until then. */
  async compress(data: Uint8Array): Promise<Buffer> {
    while (this.#idle.length === 0 && this.#streams === MOST_STREAMS)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    const stream = this.#idle.pop() ?? this.#open()
    let ended = false
    try {
      const frame = await this.#frameOf(stream, data)
      stream.reset()
      this.#idle.push(stream)
      ended = true
      return frame
    } finally {
      // One that failed is not used again.
      if (!ended) this.#streams--
      this.#waiting.shift()?.()
    }
  }

  #open(): Compressor {
    this.#streams++
    return STREAM[this.#name].open()
  }

  #frameOf(stream: Compressor, data: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      stream.once('error', reject)
      stream.write(data)
      stream.flush(STREAM[this.#name].end, () => {
        stream.off('error', reject)
        const parts: Buffer[] = []
        for (let part = stream.read(); part !== null; part = stream.read()) parts.push(part as Buffer)
        resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts))
      })
    })
  }
}
