import type { TokenMatcher } from './token-match.ts'

/** One change of a format string: a field added for a piece of the line, left out, or replaced by another. */
export interface Change {
  readonly kind: 'added' | 'dropped' | 'replaced'
  /** What the format had, or has now for `added`. */
  readonly written: string
  /** What it has now for `replaced`. */
  readonly by?: string
}

export interface Alignment {
  readonly tokens: readonly string[]
  readonly changes: readonly Change[]
  readonly cost: number
}

const DROP = 1
const ADD = 1.2
const REPLACE = 1.5

/** How the next pieces of both are taken. */
interface Step {
  readonly cost: number
  readonly move: 'match' | 'replaced' | 'dropped' | 'added'
}

/**
 * The cheapest way to make a format's pieces fit those of a line, by the usual table of edit distances.
 * @param fieldFor writes a field for a piece that no field of the format reads, by its number in the line from 1
 */
export function align(
  format: readonly string[],
  line: readonly string[],
  matcher: TokenMatcher,
  fieldFor: (number: number, token: string) => string,
): Alignment {
  const width = line.length + 1
  const steps: Step[] = new Array((format.length + 1) * width)
  for (let f = format.length; f >= 0; f--) {
    for (let t = line.length; t >= 0; t--) {
      const choices: Step[] = []
      if (f < format.length && t < line.length) {
        const rest = steps[(f + 1) * width + t + 1]!.cost
        const cost = matcher.cost(format[f]!, line[t]!)
        if (cost < REPLACE) choices.push({ move: 'match', cost: rest + cost })
        choices.push({ move: 'replaced', cost: rest + REPLACE })
      }
      if (f < format.length) choices.push({ move: 'dropped', cost: steps[(f + 1) * width + t]!.cost + DROP })
      if (t < line.length) choices.push({ move: 'added', cost: steps[f * width + t + 1]!.cost + ADD })
      steps[f * width + t] = choices.reduce(
        (a, b) => (b.cost < a.cost ? b : a),
        choices[0] ?? { move: 'match', cost: 0 },
      )
    }
  }
  return follow(format, line, steps, fieldFor)
}

function follow(
  format: readonly string[],
  line: readonly string[],
  steps: readonly Step[],
  fieldFor: (number: number, token: string) => string,
): Alignment {
  const tokens: string[] = []
  const changes: Change[] = []
  let f = 0
  let t = 0
  while (f < format.length || t < line.length) {
    const { move } = steps[f * (line.length + 1) + t]!
    const field = move === 'added' || move === 'replaced' ? fieldFor(t + 1, line[t]!) : format[f]!
    if (move !== 'dropped') tokens.push(field)
    if (move === 'added') changes.push({ kind: move, written: field })
    if (move === 'dropped') changes.push({ kind: move, written: format[f]! })
    if (move === 'replaced') changes.push({ kind: move, written: format[f]!, by: field })
    if (move !== 'added') f++
    if (move !== 'dropped') t++
  }
  return { tokens, changes, cost: steps[0]!.cost }
}
