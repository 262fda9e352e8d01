import { z } from 'zod'
import { KinetailError, messageOf } from '../base/errors.ts'
import { checkPattern, expressionOf } from '../format/shape/field-tests.ts'
import { CLIENT_ADDRESSES } from '../format/shape/redaction.ts'
import type { RedactOptions, Rule, SampleOptions } from '../format/shape/shape-options.ts'
import { text } from '../messages/messages.ts'

/** What kinetail writes itself, and reads again: it can be neither hidden nor added. */
const OWN = ['timestamp', 'log_type', 'event_id']

type Context = { addIssue(issue: { code: 'custom'; message: string }): void }

/** Runs a check whose complaint becomes the issue. */
function checked<Value>(check: (value: Value) => void) {
  return (value: Value, context: Context): void => {
    try {
      check(value)
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) })
    }
  }
}

/** A flag or variable has one text for what a file has as a list or object: JSON, or `plain` words. */
function fromText(name: string, plain?: (written: string) => unknown) {
  return (value: unknown): unknown => {
    if (typeof value !== 'string') return value
    if (!/^\s*[{[]/.test(value)) {
      if (plain !== undefined) return plain(value)
    } else {
      try {
        return JSON.parse(value)
      } catch {
        // A rule may begin with a bracket of its own; what it is, its reader says.
      }
    }
    throw new KinetailError('config', text.shape.badJson(name, value))
  }
}

/** The same for zod: what cannot be read becomes an issue. */
function reading<Output>(read: (value: unknown) => unknown, schema: z.ZodType): z.ZodType<Output> {
  return z.preprocess((value, context) => {
    try {
      return read(value)
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) })
      return z.NEVER
    }
  }, schema) as unknown as z.ZodType<Output>
}

const listed = (value: unknown): unknown => (Array.isArray(value) || value === undefined ? value : [value])

const word = z.string().min(1, { error: () => text.config.emptyWord })
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const scalars = z.array(scalar)
const fieldTest = z.union([scalar, scalars, z.record(word, z.union([scalar, scalars]))])
const rule = z
  .union([word, z.record(word, fieldTest)])
  .superRefine(checked((value) => void expressionOf(value as Rule)))

/** Rules of `keep` and `drop`: one, or a list. */
export const rules: z.ZodType<readonly Rule[]> = reading(
  (value) => listed(typeof value === 'string' && !/^\s*[{[]/.test(value) ? value : fromText('keep')(value)),
  z.array(rule).min(1, { error: () => text.config.emptyList }),
)

const rate = z.union([z.number(), z.string()]).transform((value, context) => {
  const match = typeof value === 'string' ? /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(value.trim()) : null
  const number =
    typeof value === 'number' ? value : match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN
  if (number >= 0 && number <= 1) return number
  context.addIssue({ code: 'custom', message: text.shape.badSampleRate(String(value)) })
  return z.NEVER
})

/** Sampling: one, or a list of which the first that a record fits decides. */
export const sample: z.ZodType<readonly SampleOptions[]> = reading(
  (value) => listed(fromText('sample', sampleWords)(value)),
  z
    .array(z.strictObject({ rate, by: word, where: rule.optional() }))
    .min(1, { error: () => text.config.emptyList }),
)

/** `10% by ip_address`, `0.1 by ip_address where status_code < 400`. */
function sampleWords(written: string): Partial<SampleOptions> | { rate: string } {
  const match = /^\s*(\S+)\s+by\s+(\S+)(?:\s+where\s+(.+))?\s*$/is.exec(written)
  if (!match) throw new KinetailError('config', text.shape.badSample(written))
  const [, part, by, where] = match
  return { rate: part!, by: by!, ...(where === undefined ? {} : { where }) }
}

/** Fields to add. */
export const add: z.ZodType<Readonly<Record<string, string | number | boolean>>> = reading(
  fromText('add', addWords),
  z.record(word, z.union([z.string(), z.number(), z.boolean()])).superRefine(
    checked((value) => {
      for (const name of Object.keys(value))
        if ([...OWN, 'host'].includes(name)) throw new KinetailError('config', text.shape.badAddName(name))
    }),
  ),
)

/** `env=prod,team=web`: a comma is the end of a value, so one with a comma is for JSON. */
function addWords(written: string): Record<string, string> {
  return Object.fromEntries(
    written.split(',').map((one) => {
      const at = one.indexOf('=')
      if (at <= 0) throw new KinetailError('config', text.shape.badAdd(written))
      return [one.slice(0, at).trim(), one.slice(at + 1)]
    }),
  )
}

const names = z.array(word).superRefine(
  checked((value) => {
    for (const name of value)
      if (OWN.includes(name)) throw new KinetailError('config', text.shape.ownField(name))
  }),
)

const bits = z.array(z.number()).superRefine(
  checked((value) => {
    const [v4 = -1, v6 = -1] = value
    const isRight = value.every(Number.isInteger) && v4 >= 0 && v4 <= 32 && v6 >= 0 && v6 <= 128
    if (value.length !== 2 || !isRight)
      throw new KinetailError('config', text.shape.badPrefix(JSON.stringify(value)))
  }),
)

const pattern = word.superRefine(checked((value) => void checkPattern(value)))

/** What is hidden: one object, or a list of them. */
export const redact: z.ZodType<readonly RedactOptions[]> = reading(
  (value) => listed(fromText('redact')(value)),
  z
    .array(
      z
        .strictObject({
          mask: names.optional(),
          remove: names.optional(),
          pseudonymise: names.optional(),
          key_env: word.optional(),
          key_file: word.optional(),
          ip: z.union([z.boolean(), names]).optional(),
          ip_prefix: bits.optional(),
          query: z.array(word).optional(),
          patterns: z.array(pattern).optional(),
        })
        .superRefine(
          checked((value) => {
            const { pseudonymise = [], key_env, key_file } = value
            if (pseudonymise.length > 0 && key_env === undefined && key_file === undefined)
              throw new KinetailError('config', text.shape.noKey)
            if (isEmpty(value as RedactOptions)) throw new KinetailError('config', text.shape.nothingToRedact)
          }),
        ),
    )
    .min(1, { error: () => text.config.emptyList }),
)

function isEmpty({
  mask = [],
  remove = [],
  pseudonymise = [],
  ip,
  query = [],
  patterns = [],
}: RedactOptions): boolean {
  const addresses = ip === true ? CLIENT_ADDRESSES : ip || []
  return [mask, remove, pseudonymise, addresses, query, patterns].every((one) => one.length === 0)
}
