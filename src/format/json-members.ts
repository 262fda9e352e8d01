import { BlockBuilder } from './block-builder.ts'
import { JsonScanner, type KeyListener } from './json-scanner.ts'

/** The members of one JSON object by name: where each value lies in `bytes`. Of doubles the last counts, as in JSON readers. */
export class JsonMembers implements KeyListener {
  readonly #out: BlockBuilder = new BlockBuilder(4096)
  readonly #scanner: JsonScanner = new JsonScanner()
  readonly #places = new Map<string, readonly [start: number, end: number]>()

  /** The object, checked and without insignificant space. */
  get bytes(): Uint8Array {
    return this.#out.bytes
  }

  /** Where the scanner gave up, in the bytes that it was given. */
  get stoppedAt(): number {
    return this.#scanner.at
  }

  /** Reads the object `bytes[from, to)`; false when it is none. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    this.#out.reset()
    this.#places.clear()
    return this.#scanner.scan(this.#out, bytes, from, to, this)
  }

  member(keyStart: number, keyEnd: number, valueStart: number, valueEnd: number): void {
    const written = Buffer.from(this.#out.bytes.buffer, keyStart, keyEnd - keyStart).toString('utf8')
    const name = written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1)
    this.#places.set(name, [valueStart, valueEnd])
  }

  names(): IterableIterator<string> {
    return this.#places.keys()
  }

  /** Where the value's JSON lies in `bytes`, quotes included. */
  place(name: string): readonly [start: number, end: number] | undefined {
    return this.#places.get(name)
  }

  /** The text of a string member, undefined for any other. */
  string(name: string): string | undefined {
    const place = this.#places.get(name)
    if (place === undefined || this.#out.bytes[place[0]] !== 0x22) return undefined
    return JSON.parse(
      Buffer.from(this.#out.bytes.buffer, place[0], place[1] - place[0]).toString('utf8'),
    ) as string
  }
}
