import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

/** Bytes of a chunk that are compared with the file: enough to know it again. */
const PROOF_BYTES = 1024
const GZIP = 0x1f8b

/**
 * Gives the bytes of a file before `offset`, piece by piece, to `look`, until it says that it has seen enough. True when the file is the one
 * that `proof`, the bytes from `offset` on, was read from, as far as it was read; a file that was rotated away meanwhile is not.
 * @param look returns false when it needs no more
 */
export async function readBefore(
  path: string,
  offset: number,
  proof: Uint8Array,
  look: (bytes: Uint8Array) => boolean,
): Promise<boolean> {
  const wanted = proof.subarray(0, PROOF_BYTES)
  const found: Uint8Array[] = []
  let at = 0
  let more = true
  try {
    const stream = await contentOf(path)
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      const before = Math.max(0, Math.min(piece.length, offset - at))
      if (more && before > 0) more = look(piece.subarray(0, before))
      if (before < piece.length) found.push(piece.subarray(before))
      at += piece.length
      if (at >= offset + wanted.length) break
    }
    stream.destroy()
  } catch {
    // Gone, forbidden, damaged: then nobody knows what stood there.
    return false
  }
  return Buffer.concat(found).subarray(0, wanted.length).equals(wanted)
}

async function contentOf(path: string): Promise<Readable> {
  const file = await open(path, 'r')
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
  const isPacked = bytesRead === 2 && buffer.readUInt16BE() === GZIP
  const stream = createReadStream('', { fd: file, start: 0, highWaterMark: 1024 * 1024 })
  if (!isPacked) return stream
  const unpacked = createGunzip()
  stream.on('error', (error) => unpacked.destroy(error))
  unpacked.on('close', () => stream.destroy())
  return stream.pipe(unpacked)
}
