import { createHash } from 'node:crypto'
import { text } from '../messages/messages.ts'
import { describeCondition } from './condition.ts'
import { fieldOf, objectOf, written } from './field.ts'
import type { Happening } from './groups.ts'
import { moreCommand } from './more-command.ts'
import type { AlertRule, Severity } from './rule.ts'
import { render } from './template.ts'

/** What somebody is told. This is the JSON that files, webhooks and commands get; names stay as they are, in every language. */
export interface AlertMessage {
  /** The same for an alert and its end. */
  readonly id: string
  readonly status: 'firing' | 'recovered'
  readonly rule: string
  readonly severity: Severity
  /** What the rule watches, as it was written. */
  readonly condition: string
  /** The group, by key. */
  readonly key: Readonly<Record<string, string>>
  /** One sentence: the rule's own, or kinetail's. */
  readonly message: string
  /** ISO 8601, UTC: when it began to hold, and when this was said. */
  readonly since: string
  readonly at: string
  /** Lines that it is about so far. */
  readonly count: number
  /** At most 5 of each. */
  readonly hosts: readonly string[]
  readonly files: readonly string[]
  /** Of an `sql` rule the row of its answer, of a `rate` the counts; else null. */
  readonly values: Readonly<Record<string, unknown>> | null
  /** Records, as they are shipped. */
  readonly samples: readonly string[]
  /** A command that shows more; null where there is none. */
  readonly command: string | null
}

/** Where the records can be read again. */
export interface Origin {
  readonly stream?: string | undefined
  readonly region?: string | undefined
  readonly endpointUrl?: string | undefined
  /** Log files, where nothing is shipped. */
  readonly files?: readonly string[] | undefined
}

export interface MessageFacts extends Happening {
  readonly rule: AlertRule
  /** Of an `sql` rule: the condition of its SELECT. */
  readonly where?: string | undefined
}

export function messageOf(facts: MessageFacts, origin: Origin): AlertMessage {
  const { rule, group, what, at, since } = facts
  const { samples, count, hosts, files } = group.facts
  const message = {
    id: createHash('sha256')
      .update(JSON.stringify([rule.name, group.values, since]))
      .digest('hex')
      .slice(0, 16),
    status: what === 'fired' ? ('firing' as const) : ('recovered' as const),
    rule: rule.name,
    severity: rule.severity,
    condition: conditionOf(rule),
    key: group.values,
    since: new Date(since).toISOString(),
    at: new Date(at).toISOString(),
    count,
    hosts: [...hosts],
    files: [...files],
    values: group.row ?? null,
    samples: [...samples],
  }
  const own = what === 'recovered' ? overSentence(facts) : firedSentence(facts)
  const templated = rule.message === undefined || what === 'recovered' ? own : fill(rule.message, message)
  return { ...message, message: templated, command: moreCommand(facts, origin) ?? null }
}

/** What a rule watches, on one line. */
export function conditionOf(rule: AlertRule): string {
  if (rule.kind === 'match') return describeCondition(rule.match)
  if (rule.kind === 'sql') return rule.sql.replaceAll(/\s+/g, ' ').trim()
  if (rule.kind === 'absent') return text.alert.absentCondition(describeCondition(rule.where), rule.absentMs)
  return text.alert.rateCondition(describeCondition(rule.where), rule.windowMs, rule.compareMs)
}

function firedSentence({ rule, group, at, since }: MessageFacts): string {
  const { alert } = text
  const { facts, row, values } = group
  const where = alert.where(values, [...facts.hosts], [...facts.files])
  if (rule.kind === 'match') return alert.matched(facts.count, describeCondition(rule.match), where)
  if (rule.kind === 'absent')
    return alert.nothingCame(describeCondition(rule.where), at - since + rule.absentMs, where)
  if (rule.kind === 'rate')
    return alert.rateIs(Number(row?.['count']), Number(row?.['before']), rule.windowMs, rule.compareMs, where)
  const shown = Object.entries(row ?? {}).map(([name, value]) => `${name}=${written(value)}`)
  return alert.returned(shown.join(', '), rule.windowMs, alert.where({}, [...facts.hosts], [...facts.files]))
}

function overSentence({ rule, group, at, since }: MessageFacts): string {
  return text.alert.over(rule.name, Object.values(group.values).join(' | '), at - since, group.facts.count)
}

function fill(template: string, message: Omit<AlertMessage, 'message' | 'command'>): string {
  const record = objectOf(message.samples[0] ?? '')
  const known: Readonly<Record<string, unknown>> = {
    rule: message.rule,
    severity: message.severity,
    count: message.count,
    since: message.since,
    hosts: message.hosts.join(', '),
    host: message.hosts[0],
    files: message.files.join(', '),
    file: message.files[0],
    ...message.values,
    ...message.key,
  }
  return render(template, (name) => (Object.hasOwn(known, name) ? known[name] : fieldOf(record, name)))
}
