import { z } from 'zod'
import { KinetailError, messageOf } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'

/** A value that `read` understands, from a file (string or number), a flag or a variable; its complaint becomes the issue. */
export function written<Output>(read: (value: string) => Output): z.ZodType<Output> {
  return z.union([z.string(), z.number()]).transform((value, context) => {
    try {
      return read(String(value).trim())
    } catch (error) {
      context.addIssue({ code: 'custom', message: messageOf(error) })
      return z.NEVER
    }
  })
}

export function wholeNumber(least: number, most: number): z.ZodType<number> {
  return written((value) => {
    if (/^\d+$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value)
    throw new KinetailError('config', text.config.notInRange(value, least, most))
  })
}

const TRUE_WORDS = ['true', '1', 'yes', 'on']
const FALSE_WORDS = ['false', '0', 'no', 'off']
/** A boolean, or what an environment variable can say of one. */
export const truth: z.ZodType<boolean> = z
  .union([z.boolean(), z.enum([...TRUE_WORDS, ...FALSE_WORDS])])
  .transform((value) => value === true || TRUE_WORDS.includes(String(value)))

/** The longest that a timer of Node waits, in ms (24.8 days): a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** A duration that a timer can wait, from `leastMs`. */
export function duration(leastMs: number): z.ZodType<number> {
  return written((value) => {
    const ms = parseDuration(value)
    if (ms >= leastMs && ms <= LONGEST_TIMER_MS) return ms
    throw new KinetailError('config', text.base.durationOutOfRange(value, `${leastMs}ms`, '24d'))
  })
}

/** One of some words; the complaint names them. */
export function oneOf<const Choices extends readonly string[]>(choices: Choices): z.ZodType<Choices[number]> {
  return z.enum(choices, { error: (issue) => text.config.badChoice(issue.input, choices) })
}

export const name: z.ZodType<string> = z.string().min(1, { error: () => text.config.emptyWord })
