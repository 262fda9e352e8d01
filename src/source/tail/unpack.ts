import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import { Decompress } from 'fzstd'

/** How a rotated file is compressed. */
export type Packing = 'gzip' | 'zstd'

/** First bytes of compressed files (RFC 1952, section 2.3.1, with the only method there is; RFC 8878, section 3.1.1). */
const MAGIC: readonly (readonly [Packing, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
]

/** By the first bytes of a file. */
export function packingOf(raw: Uint8Array): Packing | undefined {
  return MAGIC.find(([, magic]) => magic.every((byte, i) => raw[i] === byte))?.[0]
}

/** Decompresses a stream piece by piece. What a call returns was decoded so far, not necessarily all that its piece allows. */
export interface Unpacker {
  /** Throws where the stream is damaged. */
  push(piece: Uint8Array): Promise<Uint8Array[]>
  /** No more will come: the rest. Throws where the stream does not end here. */
  end(): Promise<Uint8Array[]>
  close(): void
}

/** zlib of this Node, which knows zstd since 22.15; before that, a decoder in JavaScript. */
export function openUnpacker(packing: Packing): Unpacker {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform }
  if (packing === 'gzip') return new StreamUnpacker(zlib.createGunzip())
  return createZstdDecompress ? new StreamUnpacker(createZstdDecompress()) : new PlainZstd()
}

class StreamUnpacker implements Unpacker {
  readonly #stream: Transform
  #out: Uint8Array[] = []
  #error: Error | undefined
  #over = false
  #settle: (() => void) | undefined

  constructor(stream: Transform) {
    this.#stream = stream
    stream.on('data', (bytes: Uint8Array) => this.#out.push(bytes))
    stream.on('error', (error) => {
      this.#error = error
      this.#over = true
      this.#settle?.()
    })
    stream.on('end', () => {
      this.#over = true
      this.#settle?.()
    })
  }

  push(piece: Uint8Array): Promise<Uint8Array[]> {
    return this.#done((settle) => this.#stream.write(piece, settle))
  }

  end(): Promise<Uint8Array[]> {
    return this.#done(() => this.#stream.end())
  }

  close(): void {
    this.#stream.destroy()
  }

  /** What was decoded before an error is out before it is thrown: the next call throws it. */
  async #done(begin: (settle: () => void) => void): Promise<Uint8Array[]> {
    await new Promise<void>((resolve) => {
      this.#settle = resolve
      if (this.#over) resolve()
      else begin(resolve)
    })
    const out = this.#out
    this.#out = []
    if (this.#error !== undefined && out.length === 0) throw this.#error
    return out
  }
}

/** Small pieces: a block of 128 KiB may be written in four bytes, and all blocks of a piece are decoded at once. */
const PIECE_BYTES = 512

class PlainZstd implements Unpacker {
  #out: Uint8Array[] = []
  readonly #stream = new Decompress((bytes) => this.#out.push(bytes.slice()))

  async push(piece: Uint8Array): Promise<Uint8Array[]> {
    for (let at = 0; at < piece.length; at += PIECE_BYTES)
      this.#stream.push(piece.subarray(at, at + PIECE_BYTES))
    return this.#take()
  }

  async end(): Promise<Uint8Array[]> {
    this.#stream.push(new Uint8Array(0), true)
    return this.#take()
  }

  close(): void {}

  #take(): Uint8Array[] {
    const out = this.#out
    this.#out = []
    return out
  }
}

/** So much of a compressed file is decoded to tell whose content it is: beyond that, two logs do not agree by chance. */
const BEGINNING_BYTES = 256 * 1024
/** Bytes of a compressed file from which its beginning is decoded: a block of zstd may need 128 KiB of them, and its header a few. */
export const RAW_BYTES: number = 132 * 1024
/** Of gzip, so much is enough: zlib decodes whatever there is. */
const RAW_GZIP_BYTES = 16 * 1024

export interface Beginning {
  readonly bytes: Uint8Array
  /** The file ends there, properly. */
  readonly whole: boolean
}

/** Decodes the beginning of a compressed file at once, 256 KiB or a little more, as far as `raw` goes and its damage allows. */
export function unpackBeginning(packing: Packing, raw: Uint8Array): Beginning {
  return packing === 'gzip' ? gunzipBeginning(raw) : unzstdBeginning(raw)
}

function gunzipBeginning(raw: Uint8Array): Beginning {
  const { Z_FINISH, Z_SYNC_FLUSH } = zlib.constants
  // A beginning of zeros is a thousand times as long as what it was compressed to: then less of that is taken.
  for (let length = raw.length; length > 0; length = Math.min(length >> 2, RAW_GZIP_BYTES)) {
    for (const finishFlush of length === raw.length ? [Z_FINISH, Z_SYNC_FLUSH] : [Z_SYNC_FLUSH]) {
      try {
        const bytes = zlib.gunzipSync(raw.subarray(0, length), {
          maxOutputLength: BEGINNING_BYTES,
          finishFlush,
        })
        return { bytes, whole: finishFlush === Z_FINISH }
      } catch {
        // Not whole, too much, or damaged.
      }
    }
  }
  return { bytes: new Uint8Array(0), whole: false }
}

function unzstdBeginning(raw: Uint8Array): Beginning {
  const out: Uint8Array[] = []
  let size = 0
  let whole = false
  try {
    const stream = new Decompress((bytes) => {
      size += bytes.length
      out.push(bytes.slice())
    })
    let at = 0
    for (; at < raw.length && size < BEGINNING_BYTES; at += PIECE_BYTES)
      stream.push(raw.subarray(at, at + PIECE_BYTES))
    if (at >= raw.length) {
      stream.push(new Uint8Array(0), true)
      whole = true
    }
  } catch {
    // What came before the damage counts.
  }
  return { bytes: Buffer.concat(out), whole }
}
