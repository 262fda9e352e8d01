import { createReadStream, fstatSync } from 'node:fs'
import { KinetailError } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'
import { openUnpacker, packingOf, type Unpacker } from '../../source/tail/unpack.ts'

/** Read at once, in bytes. */
const READ_BYTES = 256 * 1024
/** Of a compressed file less at once: it unfolds. */
const PACKED_BYTES = 64 * 1024

/**
 * The bytes of a file, or of standard input for `-`; those of a gzip or zstd file decompressed, which its first bytes tell.
 * What was yielded does not change any more.
 */
export async function* openBytes(path: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  let unpacker: Unpacker | undefined
  try {
    let first = true
    for await (const bytes of raw(path, signal)) {
      const packing = first ? packingOf(bytes) : undefined
      first = false
      if (packing !== undefined) unpacker = openUnpacker(packing)
      if (unpacker === undefined) yield bytes
      else
        for (let at = 0; at < bytes.length; at += PACKED_BYTES)
          yield* await unpacker.push(bytes.subarray(at, at + PACKED_BYTES))
    }
    if (unpacker) yield* await unpacker.end()
  } catch (error) {
    if (signal.aborted) return
    throw new KinetailError('file', text.format.cannotRead(path, systemWords(error)), { cause: error })
  } finally {
    unpacker?.close()
  }
}

function raw(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const shared = { highWaterMark: READ_BYTES, signal }
  if (path !== '-') return createReadStream(path, shared)
  if (fstatSync(0).isFile()) return createReadStream('', { ...shared, fd: 0, autoClose: false })
  // A pipe that says nothing must not keep a command that was ended.
  signal.addEventListener('abort', () => process.stdin.destroy(), { once: true })
  return process.stdin
}
