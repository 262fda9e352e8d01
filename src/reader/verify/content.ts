import { createReadStream } from 'node:fs'
import type { Readable, Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'

/** How the bytes of a file are to be read, by its first bytes, never by its name. */
export type Packing = 'plain' | 'gzip' | 'zstd'

const PIECE_BYTES = 256 * 1024

export function packingOf(head: Uint8Array): Packing {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip'
  // RFC 8878, section 3.1.1.
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd) return 'zstd'
  return 'plain'
}

/**
 * The bytes of a file from its beginning, compression undone, in pieces of about 256 KiB.
 * @param size bytes of the file on the disk that count: what was appended later is left out
 * @throws the system's error, or zlib's where a compressed file is cut short or damaged
 */
export async function* contentOf(path: string, packing: Packing, size: number): AsyncGenerator<Uint8Array> {
  if (size === 0) return
  const file = createReadStream(path, { end: size - 1, highWaterMark: PIECE_BYTES })
  const bytes: Readable = packing === 'plain' ? file : file.pipe(expander(packing))
  if (bytes !== file) file.once('error', (error) => bytes.destroy(error))
  try {
    for await (const piece of bytes) yield piece as Uint8Array
  } finally {
    file.destroy()
    bytes.destroy()
  }
}

function expander(packing: 'gzip' | 'zstd'): Transform {
  if (packing === 'gzip') return zlib.createGunzip({ chunkSize: PIECE_BYTES })
  // Node has it since 22.15 and 23.8; the types are those of the oldest Node that kinetail runs on.
  const { createZstdDecompress } = zlib as unknown as {
    createZstdDecompress?: (options: object) => Transform
  }
  if (createZstdDecompress === undefined)
    throw new KinetailError('invalid', text.reader.zstdMissing(process.version))
  return createZstdDecompress({ chunkSize: PIECE_BYTES })
}
