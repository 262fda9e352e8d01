import { Explainer } from './explainer.ts'
import type { FailureGroup } from './failure-groups.ts'
import { type Fix, type Fixer, strip } from './fix.ts'

/** A fix, and on how many lines it was tried. */
export interface GroupFix {
  readonly fix: Fix
  readonly tried: number
  readonly parsed: number
}

/** Lines of a group whose own fix is tried on the others. */
const CANDIDATES = 3

/** The fix that makes most of a group's lines parse, tried on each of its samples; one that keeps them as mere text comes last. */
export function groupFix({ samples }: FailureGroup, fixer: Fixer): GroupFix | undefined {
  const step = Math.max(1, Math.floor(samples.length / CANDIDATES))
  const chosen = samples.filter((_, i) => i % step === 0).slice(0, CANDIDATES)
  const fixes = chosen.flatMap((line) => fixer.fix(line) ?? [])
  const tried = fixes.map((fix): GroupFix => {
    const explainer = new Explainer(fix.spec)
    const parsed = samples.filter((line) => explainer.explain(strip(line, fix)).fate === 'parsed').length
    return { fix, tried: samples.length, parsed }
  })
  return tried.reduce<GroupFix | undefined>(
    (best, one) => (best && rank(best) >= rank(one) ? best : one),
    undefined,
  )
}

function rank({ fix, parsed, tried }: GroupFix): number {
  return fix.kind === 'text' ? parsed / tried - 1 : parsed / tried
}
