import type { RuleState } from './board.ts'
import type { RuleRunner } from './rules/runner.ts'

/** Groups that are shown of a rule. */
const SHOWN = 50

/** Where a rule stands, for whoever watches. */
export function ruleState(
  runner: Pick<RuleRunner, 'rule' | 'groups'>,
  condition: string,
  lastError: string | null,
  messageOf: (key: string) => string | undefined,
): RuleState {
  let since: number | null = null
  let pending = false
  const firing: { key: string; since: number; count: number; message: string }[] = []
  for (const { key, phase, facts } of runner.groups()) {
    if (phase === undefined) continue
    if (phase.name === 'pending') {
      pending = true
      continue
    }
    since = Math.min(since ?? phase.since, phase.since)
    if (firing.length < SHOWN)
      firing.push({ key, since: phase.since, count: facts.count, message: messageOf(key) ?? condition })
  }
  const state = firing.length > 0 ? 'firing' : pending ? 'pending' : 'ok'
  return { name: runner.rule.name, state, condition, since, groups: firing, last_error: lastError }
}
