import type { Reading } from './format-part.ts'

/**
 * Conversions of strftime(3) that stand for others, in the C locale, in which httpd runs (ISO C 7.27.3.5; %D, %F, %R, %T, %k, %l, %P
 * and %s as the GNU library has them).
 */
const MEANS: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  n: '\n',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  t: '\t',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}

/** What a reader of times knows (`pattern-time.ts`); `3` and `6` are httpd's own msec_frac and usec_frac. */
const KNOWN = 'aAbBCdegGHIjklmMpPsSuUVwWyYzZ%36'

/** All that may follow the % in `%{…}t`, for messages. */
export const CONVERSIONS: readonly string[] = [...KNOWN.replace(/[%36]/g, ''), ...Object.keys(MEANS)].map(
  (letter) => `%${letter}`,
)

/**
 * A pattern with every conversion written out: no composite ones, no flags, no modifiers. Null where a conversion is unknown.
 * `%-d` and `%_d` are read like `%e`, which may be one digit or have a space before it.
 */
export function expandPattern(pattern: string): string | null {
  let expanded = ''
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] !== '%') {
      expanded += pattern[i]
      continue
    }
    const match = /^%([-_0^#]*)[EO]?([A-Za-z%36])/.exec(pattern.slice(i))
    if (!match) return null
    const letter = match[2]!
    i += match[0].length - 1
    if (MEANS[letter] !== undefined) expanded += MEANS[letter]
    else if (!KNOWN.includes(letter)) return null
    else
      expanded += /[-_]/.test(match[1]!) && UNPADDED[letter] !== undefined ? UNPADDED[letter] : `%${letter}`
  }
  return expanded
}

/** Conversions that read one or two digits instead of exactly two. */
const UNPADDED: Readonly<Record<string, string>> = { d: '%e', H: '%k', I: '%l', m: '%f', M: '%i', S: '%o' }

/** What a pattern is read as: the bytes before and after the time, and the reader for it. */
export interface TimePlan {
  readonly before: string
  readonly core: string
  readonly after: string
  readonly reading: Extract<Reading, 'clf_time' | 'iso_time' | 'epoch_time' | 'pattern_time' | 'integer'>
  /** True when it tells an instant, up to the zone: UTC is assumed where there is none. */
  readonly isWhole: boolean
}

const CLF = '%d/%b/%Y:%H:%M:%S %z'
const ISO = /^%Y([-/])%m\1%d[T _]%H:%M(?::%S(?:[.,]%[36])?)? ?(?:%z|Z)?$/
const EPOCH = /^%s(?:\.?%[36])?$/

/** Chooses the reader for an expanded pattern. Null where it cannot be read back: digits of open length beside other digits. */
export function planTime(expanded: string): TimePlan | null {
  const match = /^((?:[^%]|%%)*)(%[^%](?:.*%[^%])?Z?)?((?:[^%]|%%)*)$/s.exec(expanded)
  const core = match?.[2]
  if (!match || core === undefined) return null
  const around = { before: plain(match[1]!), core, after: plain(match[3]!) }
  if (core === CLF) return { ...around, reading: 'clf_time', isWhole: true }
  if (ISO.test(core)) return { ...around, reading: 'iso_time', isWhole: true }
  if (EPOCH.test(core)) return { ...around, reading: 'epoch_time', isWhole: true }
  if (core === '%3' || core === '%6') return { ...around, reading: 'integer', isWhole: false }
  if (/%[sekluwfioZ](?:%[^%aAbBpPzZ]|\d)/.test(core)) return null
  return { ...around, reading: 'pattern_time', isWhole: isWhole(core) }
}

function plain(literal: string): string {
  return literal.replaceAll('%%', '%')
}

function isWhole(core: string): boolean {
  const letters = new Set([...core.replaceAll('%%', '').matchAll(/%(.)/gs)].map((match) => match[1]!))
  const any = (...some: readonly string[]): boolean => some.some((letter) => letters.has(letter))
  if (any('s')) return true
  const date = any('Y', 'y') && (any('j') || (any('m', 'f', 'b', 'B') && any('d', 'e')))
  return date && (any('H', 'k') || (any('I', 'l') && any('p', 'P'))) && any('M', 'i')
}
