import { createHash } from 'node:crypto'
import type { Print } from '../../checkpoint/checkpoint.ts'
import type { Content } from './content.ts'

/** Bytes of a file that one print covers at most: a few lines with their times. */
export const PRINT_BYTES = 1024
/** Prints of one chunk are taken at its end and so many bytes before it, so that a copy that lacks the end is known too. */
const BEFORE_END: readonly number[] = [128 * 1024, 16 * 1024, 2 * 1024]
/** Of the prints behind the newest, one is kept for each eightfold distance from it: 1 KiB, 8 KiB and so on. */
const BAND_BITS = 3
/** Most prints kept of a file: with these the oldest lies at least 16 MiB back. */
const MOST = 7

/**
 * What was read of one generation, remembered by hashes of short stretches: proves by content that a file holds what was read,
 * or that it was truncated and has grown again, and that another file is a copy. About 3 µs and no more than a few prints for a chunk.
 */
export class Trail {
  /** The last bytes that were read, up to 1,024, as they lie before the next line. */
  last: Uint8Array = new Uint8Array(0)
  /** Prints of what is settled, newest first. */
  #kept: readonly Print[]
  /** Prints of what was read and is not settled yet, in file order. */
  #open: Print[] = []

  constructor(kept: readonly Print[] = []) {
    this.#kept = kept
  }

  /** A chunk was read: `bytes` that end at `end` in the file. */
  read(bytes: Uint8Array, end: number): void {
    for (const before of BEFORE_END) {
      const at = bytes.length - before
      if (at >= PRINT_BYTES) this.#open.push(printOf(bytes.subarray(at - PRINT_BYTES, at), end - before))
    }
    const lacking = PRINT_BYTES - bytes.length
    this.last =
      lacking <= 0 ? bytes.slice(-PRINT_BYTES) : Buffer.concat([this.last.subarray(-lacking), bytes])
    this.#open.push(printOf(this.last, end))
  }

  /** Everything below `offset` is settled. Returns the prints below it, newest first; the same array where nothing was added. */
  settled(offset: number): readonly Print[] {
    let done = 0
    while (done < this.#open.length && this.#open[done]!.end <= offset) done++
    if (done > 0) this.#kept = thinned([...this.#open.splice(0, done).reverse(), ...this.#kept])
    return this.#kept
  }

  /** The first print of what was read that ends at `offset` or behind it. */
  behind(offset: number): Print | undefined {
    return this.#open.find(({ end }) => end >= offset)
  }

  /** Prints of all that was read, settled or not, newest first. */
  get prints(): readonly Print[] {
    return [...this.#open.toReversed(), ...this.#kept]
  }
}

export function printOf(bytes: Uint8Array, end: number): Print {
  return { end, length: bytes.length, hash: hashOf(bytes) }
}

/** The first 64 bits of SHA-256: against chance, not against an attacker, who would write to the file instead. */
function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16)
}

/** Whether bytes that end at `print.end` are those of the print. */
export function agrees(print: Print, bytes: Uint8Array): boolean {
  return bytes.length === print.length && hashOf(bytes) === print.hash
}

/** Whether content holds every print that lies within it, as far as its bytes are at hand. */
export function holds(content: Pick<Content, 'stretch'>, prints: readonly Print[]): boolean {
  return prints.every((print) => {
    const bytes = content.stretch(print.end - print.length, print.end)
    return bytes === undefined || agrees(print, bytes)
  })
}

/** The newest, and of each distance the one that is farthest: what is dropped has an older one beside it that grows into its place. */
function thinned(prints: readonly Print[]): readonly Print[] {
  const newest = prints[0]!
  const bands = new Map<number, Print>()
  for (const print of prints.slice(1)) bands.set(band(newest.end - print.end), print)
  return [newest, ...bands.values()].sort((a, b) => b.end - a.end).slice(0, MOST)
}

function band(distance: number): number {
  return Math.floor(Math.max(0, Math.log2(Math.max(1, distance) / PRINT_BYTES)) / BAND_BITS)
}
