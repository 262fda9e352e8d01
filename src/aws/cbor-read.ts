/** Bytes that are no CBOR, or none that AWS sends. */
class CborError extends Error {
  constructor(words: string, at: number) {
    super(`CBOR: ${words} at byte ${at}`)
    this.name = 'CborError'
  }
}

/** Length of a text, map or array whose end is marked instead of told. */
const OPEN = -1
const BREAK = 0xff
const MOST_DEPTH = 32

/** Major types (RFC 8949, section 3.1). */
const [UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG] = [0, 1, 2, 3, 4, 5, 6]
/** Tag of a time. AWS counts milliseconds where the standard has seconds. */
const TIME = 1

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Reads CBOR (RFC 8949) as `application/x-amz-cbor-1.1` uses it: lengths told or open, keys that are texts, numbers that
 * JavaScript holds exactly. Strict: anything else throws.
 */
export class CborReader {
  readonly #bytes: Buffer
  #at = 0
  /** Of the item whose head was read last. */
  #major = 0
  #info = 0
  #argument = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  /** Calls `visit` before each element of an array, which it must read or skip. Returns how many there were. */
  eachElement(visit: (i: number) => void): number {
    this.#head()
    return this.#items(ARRAY, visit)
  }

  /** Calls `visit` with each key of a map; it must read or skip the value. */
  eachMember(visit: (key: string) => void): void {
    this.#head()
    this.#items(MAP, () => visit(this.#text()))
  }

  /** Passes by one value, without an object for it: an answer of PutRecords has 2,500 of them. */
  skip(depth: number = 0): void {
    this.#head(depth)
    const major = this.#major
    if (major === BYTES || major === TEXT) {
      if (this.#argument === OPEN) this.#string(major, () => {})
      else this.#pass(this.#argument)
    } else if (major === ARRAY || major === MAP) {
      const values = this.#argument * (major === MAP ? 2 : 1)
      if (values < 0) while (!this.#isBreak()) for (let i = 0; i < -values; i++) this.skip(depth + 1)
      else for (let i = 0; i < values; i++) this.skip(depth + 1)
    } else if (major === TAG) this.skip(depth + 1)
    else this.#simple()
  }

  /** One value: bytes as Buffer (a view), a time in seconds as AWS JSON has it. */
  value(depth: number = 0): unknown {
    this.#head(depth)
    switch (this.#major) {
      case BYTES: {
        const parts: Buffer[] = []
        this.#string(BYTES, (part) => parts.push(part))
        return parts.length === 1 ? parts[0] : Buffer.concat(parts)
      }
      case TEXT:
        return this.#textHere()
      case ARRAY: {
        const values: unknown[] = []
        this.#items(ARRAY, () => values.push(this.value(depth + 1)))
        return values
      }
      case MAP: {
        const object = Object.create(null) as Record<string, unknown>
        this.#items(MAP, () => {
          const key = this.#text()
          if (key in object) throw this.#error(`"${key.slice(0, 40)}" twice in a map`)
          object[key] = this.value(depth + 1)
        })
        return object
      }
      case TAG: {
        const tag = this.#argument
        const value = this.value(depth + 1)
        return tag === TIME && typeof value === 'number' ? value / 1000 : value
      }
      default:
        return this.#simple()
    }
  }

  #text(): string {
    this.#head()
    if (this.#major !== TEXT) throw this.#error('a key that is no text')
    return this.#textHere()
  }

  #textHere(): string {
    let text = ''
    this.#string(TEXT, (part) => {
      try {
        text += utf8.decode(part)
      } catch {
        throw this.#error('a text that is not UTF-8')
      }
    })
    return text
  }

  /** The parts of the bytes or the text whose head was read. */
  #string(major: number, take: (part: Buffer) => void): void {
    if (this.#argument !== OPEN) {
      take(this.#take(this.#argument))
      return
    }
    while (!this.#isBreak()) {
      this.#head()
      if (this.#major !== major || this.#argument === OPEN) throw this.#error('a part of another kind')
      take(this.#take(this.#argument))
    }
  }

  #items(major: number, visit: (i: number) => void): number {
    if (this.#major !== major) throw this.#error(major === MAP ? 'no map' : 'no array')
    const told = this.#argument
    let i = 0
    for (; told === OPEN ? !this.#isBreak() : i < told; i++) visit(i)
    return i
  }

  #isBreak(): boolean {
    if (this.#bytes[this.#at] !== BREAK) return false
    this.#at++
    return true
  }

  #take(length: number): Buffer {
    this.#pass(length)
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  #pass(length: number): void {
    if (length > this.#bytes.length - this.#at) throw this.#error('an end too soon')
    this.#at += length
  }

  #head(depth: number = 0): void {
    if (depth > MOST_DEPTH) throw this.#error(`more than ${MOST_DEPTH} levels`)
    this.#pass(1)
    const bytes = this.#bytes
    const initial = bytes[this.#at - 1]!
    this.#major = initial >> 5
    this.#info = initial & 31
    const info = this.#info
    if (info < 24) this.#argument = info
    else if (info === 24) {
      this.#pass(1)
      this.#argument = bytes[this.#at - 1]!
    } else if (info < 27) {
      const length = info === 25 ? 2 : 4
      this.#pass(length)
      this.#argument = bytes.readUIntBE(this.#at - length, length)
    } else if (info === 27) {
      this.#pass(8)
      // Of a number with a point the bytes are its own: `#simple` reads them.
      this.#argument =
        this.#major === 7
          ? 0
          : exact(bytes.readBigUInt64BE(this.#at - 8), () => this.#error('a number beyond 2^53'))
    } else if (info === 31 && this.#major >= BYTES && this.#major <= MAP) this.#argument = OPEN
    else throw this.#error(`the byte 0x${initial.toString(16)}`)
  }

  /** A number, truth value or nothing, whose head was read. */
  #simple(): unknown {
    if (this.#major === UNSIGNED) return this.#argument
    if (this.#major === NEGATIVE) return -1 - this.#argument
    switch (this.#info) {
      case 20:
        return false
      case 21:
        return true
      case 22:
        return null
      case 23:
        return undefined
      case 25:
        return half(this.#argument)
      case 26:
        return this.#bytes.readFloatBE(this.#at - 4)
      case 27:
        return this.#bytes.readDoubleBE(this.#at - 8)
      default:
        throw this.#error('a value that has no meaning')
    }
  }

  #error(words: string): CborError {
    return new CborError(words, this.#at)
  }
}

/** The one value that `bytes` hold. */
export function decodeCbor(bytes: Buffer): unknown {
  const reader = new CborReader(bytes)
  const value = reader.value()
  if (!reader.isAtEnd) throw new CborError('more than one value', bytes.length)
  return value
}

function exact(value: bigint, failure: () => Error): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw failure()
  return Number(value)
}

/** A number of 16 bits (RFC 8949, appendix D). */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (fraction + 1024) * 2 ** (exponent - 25)
}
