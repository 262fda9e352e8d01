import { createReadStream } from 'node:fs'
import { openUnpacker, type Packing } from '../../source/tail/unpack.ts'

const PIECE_BYTES = 256 * 1024

/**
 * The bytes of a file from its beginning, compression undone, in pieces.
 * @param packing how it is compressed; undefined where it is not
 * @param size bytes of the file on the disk that count: what was appended later is left out
 * @throws the system's error, or the decoder's where a compressed file is cut short or damaged, after what came before
 */
export async function* contentOf(
  path: string,
  packing: Packing | undefined,
  size: number,
): AsyncGenerator<Uint8Array> {
  if (size === 0) return
  const file = createReadStream(path, { end: size - 1, highWaterMark: PIECE_BYTES })
  try {
    if (packing === undefined) yield* file
    else yield* unpacked(file, packing)
  } finally {
    file.destroy()
  }
}

async function* unpacked(pieces: AsyncIterable<Uint8Array>, packing: Packing): AsyncGenerator<Uint8Array> {
  const unpacker = openUnpacker(packing)
  try {
    for await (const piece of pieces) yield* await unpacker.push(piece)
    yield* await unpacker.end()
    // What comes before the break of a broken stream is out before that is told.
    yield* await unpacker.end()
  } finally {
    unpacker.close()
  }
}
