import { z } from 'zod'
import { KinetailError, messageOf } from '../base/errors.ts'
import { parseSize } from '../base/units.ts'
import { eventRules, type MultilineSpec, PRESETS } from '../format/multiline/multiline.ts'
import { MATCH_NAMES, MATCH_SYNONYMS } from '../format/multiline/pattern-joiner.ts'
import { SCHEMA_NAMES } from '../format/shape/shape-options.ts'
import { AUTO, FORMAT_TYPES } from '../format/types.ts'
import { language, text } from '../messages/messages.ts'
import { COMPRESSION_NAMES, PACK_NAMES, queueRecords } from '../sink/kinesis/pack-options.ts'
import { ALERT_KEYS, alertRules, notifiers } from './alert-schema.ts'
import { readDashboard } from './dashboard-address.ts'
import { multilineOf } from './multiline-of.ts'
import type { LogInput, SettingName, Settings } from './settings.ts'
import { add, redact, rules, sample } from './shape-schema.ts'
import { duration, name, oneOf, truth, wholeNumber, written } from './value-schemas.ts'

/** Something wrong with a value: where (keys and indexes from the top), and the sentence. */
export interface SettingIssue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** PutRecords takes 500 records at the most (Amazon Kinesis Data Streams API reference). */
const MOST_ENTRIES = 500

/** More threads than this only wait for each other on any machine known. */
const MOST_WORKERS = 64

const MATCHES = [...MATCH_NAMES, ...Object.keys(MATCH_SYNONYMS)]
/** An event of more lines is no event any more. */
const MOST_EVENT_LINES = 100_000

/** A duration that stays as it was written: what `--log-files` says is checked twice, and must mean the same the second time. */
const writtenDuration = z.union([z.string(), z.number()]).superRefine((value, context) => {
  const { error } = duration(LEAST_FLUSH_MS).safeParse(value)
  for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message })
})

/** Files are looked at 20 times a second: a shorter pause would be none. */
const LEAST_FLUSH_MS = 10

const joining = {
  preset: oneOf(PRESETS).optional(),
  pattern: name.optional(),
  match: oneOf(MATCHES).optional(),
  flush: writtenDuration.optional(),
  max_lines: wholeNumber(1, MOST_EVENT_LINES).optional(),
}

/** Which lines belong together: an object, or the name of a preset alone. */
const multiline = z.preprocess(
  (value) => (typeof value === 'string' ? { preset: value } : value),
  z.union([z.literal(false), z.strictObject(joining).superRefine(refuseWrongRules)]),
)

function refuseWrongRules(spec: MultilineSpec, context: z.RefinementCtx): void {
  try {
    // The preset of containers is one, too; whether it fits the type shows where both are known.
    eventRules(spec, 'cri')
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) })
  }
}

/** What an input may have of its own, and all together. */
const SHAPING = {
  keep: rules.optional(),
  drop: rules.optional(),
  sample: sample.optional(),
  add: add.optional(),
  redact: redact.optional(),
}

const logInput = z.strictObject({
  path: name,
  type: oneOf([...FORMAT_TYPES, AUTO]).default(AUTO),
  format: name.optional(),
  pattern: name.optional(),
  patterns: z.record(name, name).optional(),
  multiline: multiline.optional(),
  ...SHAPING,
})

const logFiles = z.preprocess(
  (value) => (isObject(value) ? [value] : value),
  z.array(logInput).min(1, { error: () => text.config.emptyList }),
)

const streamName = z
  .string()
  .regex(/^[a-zA-Z0-9_.-]{1,128}$/, { error: (issue) => text.config.badStreamName(String(issue.input)) })

const partitionKey = z.string().refine((value) => /^(?:auto|file|host|random|field:.+)$/.test(value), {
  error: (issue) => text.config.badPartitionKey(String(issue.input)),
})

const workers = written((value): 'auto' | number => {
  if (value === 'auto') return value
  if (/^\d+$/.test(value) && Number(value) <= MOST_WORKERS) return Number(value)
  throw new KinetailError('config', text.config.badWorkers(value, MOST_WORKERS))
})

const rate = written((value) => {
  const number = Number(/^(\d+(?:\.\d+)?)(?:\/s)?$/.exec(value)?.[1])
  if (number > 0 && number <= 1_000_000) return number
  throw new KinetailError('config', text.config.badRate(value))
})

/** A part of all, as `0.5%` or `0.5`; read as a fraction. */
const percent = written((value) => {
  const number = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(value)?.[1])
  if (number >= 0 && number <= 100) return number / 100
  throw new KinetailError('config', text.config.badPercent(value))
})

/** `true`, a port, or a host and a port. */
const dashboard = z.union([z.boolean(), z.string(), z.number()]).transform((value, context) => {
  try {
    return readDashboard(String(value).trim())
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) })
    return z.NEVER
  }
})

/** What may stand in a header and in an address as it is (RFC 6750), and is too long to be guessed. */
const dashboardToken = z.string().regex(/^[\w.~+/-]{16,256}$/, { error: () => text.config.badToken })

/** Names of namespaces, and those that are the services' (PutMetricData, API reference). `true` is the default name. */
const namespace = z.union([z.boolean(), z.string()]).transform((value, context) => {
  const written = String(value).trim()
  if (['false', 'no', 'off'].includes(written)) return undefined
  if (['true', 'yes', 'on'].includes(written)) return 'kinetail'
  if (/^(?!:|AWS\/)[\w.\-/#: ]{1,255}$/.test(written)) return written
  context.addIssue({ code: 'custom', message: text.config.badNamespace(written) })
  return z.NEVER
})

const settings = z.strictObject({
  stream_name: streamName.optional(),
  region: name.optional(),
  endpoint_url: name.optional(),
  profile: name.optional(),
  local: truth.default(false),
  log_files: logFiles.optional(),
  multiline_preset: joining.preset,
  multiline_pattern: joining.pattern,
  multiline_match: joining.match,
  multiline_flush: duration(LEAST_FLUSH_MS).optional(),
  multiline_max_lines: joining.max_lines,
  start: oneOf(['end', 'beginning', 'checkpoint']).optional(),
  resume_from_checkpoint: truth.default(false),
  checkpoint_dir: name.optional(),
  once: truth.default(false),
  duration: duration(0).optional(),
  create_stream: truth.default(false),
  shard_count: wholeNumber(1, 10_000).default(2),
  batch_size: wholeNumber(1, MOST_ENTRIES).default(MOST_ENTRIES),
  batch_timeout: duration(0).default(5_000),
  queue_maxsize: wholeNumber(1, 10_000_000).optional(),
  parse_workers: workers.default('auto'),
  partition_key: partitionKey.default('auto'),
  strict_order: truth.default(false),
  adaptive: truth.default(true),
  target_latency: duration(1).optional(),
  target_errors: percent.optional(),
  pacing: truth.default(true),
  pack: oneOf(PACK_NAMES).optional(),
  compress: oneOf(COMPRESSION_NAMES).optional(),
  sender: z.enum(['own', 'sdk']).default('own'),
  wire: z.enum(['json', 'cbor']).default('json'),
  metadata: truth.default(true),
  host: name.optional(),
  dead_letter: name.optional(),
  ship_unparsed: truth.default(false),
  schema: oneOf(SCHEMA_NAMES).default('kinetail'),
  ...SHAPING,
  max_line: written((value) => parseSize(value)).optional(),
  dashboard: dashboard.optional(),
  dashboard_token: dashboardToken.optional(),
  cloudwatch_metrics: namespace.optional(),
  cloudwatch_interval: duration(1_000).default(60_000),
  alerts: alertRules.optional(),
  notifiers: notifiers.optional(),
  stats_interval: duration(10).default(30_000),
  request_timeout: duration(1).default(15_000),
  shutdown_timeout: duration(0).default(30_000),
  generate_test_logs: truth.default(false),
  generate_rate: rate.default(30),
  json: truth.default(false),
})

/** What depends on several settings. */
const wholeSettings = settings
  .superRefine(({ alerts, notifiers: known = {} }, context) => {
    const names = Object.keys(known)
    for (const [i, { notify = [] }] of (alerts ?? []).entries())
      for (const [j, one] of notify.entries())
        if (!names.includes(one))
          context.addIssue({
            code: 'custom',
            path: ['alerts', i, 'notify', j],
            message: text.alert.noNotifier(one, names),
          })
  })
  .superRefine(({ wire, sender }, context) => {
    if (wire === 'cbor' && sender === 'sdk')
      context.addIssue({ code: 'custom', path: ['wire'], message: text.config.wireOfSdk })
  })
  .superRefine((checked, context) => {
    const spec = multilineOf(checked)
    if (spec !== undefined) refuseWrongRules(spec, context)
  })
  .superRefine((checked, context) => {
    for (const goal of ['target_latency', 'target_errors'] as const)
      if (!checked.adaptive && checked[goal] !== undefined)
        context.addIssue({ code: 'custom', path: [goal], message: text.config.goalOfFixed(goal) })
  })
  .superRefine(({ pack, compress }, context) => {
    if (compress === undefined || pack === undefined || pack === 'lines') return
    context.addIssue({
      code: 'custom',
      path: ['compress'],
      message: text.config.compressNeedsLines(compress, pack),
    })
  })
  .transform((checked) => {
    const { compress, pack = compress === undefined ? 'single' : 'lines' } = checked
    const records = queueRecords(pack !== 'single', checked.pacing)
    return { ...checked, pack, queue_maxsize: checked.queue_maxsize ?? records }
  })

export const SETTING_NAMES: readonly SettingName[] = Object.keys(settings.shape) as SettingName[]

/** Checks merged raw values (strings of flags and variables, values of a file). Returns settings, or everything wrong. */
export function checkSettings(raw: Readonly<Record<string, unknown>>): Settings | SettingIssue[] {
  return check<Settings>(wholeSettings, raw)
}

/** Checks the value of `--log-files`. */
export function checkLogFiles(raw: unknown): readonly LogInput[] | SettingIssue[] {
  return check<readonly LogInput[]>(logFiles, raw)
}

export function isIssues(value: unknown): value is SettingIssue[] {
  return Array.isArray(value) && value.length > 0 && 'message' in (value[0] as object)
}

/** JSON Schema of a configuration file, for editors (`kinetail config schema`). */
export function settingsJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(settings, { io: 'input' }) as { properties: Record<string, object> }
  for (const [key, property] of Object.entries(schema.properties)) {
    const description = text.config.settings[key as SettingName]
    schema.properties[key] = { description, ...property }
  }
  describeKeys((schema.properties['alerts'] as JsonSchema).items, text.alert.words)
  describeKeys((schema.properties['notifiers'] as JsonSchema).additionalProperties, text.alert.notifierWords)
  return { title: 'kinetail', ...schema }
}

interface JsonSchema {
  readonly properties?: Record<string, object>
  readonly items?: JsonSchema
  readonly additionalProperties?: JsonSchema
}

function describeKeys(schema: JsonSchema | undefined, words: Readonly<Record<string, string>>): void {
  const properties = schema?.properties ?? {}
  for (const [key, property] of Object.entries(properties))
    properties[key] = { description: words[key], ...property }
}

function check<Output>(schema: z.ZodType, raw: unknown): Output | SettingIssue[] {
  z.config(language === 'ko' ? z.locales.ko() : z.locales.en())
  const result = schema.safeParse(raw)
  if (result.success) return result.data as Output
  return result.error.issues.flatMap((issue): SettingIssue[] => {
    // A key nobody knows is reported at the key itself.
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: text.config.unknownKey(key, nearestKey(key)),
      }))
    return [{ path: issue.path, message: issue.message }]
  })
}

const LOG_INPUT_KEYS = ['path', 'type', 'format', 'pattern', 'patterns', 'multiline']

/** The known key that a mistyped one most resembles: the same letters but for case, hyphens and underscores. */
function nearestKey(key: string): string | undefined {
  const bare = (word: string): string => word.toLowerCase().replace(/[-_]/g, '')
  return [...SETTING_NAMES, ...LOG_INPUT_KEYS, ...Object.keys(joining), ...ALERT_KEYS].find(
    (known) => bare(known) === bare(key),
  )
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
