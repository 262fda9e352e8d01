import { KinetailError, messageOf } from '../base/errors.ts'
import { guardPattern } from '../format/pattern-guard.ts'
import { text } from '../messages/messages.ts'
import { fieldOf } from './field.ts'

/**
 * A test of one field as it is written: a value it equals, `>= 500`, `!= GET`, `/regex/`; several: one of them; operators with their values,
 * as in the rules of `keep` and `drop`: all of them.
 */
export type FieldTest = Scalar | readonly Scalar[] | Readonly<Record<string, Scalar>>
export type Scalar = string | number | boolean | null

/** What lines are meant: a text in the record's JSON, `/regex/` on it, or tests of fields that must all hold. */
export type Condition = string | Readonly<Record<string, FieldTest>>

/** A condition made ready. */
export interface Matcher {
  /** @param line the record's JSON on one line */
  matches(line: string): boolean
}

const REGEX = /^\/(.+)\/([imsu]*)$/s
const COMPARISON = /^(>=|<=|!=|>|<)\s*(.+)$/s

/** @throws KinetailError('config') for a regular expression that is wrong or could take for ever */
export function compileCondition(condition: Condition): Matcher {
  if (typeof condition === 'string') return textMatcher(condition)
  const tests = Object.entries(condition).flatMap(([field, test]) =>
    testsOf(field, test).map((one) => new FieldMatcher(field, one)),
  )
  return { matches: (line) => tests.every((test) => test.mayMatch(line)) && matchesAll(tests, line) }
}

/** The regular expression of `/…/flags`, or undefined where the text is none. */
export function regexOf(written: string): { readonly source: string; readonly flags: string } | undefined {
  const found = REGEX.exec(written)
  return found ? { source: found[1]!, flags: found[2]! } : undefined
}

/** Operators of a test, in the spelling of texts. */
const OPERATORS: Readonly<Record<string, string>> = {
  '=': '',
  '!=': '!= ',
  '<>': '!= ',
  '<': '< ',
  '<=': '<= ',
  '>': '> ',
  '>=': '>= ',
}
export const TEST_OPERATORS: readonly string[] = [...Object.keys(OPERATORS), 'regexp']

/** The tests of a field, of which all must hold; of each, one of its values. @throws KinetailError('config') for an operator there is not */
export function testsOf(field: string, test: FieldTest): readonly (readonly Scalar[])[] {
  if (Array.isArray(test)) return [test as readonly Scalar[]]
  if (typeof test !== 'object' || test === null) return [[test as Scalar]]
  return Object.entries(test as Readonly<Record<string, Scalar>>).map(([operator, value]) => {
    if (operator === 'regexp') return [`/${String(value)}/`]
    const spelling = OPERATORS[operator]
    if (spelling === undefined)
      throw new KinetailError('config', text.alert.badOperator(field, operator, TEST_OPERATORS))
    return [spelling === '' ? value : `${spelling}${String(value)}`]
  })
}

/** A text that was meant as a test: as a text nothing would ever match it. */
const LIKE_A_TEST = /^([\w.]+) (>=|<=|!=|<>|>|<|=) (\S+)$/

function textMatcher(written: string): Matcher {
  const regex = guarded(written)
  if (regex) return { matches: regex }
  const [, field, operator, value] = LIKE_A_TEST.exec(written) ?? []
  if (field !== undefined)
    throw new KinetailError('config', text.alert.likeATest(written, field, operator!, value!))
  return { matches: (line) => line.includes(written) }
}

/** A test of `/regex/`, which looks at no more of a text than it can in a second; undefined for a text that is none. */
function guarded(written: string): ((value: string) => boolean) | undefined {
  const found = regexOf(written)
  if (!found) return undefined
  let expression: RegExp
  try {
    expression = new RegExp(found.source, found.flags)
  } catch (error) {
    throw new KinetailError('config', text.alert.badRegex(written, messageOf(error)))
  }
  const longest = guardPattern(found.source)
  return (value) => expression.test(value.length > longest ? value.slice(0, longest) : value)
}

function matchesAll(tests: readonly FieldMatcher[], line: string): boolean {
  let record: unknown
  try {
    record = JSON.parse(line)
  } catch {
    return false
  }
  return tests.every((test) => test.holds(fieldOf(record, test.field)))
}

type ValueTest = (value: unknown) => boolean

class FieldMatcher {
  readonly field: string
  readonly #tests: readonly ValueTest[]
  /** Finds the field's value in the JSON text: most lines need no parsing. Undefined where the text says nothing. */
  readonly #token: RegExp | undefined

  /** @param values of which one must hold */
  constructor(field: string, values: readonly Scalar[]) {
    this.field = field
    this.#tests = values.map(valueTest)
    // What holds of a missing field cannot be looked for; and a key may be written with escapes, which ours never are.
    const name = field.split('.').at(-1)!
    if (/^[\w-]+$/.test(name) && !this.holds(undefined))
      this.#token = new RegExp(`"${name}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*"|[^,}\\]\\s]+)`, 'g')
  }

  holds(value: unknown): boolean {
    return this.#tests.some((test) => test(value))
  }

  /** False only when no value under the field's name in the line passes. */
  mayMatch(line: string): boolean {
    if (this.#token === undefined) return true
    for (const [, token] of line.matchAll(this.#token)) {
      const first = token!.charCodeAt(0)
      // An object or a list: a dotted name may lead into it.
      if (first === 0x7b || first === 0x5b || this.holds(scalarOf(token!))) return true
    }
    return false
  }
}

function scalarOf(token: string): unknown {
  try {
    return JSON.parse(token)
  } catch {
    return token
  }
}

function valueTest(written: Scalar): ValueTest {
  if (typeof written !== 'string') return (value) => equal(value, written)
  const regex = guarded(written)
  if (regex) return (value) => typeof value === 'string' && regex(value)
  const found = COMPARISON.exec(written)
  if (!found) return (value) => equal(value, written)
  const [, operator, operand] = found as unknown as [string, string, string]
  if (operator === '!=') return (value) => !equal(value, operand)
  return (value) => compares(operator, value, operand)
}

/** Numbers, texts and booleans are equal when they read alike: YAML's 500 and the record's "500". */
function equal(value: unknown, written: Scalar): boolean {
  if (value === undefined) return written === null
  if (value === null || written === null) return value === written || String(value) === String(written)
  if (typeof value === 'object') return false
  return String(value) === String(written)
}

/** As numbers where both are; else as texts, which is right for times in ISO 8601. */
function compares(operator: string, value: unknown, operand: string): boolean {
  if (typeof value !== 'number' && typeof value !== 'string') return false
  const numbers = operand.trim() !== '' && !Number.isNaN(Number(operand))
  const left = numbers ? Number(value === '' ? Number.NaN : value) : String(value)
  const right = numbers ? Number(operand) : operand
  if (operator === '>') return left > right
  if (operator === '>=') return left >= right
  if (operator === '<') return left < right
  return left <= right
}

/** A condition as a person reads it. */
export function describeCondition(condition: Condition | undefined): string {
  if (condition === undefined) return '*'
  if (typeof condition === 'string') return condition
  return Object.entries(condition)
    .flatMap(([field, test]) => testsOf(field, test).map((one) => `${field}: ${one.map(String).join(' | ')}`))
    .join(', ')
}
