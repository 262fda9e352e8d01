import type { Comparison, Expression, Operand } from './expression.ts'
import { checkPattern } from './field-tests.ts'
import { ABSENT, ARRAY, ESCAPED, FALSE, NULL, OBJECT, STRING, TRUE } from './json-walk.ts'
import { likeTest } from './like.ts'
import { equal, type RecordNames } from './record-names.ts'
import type { RecordView } from './record-view.ts'

/** The three truths of SQL. */
export const YES = 1
export const NO = 0
export const UNKNOWN = -1
export type Truth = typeof YES | typeof NO | typeof UNKNOWN

/** An expression, ready to be asked of one record after the other. */
export type Condition = (record: RecordView) => Truth

/** Prepares an expression; its fields get their numbers in `names`. */
export function conditionOf(expression: Expression, names: RecordNames): Condition {
  switch (expression.op) {
    case 'and':
    case 'or':
      return junction(
        expression.of.map((one) => conditionOf(one, names)),
        expression.op === 'or' ? YES : NO,
      )
    case 'not': {
      const inner = conditionOf(expression.of, names)
      return (record) => not(inner(record))
    }
    case 'compare':
      return comparison(expression.left, expression.how, expression.right, names)
    case 'in': {
      const { left, values } = expression
      const tests = values.map((value) => comparison(left, '=', { kind: 'value', value }, names))
      return junction(tests, YES)
    }
    case 'like': {
      const { pattern, anyCase } = expression
      return textTest(expression.left, likeTest(pattern, expression.escape, anyCase), names)
    }
    case 'match': {
      const longest = checkPattern(expression.pattern)
      const regexp = new RegExp(expression.pattern, expression.anyCase ? 'ui' : 'u')
      return textTest(expression.left, (text) => regexp.test(text.slice(0, longest)), names)
    }
    case 'null': {
      const name = nameOf(expression.left, names)
      return (record) => truth(isNull(record.select(name)))
    }
    case 'true': {
      const name = nameOf(expression.left, names)
      return (record) => {
        const kind = record.select(name)
        return isNull(kind) ? UNKNOWN : truth(kind === TRUE)
      }
    }
  }
}

/** @param deciding YES for OR, NO for AND: one that says so decides */
function junction(conditions: readonly Condition[], deciding: typeof YES | typeof NO): Condition {
  return (record) => {
    let found: Truth = deciding === YES ? NO : YES
    for (const condition of conditions) {
      const one = condition(record)
      if (one === deciding) return one
      if (one === UNKNOWN) found = UNKNOWN
    }
    return found
  }
}

function not(one: Truth): Truth {
  if (one === UNKNOWN) return UNKNOWN
  return one === YES ? NO : YES
}

function truth(is: boolean): Truth {
  return is ? YES : NO
}

function isNull(kind: number): boolean {
  return kind === NULL || kind === ABSENT
}

function nameOf(operand: Operand, names: RecordNames): number {
  if (operand.kind === 'value') throw new Error('an expression without a field')
  return names.add(operand.name)
}

function textTest(operand: Operand, test: (text: string) => boolean, names: RecordNames): Condition {
  const name = nameOf(operand, names)
  return (record) => {
    const kind = record.select(name)
    if (isNull(kind) || kind === OBJECT || kind === ARRAY) return UNKNOWN
    return truth(test(record.text()))
  }
}

function comparison(left: Operand, how: Comparison, right: Operand, names: RecordNames): Condition {
  const name = nameOf(left, names)
  if (right.kind === 'field') return fieldComparison(name, how, names.add(right.name))
  const { value } = right
  if (typeof value === 'number') return numberComparison(name, how, value)
  if (typeof value === 'boolean') return booleanComparison(name, how, value)
  return how === '=' || how === '<>' ? equality(name, how, value) : order(name, how, value)
}

function numberComparison(name: number, how: Comparison, value: number): Condition {
  return (record) => {
    if (isNull(record.select(name))) return UNKNOWN
    const number = record.number()
    return Number.isNaN(number) ? UNKNOWN : truth(holds(number - value, how))
  }
}

function booleanComparison(name: number, how: Comparison, value: boolean): Condition {
  return (record) => {
    const kind = record.select(name)
    if (isNull(kind)) return UNKNOWN
    const text = kind === TRUE || kind === FALSE ? kind === TRUE : record.text() === 'true'
    if (kind !== TRUE && kind !== FALSE && !/^(?:true|false)$/.test(record.text())) return UNKNOWN
    return truth((text === value) === (how === '='))
  }
}

/** Bytes against bytes, where the value has no escapes. */
function equality(name: number, how: Comparison, value: string): Condition {
  const bytes = new TextEncoder().encode(value)
  return (record) => {
    const kind = record.select(name)
    if (isNull(kind) || kind === OBJECT || kind === ARRAY) return UNKNOWN
    const quotes = kind === STRING ? 1 : 0
    const same =
      kind === ESCAPED
        ? record.text() === value
        : record.end - record.start - 2 * quotes === bytes.length &&
          equal(record.bytes, record.start + quotes, bytes)
    return truth(same === (how === '='))
  }
}

/** In the order of UTF-8, which is that of code points. */
function order(name: number, how: Comparison, value: string): Condition {
  const bytes = Buffer.from(value)
  return (record) => {
    const kind = record.select(name)
    if (isNull(kind) || kind === OBJECT || kind === ARRAY) return UNKNOWN
    return truth(holds(Buffer.compare(Buffer.from(record.text()), bytes), how))
  }
}

function fieldComparison(left: number, how: Comparison, right: number): Condition {
  return (record) => {
    if (isNull(record.select(left))) return UNKNOWN
    const [number, text] = [record.number(), record.text()]
    if (isNull(record.select(right))) return UNKNOWN
    const other = record.number()
    const difference =
      Number.isNaN(number) || Number.isNaN(other)
        ? Buffer.compare(Buffer.from(text), Buffer.from(record.text()))
        : number - other
    return truth(holds(difference, how))
  }
}

function holds(difference: number, how: Comparison): boolean {
  switch (how) {
    case '=':
      return difference === 0
    case '<>':
      return difference !== 0
    case '<':
      return difference < 0
    case '<=':
      return difference <= 0
    case '>':
      return difference > 0
    case '>=':
      return difference >= 0
  }
}
