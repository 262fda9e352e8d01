import type { AlertMessage } from '../alert/message.ts'
import type { AbsentRule, AlertRule, MatchRule, RateRule, RuleCommon, SqlRule } from '../alert/rule.ts'

const COMMON: Omit<RuleCommon, 'name'> = {
  severity: 'warning',
  key: [],
  cooldownMs: 60_000,
  recovery: true,
  maxGroups: 100,
}

type Own<Rule extends AlertRule> = Partial<Omit<Rule, 'kind'>>

export function matchRule(rule: Own<MatchRule> & Pick<MatchRule, 'match'>): MatchRule {
  return { ...COMMON, name: 'match', kind: 'match', count: 1, windowMs: 60_000, ...rule }
}

export function absentRule(rule: Own<AbsentRule>): AbsentRule {
  return { ...COMMON, name: 'absent', kind: 'absent', absentMs: 60_000, cooldownMs: 0, ...rule }
}

export function rateRule(rule: Own<RateRule>): RateRule {
  return {
    ...COMMON,
    name: 'rate',
    kind: 'rate',
    windowMs: 60_000,
    compareMs: 3_600_000,
    least: 20,
    forMs: 0,
    ...rule,
  }
}

export function sqlRule(rule: Own<SqlRule> & Pick<SqlRule, 'sql'>): SqlRule {
  return { ...COMMON, name: 'sql', kind: 'sql', windowMs: 60_000, everyMs: 1000, forMs: 0, ...rule }
}

/** What was told, short: `12 firing match web-1`, with the second at which it was. */
export function told(messages: readonly AlertMessage[], start: number): string[] {
  return messages.map(({ at, status, rule, key }) =>
    [(Date.parse(at) - start) / 1000, status, rule, ...Object.values(key)].join(' '),
  )
}
