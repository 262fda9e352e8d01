const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const TAB = 0x09

/** Where lines begin in a piece of a file. */
export interface Lines {
  /** Offset of each line in the file, in bytes. */
  readonly starts: readonly number[]
  /** Indexes of those that are blank, ascending. */
  readonly blanks: readonly number[]
}

/** Finds the lines of a file, given piece by piece. Memory does not grow with the file or its lines. */
export class LineFinder {
  #start = 0
  #offset = 0
  #blank = true

  /** The lines that end in this piece. */
  next(piece: Uint8Array): Lines {
    const starts: number[] = []
    const blanks: number[] = []
    let at = 0
    for (;;) {
      const end = piece.indexOf(LF, at)
      const stop = end < 0 ? piece.length : end
      if (this.#blank) this.#blank = isBlank(piece, at, stop)
      if (end < 0) break
      if (this.#blank) blanks.push(starts.length)
      starts.push(this.#start)
      at = end + 1
      this.#start = this.#offset + at
      this.#blank = true
    }
    this.#offset += piece.length
    return { starts, blanks }
  }

  /** The last line, where the file does not end with a line end. */
  last(): Lines {
    if (this.#start === this.#offset) return { starts: [], blanks: [] }
    return { starts: [this.#start], blanks: this.#blank ? [0] : [] }
  }

  /** Bytes of the file so far. */
  get bytes(): number {
    return this.#offset
  }
}

/** What the parser leaves out as blank: nothing but spaces, tabs and CRs. */
function isBlank(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const byte = bytes[i]
    if (byte !== SPACE && byte !== TAB && byte !== CR) return false
  }
  return true
}
