import { z } from 'zod'
import { type Condition, compileCondition } from '../alert/condition.ts'
import { type NotifierSpec, WEBHOOK_SHAPES } from '../alert/notify/spec.ts'
import { type AlertRule, type RuleCommon, SEVERITIES } from '../alert/rule.ts'
import { messageOf } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { duration, name, oneOf, truth, wholeNumber } from './value-schemas.ts'

const DEFAULT_WINDOW_MS = 60_000
const DEFAULT_COOLDOWN_MS = 60_000
const DEFAULT_EVERY_MS = 1000
const DEFAULT_GROUPS = 100
const DEFAULT_TIMEOUT_MS = 10_000
/** Of a rate: lines below which twice as many says nothing. */
const DEFAULT_LEAST = 20
/** Windows that are kept of a rate at most: 7 days of 5 minutes. */
const MOST_WINDOWS = 2016

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const condition = z
  .union([name, z.record(name, z.union([scalar, z.array(scalar).min(1), z.record(name, scalar)]))])
  .superRefine((value, context) => {
    try {
      compileCondition(value)
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) })
    }
  })

const factor = z.number().positive()
const keys = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(name).max(8).default([]),
)

const shape = {
  name: z.string().regex(/^[^\p{C}]{1,100}$/u, { error: () => text.config.emptyWord }),
  severity: oneOf(SEVERITIES).default('warning'),
  message: name.optional(),
  key: keys,
  cooldown: duration(0).optional(),
  recovery: truth.default(true),
  notify: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(name).min(1).optional(),
  ),
  max_groups: wholeNumber(1, 10_000).default(DEFAULT_GROUPS),
  match: condition.optional(),
  count: wholeNumber(1, 10_000).optional(),
  sql: name.optional(),
  window: duration(1000).optional(),
  every: duration(100).optional(),
  for: duration(0).optional(),
  absent: duration(1000).optional(),
  where: condition.optional(),
  compare: duration(1000).optional(),
  above: factor.optional(),
  below: factor.optional(),
  least: wholeNumber(1, 1_000_000_000).optional(),
}

export const ALERT_KEYS: readonly string[] = [
  ...Object.keys(shape),
  'webhook',
  'command',
  'terminal',
  'timeout',
]

type Kind = AlertRule['kind']

/** Keys that say something in some kinds of rules only. */
const KEYS_OF: Readonly<Record<string, readonly Kind[]>> = {
  count: ['match'],
  every: ['sql'],
  for: ['sql', 'rate'],
  window: ['match', 'sql', 'rate'],
  where: ['absent', 'rate'],
  above: ['rate'],
  below: ['rate'],
  least: ['rate'],
}
/** The key by which a rule's kind is known. */
const MARKS: Readonly<Record<Kind, 'match' | 'sql' | 'absent' | 'compare'>> = {
  match: 'match',
  sql: 'sql',
  absent: 'absent',
  rate: 'compare',
}
const KINDS = Object.keys(MARKS) as Kind[]

const written = z.strictObject(shape)
type Written = z.output<typeof written>

const rule = written
  .superRefine((value, context) => {
    const issue = (path: string[], message: string): void =>
      context.addIssue({ code: 'custom', path, message })
    const kinds = KINDS.filter((kind) => value[MARKS[kind]] !== undefined)
    const [kind, second] = kinds
    if (kind === undefined) return issue([], text.alert.noKind)
    if (second !== undefined)
      return issue([MARKS[second]], text.alert.twoKinds(kinds.map((one) => MARKS[one])))
    for (const [key, allowed] of Object.entries(KEYS_OF))
      if (value[key as keyof Written] !== undefined && !allowed.includes(kind))
        issue(
          [key],
          text.alert.notOfKind(
            key,
            MARKS[kind],
            allowed.map((one) => MARKS[one]),
          ),
        )
    if (kind === 'sql' && value.window === undefined) issue(['sql'], text.alert.missing('window', 'sql'))
    if (kind === 'rate') checkRate(value, issue)
  })
  .transform((value, context): AlertRule => {
    const known = toRule(value)
    if (known) return known
    context.addIssue(text.alert.noKind)
    return z.NEVER
  })

function checkRate(value: Written, issue: (path: string[], message: string) => void): void {
  const { compare, window = DEFAULT_WINDOW_MS, above, below } = value
  if (above === undefined && below === undefined)
    issue(['compare'], text.alert.missing('above / below', 'compare'))
  if (compare! < window) issue(['compare'], text.alert.compareTooShort)
  if (compare! > window * MOST_WINDOWS) issue(['compare'], text.alert.rateTooFine)
}

function toRule(value: Written): AlertRule | undefined {
  const { window: windowMs = DEFAULT_WINDOW_MS, for: forMs = 0, where } = value
  const common: RuleCommon = {
    name: value.name,
    severity: value.severity,
    message: value.message,
    key: value.key,
    // What was absent is there again with its first line.
    cooldownMs: value.cooldown ?? (value.absent === undefined ? DEFAULT_COOLDOWN_MS : 0),
    recovery: value.recovery,
    notify: value.notify,
    maxGroups: value.max_groups,
  }
  if (value.match !== undefined)
    return { ...common, kind: 'match', match: value.match as Condition, count: value.count ?? 1, windowMs }
  if (value.sql !== undefined)
    return {
      ...common,
      kind: 'sql',
      sql: value.sql,
      windowMs,
      everyMs: value.every ?? DEFAULT_EVERY_MS,
      forMs,
    }
  if (value.absent !== undefined)
    return { ...common, kind: 'absent', absentMs: value.absent, where: where as Condition | undefined }
  if (value.compare === undefined) return undefined
  return {
    ...common,
    kind: 'rate',
    where: where as Condition | undefined,
    windowMs,
    compareMs: value.compare,
    above: value.above,
    below: value.below,
    least: value.least ?? DEFAULT_LEAST,
    forMs,
  }
}

/** `alerts:` of a configuration. */
export const alertRules: z.ZodType<AlertRule[]> = z.array(rule).superRefine((rules, context) => {
  const seen = new Set<string>()
  for (const [i, one] of rules.entries()) {
    if (seen.has(one.name))
      context.addIssue({ code: 'custom', path: [i, 'name'], message: text.alert.sameName(one.name) })
    seen.add(one.name)
  }
})

const webhook = z
  .string()
  .regex(/^(?:https?:\/\/[^\s/]+\S*|env:[A-Za-z_]\w*)$/, { error: () => text.alert.badUrl })
const topic = z.string().regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w.-]+$/, {
  error: (issue) => text.alert.badTopic(String(issue.input)),
})

const notifierShape = {
  terminal: z.literal(true).optional(),
  file: name.optional(),
  webhook: webhook.optional(),
  shape: oneOf(WEBHOOK_SHAPES).default('json'),
  sns: topic.optional(),
  endpoint_url: name.optional(),
  profile: name.optional(),
  command: z.array(name).min(1).optional(),
  timeout: duration(1).default(DEFAULT_TIMEOUT_MS),
}
const NOTIFIER_KINDS = ['terminal', 'file', 'webhook', 'sns', 'command'] as const

const notifier = z.strictObject(notifierShape).transform((value, context): NotifierSpec => {
  const kinds = NOTIFIER_KINDS.filter((kind) => value[kind] !== undefined)
  const timeoutMs = value.timeout
  if (kinds.length === 1) {
    if (value.terminal) return { kind: 'terminal' }
    if (value.file !== undefined) return { kind: 'file', file: value.file }
    if (value.webhook !== undefined)
      return { kind: 'webhook', webhook: value.webhook, shape: value.shape, timeoutMs }
    if (value.command !== undefined) return { kind: 'command', command: value.command, timeoutMs }
    if (value.sns !== undefined)
      return {
        kind: 'sns',
        sns: value.sns,
        endpointUrl: value.endpoint_url,
        profile: value.profile,
        timeoutMs,
      }
  }
  context.addIssue(text.alert.oneNotifierKind(NOTIFIER_KINDS))
  return z.NEVER
})

/** `notifiers:` of a configuration, by name. */
export const notifiers: z.ZodType<Record<string, NotifierSpec>> = z.record(name, notifier)
