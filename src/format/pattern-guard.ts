import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { type PatternItem, type PatternNode, parsePattern } from './pattern-parse.ts'
import { intersects, isEverything } from './pattern-set.ts'

/** A repetition of more than this counts as one without end. */
const MANY = 16
/**
 * Longest line in characters that is matched, by the degree of the pattern: a line of n characters takes up to about n^degree steps, and these
 * keep that below 10^8, about a second.
 */
const LONGEST: readonly number[] = [65_536, 65_536, 8192, 460]

/**
 * Refuses patterns that can take for ever: JavaScript's engine goes back and tries again, and where a text can be divided among
 * repetitions in many ways it tries them all. Repetitions within repetitions are exponential, so no limit of length helps;
 * repetitions after each other are polynomial, and what they may take is bounded by the length of the line.
 * @returns the longest line, in characters, that may be matched
 */
export function guardPattern(pattern: string): number {
  const node = parsePattern(pattern)
  refuseNested(node, pattern)
  const degree = degreeOf(node, true)
  const longest = LONGEST[degree]
  if (longest === undefined)
    throw new KinetailError('config', text.format.patternTooWide(pattern, degree, LONGEST.length - 1))
  return longest
}

function refuseNested(node: PatternNode, pattern: string): void {
  for (const one of node.items) {
    if (one.kind === 'set') continue
    if (one.max > MANY && varies(one.of) && !isDelimited(one.of))
      throw new KinetailError(
        'config',
        text.format.patternNested(pattern, one.from, pattern.slice(one.from, one.to)),
      )
    if (one.max > 1) {
      const firsts = one.of.map((branch) => branch.items[0]?.set)
      for (const [i, a] of firsts.entries())
        for (const b of firsts.slice(i + 1))
          if (one.max > MANY && (a === undefined || b === undefined || intersects(a, b)))
            throw new KinetailError(
              'config',
              text.format.patternNested(pattern, one.from, pattern.slice(one.from, one.to)),
            )
    }
    for (const branch of one.of) refuseNested(branch, pattern)
  }
}

/** True when what is repeated can be of several lengths. */
function varies(branches: readonly PatternNode[]): boolean {
  return branches.some((branch) =>
    branch.items.some((one) => one.min !== one.max || (one.kind === 'group' && varies(one.of))),
  )
}

/** True when each turn begins, or ends, with one character that is nowhere else in it: then there is one way to divide the text. */
function isDelimited(branches: readonly PatternNode[]): boolean {
  if (branches.length !== 1) return false
  const { items } = branches[0]!
  return [0, items.length - 1].some((place) => {
    const edge = items[place]
    if (edge?.kind !== 'set' || edge.min !== 1 || edge.max !== 1) return false
    return items.every((one, i) => i === place || !intersects(one.set, edge.set))
  })
}

/** Items in a row: groups that stand once, without a choice, are their items. */
function flat(node: PatternNode): PatternItem[] {
  return node.items.flatMap((one) =>
    one.kind === 'group' && one.of.length === 1 && one.min === 1 && one.max === 1 ? flat(one.of[0]!) : [one],
  )
}

/** How many repetitions in a row can share a text. */
function degreeOf(node: PatternNode, isWhole = false): number {
  let most = 0
  let chain = 0
  let last: Uint8Array | undefined
  const items = flat(node)
  for (const [i, one] of items.entries()) {
    const isLong = one.max > MANY || (one.kind === 'group' && one.of.some((branch) => degreeOf(branch) > 0))
    // At the very end nothing can fail behind it.
    if (isWhole && isLong && i === items.length - 1 && isEverything(one.set)) continue
    if (!isLong) {
      if (last && one.min > 0 && !intersects(one.set, last)) chain = 0
      continue
    }
    const inner = one.kind === 'group' ? Math.max(1, ...one.of.map((branch) => degreeOf(branch))) : 1
    chain = chain > 0 && last && intersects(one.set, last) ? chain + inner : inner
    last = one.set
    most = Math.max(most, chain)
  }
  return most
}
