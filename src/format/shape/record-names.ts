const encoder = new TextEncoder()

/** Names that somebody asks for, each with a number, and how to find that number from the bytes of a key. */
export class RecordNames {
  readonly #byName = new Map<string, number>()
  readonly #names: string[] = []
  readonly #bytes: Uint8Array[] = []
  /** Numbers of the names of each length in bytes. */
  readonly #byLength: (number[] | undefined)[] = []
  /** For `a.b`: the number of `a`, and what stands behind it; undefined for a name without a point. */
  readonly #nested: ([parent: number, rest: readonly string[]] | undefined)[] = []

  get count(): number {
    return this.#names.length
  }

  /** The number of a name, which is known from now on. */
  add(name: string): number {
    const known = this.#byName.get(name)
    if (known !== undefined) return known
    const bytes = encoder.encode(name)
    const number = this.#names.push(name) - 1
    this.#bytes.push(bytes)
    this.#byName.set(name, number)
    this.#byLength[bytes.length] = [...(this.#byLength[bytes.length] ?? []), number]
    const [first, ...rest] = name.split('.')
    this.#nested[number] = rest.length > 0 && first !== '' ? [this.add(first!), rest] : undefined
    return number
  }

  text(number: number): string {
    return this.#names[number]!
  }

  nested(number: number): readonly [parent: number, rest: readonly string[]] | undefined {
    return this.#nested[number]
  }

  /** The number of the key whose JSON text, without quotes, is `bytes[from, to)`; −1 for one nobody asks for. */
  find(bytes: Uint8Array, from: number, to: number): number {
    for (let i = from; i < to; i++) if (bytes[i] === 0x5c) return this.#findEscaped(bytes, from, to)
    const candidates = this.#byLength[to - from]
    if (candidates === undefined) return -1
    for (const number of candidates) if (equal(bytes, from, this.#bytes[number]!)) return number
    return -1
  }

  /** `"us\u0065r"` is the key `user`: nothing may slip through a rule by its spelling. */
  #findEscaped(bytes: Uint8Array, from: number, to: number): number {
    return this.#byName.get(decodeJson(bytes, from, to)) ?? -1
  }
}

/** The text that the inside of a JSON string, `bytes[from, to)`, stands for. */
export function decodeJson(bytes: Uint8Array, from: number, to: number): string {
  const written = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
  return written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written
}

export function equal(bytes: Uint8Array, from: number, name: Uint8Array): boolean {
  for (let k = 0; k < name.length; k++) if (bytes[from + k] !== name[k]) return false
  return true
}
