/**
 * Which lines name the columns of the lines after them: the first of the file that is not blank (CSV), or every one that begins with
 * `#Fields:` (W3C extended log format).
 */
export type HeaderKind = 'first_line' | 'fields_line'

const LF = 0x0a
const CR = 0x0d
const FIELDS = '#Fields:'
const NOTHING: Uint8Array = new Uint8Array(0)

/**
 * Knows the line that names the columns while the chunks of a file go by, in order. The chunks themselves may be parsed anywhere and in any
 * order: each brings its header along (`ParseInput.header`).
 */
export class HeaderMemory {
  readonly #kind: HeaderKind
  #header: Uint8Array | undefined

  /** @param known whether the file is seen from its beginning; else nobody knows its header until one comes by */
  constructor(kind: HeaderKind, known = true) {
    this.#kind = kind
    this.#header = known ? NOTHING : undefined
  }

  /** The header in force after all that was seen. */
  get header(): Uint8Array | undefined {
    return this.#header
  }

  /** Looks through the next chunk; returns the header that is in force before its first byte. */
  next(bytes: Uint8Array): Uint8Array | undefined {
    const before = this.#header
    if (this.#kind === 'fields_line') this.#header = lastFields(bytes) ?? before
    else if (before?.length === 0) this.#header = firstLine(bytes) ?? before
    return before
  }
}

function firstLine(bytes: Uint8Array): Uint8Array | undefined {
  for (let at = 0; at < bytes.length; ) {
    const end = lineEnd(bytes, at)
    const from = at + (at === 0 ? markLength(bytes) : 0)
    if (!isBlank(bytes, from, end) && !isBinary(bytes, from, end)) return trimmed(bytes, from, end)
    at = end + 1
  }
  return undefined
}

function lastFields(bytes: Uint8Array): Uint8Array | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const first = markLength(bytes)
  for (let at = view.lastIndexOf(FIELDS); at >= 0; at = at === 0 ? -1 : view.lastIndexOf(FIELDS, at - 1)) {
    const begins = at === 0 || at === first || bytes[at - 1] === LF
    if (begins && !isBinary(bytes, at, lineEnd(bytes, at))) return trimmed(bytes, at, lineEnd(bytes, at))
  }
  return undefined
}

/** Length of the byte order mark that a file begins with now and then. */
function markLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0
}

/** The engine refuses lines with NUL bytes before anybody reads them. */
function isBinary(bytes: Uint8Array, from: number, to: number): boolean {
  return bytes.subarray(from, to).includes(0)
}

function lineEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(LF, from)
  return end < 0 ? bytes.length : end
}

function trimmed(bytes: Uint8Array, from: number, end: number): Uint8Array {
  let to = end
  while (to > from && bytes[to - 1] === CR) to--
  // A copy of its own: `slice` of a Buffer would be a view of memory that is used again.
  return new Uint8Array(bytes.subarray(from, to))
}

function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i]
    if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return false
  }
  return true
}
