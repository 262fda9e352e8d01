import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import {
  addCharacter,
  addRange,
  addSet,
  type CharacterSet,
  classSet,
  emptySet,
  everything,
  inverted,
} from './pattern-set.ts'

interface Repeated {
  readonly min: number
  /** Infinity for `*` and `+`. */
  readonly max: number
  /** Every character that it can take. */
  readonly set: CharacterSet
  /** Where it stands in the pattern. */
  readonly from: number
  readonly to: number
}

export type PatternItem = Repeated &
  ({ readonly kind: 'set' } | { readonly kind: 'group'; readonly of: readonly PatternNode[] })

/** A sequence of a regular expression. */
export interface PatternNode {
  readonly items: readonly PatternItem[]
}

const ESCAPED: Readonly<Record<string, number>> = { n: 0x0a, r: 0x0d, t: 0x09, v: 0x0b, f: 0x0c, '0': 0 }

/** Reads a regular expression that JavaScript accepts, as far as it takes to judge its repetitions. */
export function parsePattern(pattern: string): PatternNode {
  const branches = new Reader(pattern).branches()
  return branches.length === 1 ? branches[0]! : { items: [group(branches, 1, 1, 0, pattern.length)] }
}

function group(of: readonly PatternNode[], min: number, max: number, from: number, to: number): PatternItem {
  const set = emptySet()
  for (const branch of of) for (const one of branch.items) addSet(set, one.set)
  return { kind: 'group', of, min, max, set, from, to }
}

class Reader {
  readonly #pattern: string
  #at = 0

  constructor(pattern: string) {
    this.#pattern = pattern
  }

  branches(): PatternNode[] {
    const branches: PatternItem[][] = [[]]
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ')') {
      if (this.#pattern[this.#at] === '|') {
        this.#at++
        branches.push([])
      } else {
        const item = this.#item()
        if (item) branches.at(-1)!.push(item)
      }
    }
    return branches.map((items) => ({ items }))
  }

  #item(): PatternItem | undefined {
    const from = this.#at
    const char = this.#pattern[this.#at]!
    if (char === '^' || char === '$') {
      this.#at++
      return undefined
    }
    if (char === '(') return this.#group(from)
    const set = char === '[' ? this.#class() : char === '\\' ? this.#escape() : this.#character()
    const [min, max] = this.#quantifier()
    return set && { kind: 'set', set, min, max, from, to: this.#at }
  }

  #group(from: number): PatternItem | undefined {
    this.#at++
    const head = /^\?(?:[:=!]|<[=!]|<[^>]*>)/.exec(this.#pattern.slice(this.#at))?.[0] ?? ''
    this.#at += head.length
    const of = this.branches()
    this.#at++
    const [min, max] = this.#quantifier()
    // What looks ahead or back takes nothing, and its repetitions count like others.
    const looks = /^\?<?[=!]$/.test(head)
    return group(of, looks ? 0 : min, max, from, this.#at)
  }

  #character(): CharacterSet {
    const set = this.#pattern[this.#at] === '.' ? everything() : emptySet()
    if (this.#pattern[this.#at] !== '.') addCharacter(set, this.#pattern.charCodeAt(this.#at))
    this.#at++
    return set
  }

  /** An escape outside of brackets; undefined for one that takes no character. */
  #escape(): CharacterSet | undefined {
    const letter = this.#pattern[this.#at + 1] ?? ''
    if (letter === 'b' || letter === 'B') {
      this.#at += 2
      return undefined
    }
    if (/[1-9k]/.test(letter))
      throw new KinetailError('config', text.format.patternRefers(this.#pattern, this.#at))
    const set = emptySet()
    this.#escaped(set)
    return set
  }

  /** Adds what the escape at the cursor stands for; returns its code, -1 for a class. */
  #escaped(set: CharacterSet): number {
    const letter = this.#pattern[this.#at + 1] ?? ''
    const known = classSet(letter)
    if (known) {
      addSet(set, known)
      this.#at += 2
      return -1
    }
    const hex = /^\\(?:x([0-9a-f]{2})|u([0-9a-f]{4}))/i.exec(this.#pattern.slice(this.#at, this.#at + 6))
    const code = hex ? Number.parseInt(hex[1] ?? hex[2]!, 16) : (ESCAPED[letter] ?? letter.charCodeAt(0))
    this.#at += hex ? hex[0].length : 2
    addCharacter(set, code)
    return code
  }

  #class(): CharacterSet {
    const set = emptySet()
    this.#at++
    const isInverted = this.#pattern[this.#at] === '^'
    if (isInverted) this.#at++
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ']') {
      const first = this.#member(set)
      if (this.#pattern[this.#at] === '-' && this.#pattern[this.#at + 1] !== ']' && first >= 0) {
        this.#at++
        const last = this.#member(set)
        if (last >= 0) addRange(set, first, last)
      }
    }
    this.#at++
    return isInverted ? inverted(set) : set
  }

  #member(set: CharacterSet): number {
    if (this.#pattern[this.#at] === '\\') return this.#escaped(set)
    const code = this.#pattern.charCodeAt(this.#at++)
    addCharacter(set, code)
    return code
  }

  #quantifier(): [min: number, max: number] {
    const match = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#pattern.slice(this.#at, this.#at + 24))
    if (!match) return [1, 1]
    this.#at += match[0].length
    if (match[1] !== undefined)
      return [match[1] === '+' ? 1 : 0, match[1] === '?' ? 1 : Number.POSITIVE_INFINITY]
    const min = Number(match[2])
    return [min, match[3] === '' ? min : match[4] === '' ? Number.POSITIVE_INFINITY : Number(match[4])]
  }
}
