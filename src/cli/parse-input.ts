import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import { BufferPool } from '../source/tail/buffers.ts'

/** Read at once from a stream, in bytes: beyond this, reading gains nothing (measured 256 KiB to 4 MiB). */
const STREAM_BYTES = 1024 * 1024
/** Read at once from a file: what is read and what comes of it then lie in the cache of a core together. */
const FILE_BYTES = 256 * 1024

/**
 * Files of so many bytes in all are parsed without the kernel: its memory takes 10 ms to set up (144 MiB that V8 counts and
 * collects garbage for), these lines 1 or 2.
 */
const SMALL_BYTES = 64 * 1024

/** True when the inputs are so few bytes that starting the kernel would take longer than it saves. */
export function isSmall(paths: readonly string[]): boolean {
  let bytes = 0
  for (const path of paths) {
    const stat = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false })
    if (!stat?.isFile()) return false
    bytes += stat.size
  }
  return bytes <= SMALL_BYTES
}

/**
 * The bytes of a file, or of standard input for `-`.
 * @param reuse true when the caller is done with what was yielded before it asks for more: a file is then read into one
 *   buffer again and again, in the memory of the kernel, which parses it where it lies
 */
export async function* readInput(path: string, reuse: boolean): AsyncGenerator<Uint8Array> {
  try {
    const isFile = path === '-' ? fstatSync(0).isFile() : statSync(path).isFile()
    if (isFile && reuse) yield* readAgain(path === '-' ? 0 : openSync(path, 'r'))
    else if (path === '-' && !isFile) yield* process.stdin as AsyncIterable<Uint8Array>
    else if (path === '-')
      yield* createReadStream('', { fd: 0, autoClose: false, highWaterMark: STREAM_BYTES })
    else yield* createReadStream(path, { highWaterMark: STREAM_BYTES })
  } catch (error) {
    throw new KinetailError('file', text.format.cannotRead(path, systemWords(error)), {
      cause: error,
    })
  }
}

/** Synchronous: there is nothing else to do meanwhile, and a way through the thread pool costs more than the read. */
function* readAgain(fd: number): Generator<Uint8Array> {
  const pool = new BufferPool(FILE_BYTES)
  const buffer = fstatSync(fd).size <= SMALL_BYTES ? new Uint8Array(SMALL_BYTES) : pool.take(FILE_BYTES)
  try {
    for (;;) {
      const count = readSync(fd, buffer, 0, buffer.length, null)
      if (count === 0) return
      yield buffer.subarray(0, count)
    }
  } finally {
    pool.release(buffer)
    pool.close()
    if (fd !== 0) closeSync(fd)
  }
}
