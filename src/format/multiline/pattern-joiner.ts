import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { LineJoiner } from '../../source/events.ts'
import { guardPattern } from '../pattern-guard.ts'

/** What a line that matches the pattern is. */
export const MATCH_NAMES = ['start', 'continuation', 'end', 'continued'] as const
export type MatchName = (typeof MATCH_NAMES)[number]

/** Other words for them: those of Filebeat (without `negate`), and those of Vector. */
export const MATCH_SYNONYMS: Readonly<Record<string, MatchName>> = {
  after: 'continuation',
  before: 'continued',
  halt_before: 'start',
  continue_through: 'continuation',
  halt_with: 'end',
  continue_past: 'continued',
}

/** Where the pattern does not begin with `^` it is tried at every place: what `guardPattern` allows becomes shorter by a degree. */
const SEARCHED: Readonly<Record<number, number>> = { 65536: 8192, 8192: 460, 460: 100 }

/** Joins lines by a regular expression of the user's, which may match anywhere in a line. */
export class PatternJoiner implements LineJoiner {
  closed = false
  readonly #expression: RegExp
  readonly #longest: number
  readonly #match: MatchName

  constructor(pattern: string, match: MatchName) {
    try {
      this.#expression = new RegExp(pattern)
    } catch (error) {
      throw new KinetailError('config', text.format.badPattern(pattern, messageOf(error)), { cause: error })
    }
    const longest = guardPattern(pattern)
    this.#longest = pattern.startsWith('^') ? longest : (SEARCHED[longest] ?? longest)
    this.#match = match
  }

  begin(bytes: Uint8Array, from: number, to: number): void {
    this.#close(bytes, from, to)
  }

  joins(bytes: Uint8Array, from: number, to: number): boolean {
    const match = this.#match
    if (match === 'start') return !this.#matches(bytes, from, to)
    if (match === 'continuation') return this.#matches(bytes, from, to)
    this.#close(bytes, from, to)
    return true
  }

  #close(bytes: Uint8Array, from: number, to: number): void {
    if (this.#match === 'end') this.closed = this.#matches(bytes, from, to)
    else if (this.#match === 'continued') this.closed = !this.#matches(bytes, from, to)
  }

  #matches(bytes: Uint8Array, from: number, to: number): boolean {
    const length = Math.min(to - from, this.#longest)
    return this.#expression.test(Buffer.from(bytes.buffer, bytes.byteOffset + from, length).toString('utf8'))
  }
}
