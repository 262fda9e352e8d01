import { CLF_TIME_LENGTH, ClfTime } from './clf-time.ts'
import { readEpochTime } from './epoch-time.ts'
import { readIsoTime } from './iso-time.ts'
import { NUMBER, STRING } from './json-scanner.ts'
import { Timestamp } from './timestamp.ts'

/** No form of a time is longer. */
const LONGEST = 64

/** Reads the time that a JSON value holds: ISO 8601 and its near forms, a number since the epoch, a log's own form. */
export class JsonTime {
  readonly #time: Timestamp = new Timestamp()
  /** Apart from the other: ClfTime remembers what it last wrote there. */
  readonly #clfTime: Timestamp = new Timestamp()
  readonly #clf: ClfTime = new ClfTime()

  /** The time in the JSON text `bytes[from, to)` (with quotes, for a string); null when it is none. Valid until the next. */
  read(bytes: Uint8Array, from: number, to: number, kind: number): Timestamp | null {
    if (to - from > LONGEST) return null
    if (kind === NUMBER) return readEpochTime(bytes, from, to, this.#time) ? this.#time : null
    if (kind !== STRING) return null
    for (let i = from; i < to; i++) if (bytes[i] === 0x5c) return this.#readEscaped(bytes, from, to)
    return this.#readText(bytes, from + 1, to - 1)
  }

  #readText(bytes: Uint8Array, from: number, to: number): Timestamp | null {
    if (readIsoTime(bytes, from, to, this.#time)) return this.#time
    if (to - from === CLF_TIME_LENGTH && this.#clf.read(bytes, from, to, this.#clfTime)) return this.#clfTime
    return readEpochTime(bytes, from, to, this.#time) ? this.#time : null
  }

  /** Some writers escape the slash: `15\/Jan\/2024:…`. */
  #readEscaped(bytes: Uint8Array, from: number, to: number): Timestamp | null {
    const written = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
    const plain = new TextEncoder().encode(JSON.parse(written) as string)
    return this.#readText(plain, 0, plain.length)
  }
}
