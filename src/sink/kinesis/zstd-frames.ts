import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'

/** What Node has since 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on. */
interface Zstd {
  readonly createZstdCompress?: (options: object) => Transform & {
    flush(kind: number | undefined, done: () => void): void
  }
  readonly constants: Readonly<Record<string, number>>
}

const { createZstdCompress, constants } = zlib as unknown as Zstd

export const hasZstd: boolean = createZstdCompress !== undefined

/** Of zstd's levels the one that costs least for what it gains: level 3 leaves a thirtieth less for a quarter more CPU. */
const LEVEL = 1
/** Memory for results, in bytes: room for two of a million bytes of lines. */
const CHUNK_BYTES = 256 * 1024
/** More than any result: it waits in the stream until its frame is ended. */
const HELD_BYTES = 64 * 1024 ** 2
/** Streams kept for later: as many as Node's pool has threads. */
const MOST_IDLE = 4

/**
 * Frames of zstd, each of its own, from streams that are used again. Node's own call makes a context of zstd for each, which is
 * freed by the garbage collector alone, whose sight it escapes: that took 55 MB more, and a fifth more CPU.
 */
export class ZstdFrames {
  readonly #idle: FrameStream[] = []

  /** `data` as one frame; they must stay as they are until then. */
  async compress(data: Uint8Array): Promise<Buffer> {
    const stream = this.#idle.pop() ?? new FrameStream()
    const frame = await stream.compress(data)
    // One that failed is not used again.
    if (this.#idle.length < MOST_IDLE) this.#idle.push(stream)
    return frame
  }
}

class FrameStream {
  readonly #stream = createZstdCompress!({
    params: { [constants['ZSTD_c_compressionLevel']!]: LEVEL },
    chunkSize: CHUNK_BYTES,
    readableHighWaterMark: HELD_BYTES,
  })

  compress(data: Uint8Array): Promise<Buffer> {
    const stream = this.#stream
    return new Promise((resolve, reject) => {
      stream.once('error', reject)
      stream.write(data)
      stream.flush(constants['ZSTD_e_end'], () => {
        stream.off('error', reject)
        const parts: Buffer[] = []
        for (let part = stream.read(); part !== null; part = stream.read()) parts.push(part as Buffer)
        resolve(parts.length === 1 ? parts[0]! : Buffer.concat(parts))
      })
    })
  }
}
