import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { guardPattern } from '../pattern-guard.ts'
import type { Comparison, Expression, Operand } from './expression.ts'
import type { FieldTest, Rule, Scalar } from './shape-options.ts'
import { parseSql } from './sql-parse.ts'

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>=']
/** What an operator of a field test may be called. */
export const TEST_OPERATORS: readonly string[] = [
  ...COMPARISONS,
  '!=',
  'in',
  'not_in',
  'like',
  'ilike',
  'regexp',
  'between',
]

/** A rule as an expression. Throws a KinetailError that says what is wrong with it. */
export function expressionOf(rule: Rule): Expression {
  if (typeof rule === 'string') return parseSql(rule)
  const tests = Object.entries(rule).map(([name, test]) => testOf({ kind: 'field', name, column: -1 }, test))
  if (tests.length === 0) throw new KinetailError('config', text.shape.emptyRule)
  return tests.length === 1 ? tests[0]! : { op: 'and', of: tests }
}

function testOf(left: Operand & { kind: 'field' }, test: FieldTest): Expression {
  if (test === null || typeof test !== 'object') return equals(left, test)
  if (Array.isArray(test)) return oneOf(left, test as readonly Scalar[])
  const of = Object.entries(test as Readonly<Record<string, Scalar | readonly Scalar[]>>).map(
    ([operator, value]) => operation(left, operator, value),
  )
  if (of.length === 0) throw new KinetailError('config', text.shape.emptyRule)
  return of.length === 1 ? of[0]! : { op: 'and', of }
}

function equals(left: Operand, value: Scalar): Expression {
  if (value === null) return { op: 'null', left }
  return { op: 'compare', how: '=', left, right: { kind: 'value', value } }
}

/** Null among the values stands for itself here: nobody writes it to be always unknown. */
function oneOf(left: Operand, values: readonly Scalar[]): Expression {
  const known = values.filter((value) => value !== null)
  const within: Expression = { op: 'in', left, values: known }
  return known.length === values.length ? within : { op: 'or', of: [within, { op: 'null', left }] }
}

function operation(
  left: Operand & { kind: 'field' },
  operator: string,
  value: Scalar | readonly Scalar[],
): Expression {
  const bad = (): never => {
    throw new KinetailError('config', text.shape.badOperator(left.name, operator, TEST_OPERATORS))
  }
  const list = Array.isArray(value) ? (value as readonly Scalar[]) : undefined
  if (operator === 'in' || operator === 'not_in') {
    if (list === undefined) return bad()
    const within = oneOf(left, list)
    return operator === 'in' ? within : { op: 'not', of: within }
  }
  if (operator === 'between') {
    const [low, high] = list ?? []
    if (list?.length !== 2 || !isOrdered(low) || !isOrdered(high)) return bad()
    return { op: 'and', of: [compare(left, '>=', low), compare(left, '<=', high)] }
  }
  if (list !== undefined) return bad()
  const one = value as Scalar
  if (operator === '!=' || operator === '<>') return { op: 'not', of: equals(left, one) }
  if (operator === '=') return equals(left, one)
  if (COMPARISONS.includes(operator))
    return isOrdered(one) ? compare(left, operator as Comparison, one) : bad()
  if (typeof one !== 'string') return bad()
  if (operator === 'like' || operator === 'ilike')
    return { op: 'like', left, pattern: one, escape: '\\', anyCase: operator === 'ilike' }
  if (operator !== 'regexp') return bad()
  checkPattern(one)
  return { op: 'match', left, pattern: one, anyCase: false }
}

function compare(left: Operand, how: Comparison, value: string | number): Expression {
  return { op: 'compare', how, left, right: { kind: 'value', value } }
}

function isOrdered(value: Scalar | undefined): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

/** Throws when a pattern is no regular expression, or one that can take for ever. Returns the longest text that it may be tried on. */
export function checkPattern(pattern: string): number {
  try {
    new RegExp(pattern, 'u')
  } catch (error) {
    throw new KinetailError('config', text.format.badPattern(pattern, (error as Error).message))
  }
  return guardPattern(pattern)
}
