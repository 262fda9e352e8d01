import { createReadStream, fstatSync } from 'node:fs'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'

/** Read at once from a file, in bytes: beyond this, reading gains nothing (measured 256 KiB to 4 MiB). */
const READ_BYTES = 1024 * 1024

/** The bytes of a file, or of standard input for `-`. */
export async function* readInput(path: string): AsyncGenerator<Uint8Array> {
  const input =
    path !== '-'
      ? createReadStream(path, { highWaterMark: READ_BYTES })
      : fstatSync(0).isFile()
        ? createReadStream('', { fd: 0, autoClose: false, highWaterMark: READ_BYTES })
        : process.stdin
  try {
    for await (const bytes of input) yield bytes as Uint8Array
  } catch (error) {
    throw new KinetailError('file', text.format.cannotRead(path, systemWords(error)), {
      cause: error,
    })
  }
}
