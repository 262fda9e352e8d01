import { text as messages } from '../../messages/messages.ts'
import type { Expression, Identifier } from './ast.ts'
import { hasAggregate, hasColumn } from './children.ts'
import { emitCall } from './emit-call.ts'
import { type EmitContext, fail, type Grouping } from './emit-context.ts'
import { intervalSql, intervalValue } from './interval.ts'
import { nearestName } from './nearest.ts'
import type { Span } from './place.ts'
import { rowtimeStep } from './rowtime.ts'
import { findColumn, nearestColumn, type ScopeColumn, sameName } from './scope.ts'
import {
  asText,
  convert,
  isNumber,
  knownType,
  quoteText,
  TYPE_NAMES,
  type Typed,
  type TypedField,
  type ValueType,
} from './value-types.ts'

/** An expression of the old dialect in DuckDB's SQL. What it names must be there, and of grouped rows be grouped. */
export function emit(expression: Expression, context: EmitContext): Typed {
  const { group } = context
  if (group !== undefined && !hasAggregate(expression)) {
    const found = groupedValue(expression, context, group)
    if (found !== undefined) return found
  }
  return emitAny(expression, context)
}

/** What is grouped by, a time of the window, or a constant: the same for all rows of the group. */
function groupedValue(expression: Expression, context: EmitContext, group: Grouping): Typed | undefined {
  const { group: _, ...row } = context
  const step = rowtimeStep(expression, context.scope)
  if (step?.own && group.windowMs !== undefined && step.sizeMs % group.windowMs === 0) {
    const whole = step.sizeMs === group.windowMs
    const sql = `time_bucket(INTERVAL '${step.sizeMs} milliseconds', t.window_start, TIMESTAMP '1970-01-01 00:00:00')`
    return { sql: whole ? 't.window_start' : sql, type: 'timestamp' }
  }
  const typed = emit(expression, row)
  const key = group.keys.get(typed.sql)
  if (key !== undefined) return { ...typed, sql: key }
  return hasColumn(expression) ? undefined : typed
}

function emitAny(expression: Expression, context: EmitContext): Typed {
  const inner = (part: Expression): Typed => emit(part, context)
  switch (expression.kind) {
    case 'column':
      return emitColumn(expression.path, expression, context)
    case 'string':
      return { sql: quoteText(expression.value), type: 'string' }
    case 'number':
      return { sql: expression.value, type: numberType(expression.value) }
    case 'constant':
      return expression.value === 'NULL' || expression.value === 'UNKNOWN'
        ? { sql: 'NULL', type: 'unknown' }
        : { sql: expression.value.toLowerCase(), type: 'boolean' }
    case 'moment':
      return emitMoment(expression, context)
    case 'interval': {
      const value = intervalValue(expression) ?? fail(context, expression, messages.dialect.badInterval)
      return { sql: intervalSql(value), type: 'interval' }
    }
    case 'unary': {
      const value = inner(expression.operand)
      if (expression.operator === 'NOT') return { sql: `(NOT ${value.sql})`, type: 'boolean' }
      return { sql: `(${expression.operator}${numeric(value).sql})`, type: value.type }
    }
    case 'binary':
      return emitBinary(expression.operator, inner(expression.left), inner(expression.right))
    case 'between': {
      const [value, low, high] = [expression.operand, expression.low, expression.high].map(inner)
      const sides = comparable([value!, low!, high!])
      const not = expression.not ? 'NOT ' : ''
      return { sql: `(${sides[0]} ${not}BETWEEN ${sides[1]} AND ${sides[2]})`, type: 'boolean' }
    }
    case 'in': {
      const [value, ...list] = comparable([expression.operand, ...expression.list].map(inner))
      return { sql: `(${value} ${expression.not ? 'NOT ' : ''}IN (${list.join(', ')}))`, type: 'boolean' }
    }
    case 'like':
      return emitLike(expression, context)
    case 'is': {
      const what = expression.what === 'UNKNOWN' ? 'NULL' : expression.what
      return {
        sql: `(${inner(expression.operand).sql} IS ${expression.not ? 'NOT ' : ''}${what})`,
        type: 'boolean',
      }
    }
    case 'distinct': {
      const [left, right] = comparable([inner(expression.left), inner(expression.right)])
      return { sql: `(${left} IS ${expression.not ? 'NOT ' : ''}DISTINCT FROM ${right})`, type: 'boolean' }
    }
    case 'case':
      return emitCase(expression, inner)
    case 'cast':
      return emitCast(expression, context)
    case 'difference':
      return inner(expression.operand)
    case 'call':
      return emitCall(expression, context, emit)
    case 'star':
      return fail(context, expression, messages.dialect.starHere)
    case 'query':
      return fail(context, expression, messages.dialect.refused.scalarQuery)
  }
}

/** `column`, `stream.column`, and the fields of a record behind them. */
function emitColumn(path: readonly Identifier[], span: Span, context: EmitContext): Typed {
  const { scope, group } = context
  const [first, second] = path
  if (path.length === 1) {
    const parameter = context.parameters?.get(first!.name.toUpperCase())
    if (parameter !== undefined) return parameter
  }
  const qualified = second !== undefined && scope.names.some((name) => sameName(name, first!.name))
  const [name, ...fields] = qualified ? path.slice(1) : path
  const column = findColumn(scope, name!.name) ?? unknownColumn(path, qualified, context)
  if (group !== undefined) {
    // The result's own time, as the old service gave it: the end of the window.
    if (column.rowtime && sameName(column.name, 'ROWTIME')) return { sql: 't.window_end', type: 'timestamp' }
    fail(context, span, messages.dialect.notGrouped(column.name))
  }
  return emitFields(column, fields, context)
}

function emitFields(column: ScopeColumn, path: readonly Identifier[], context: EmitContext): Typed {
  let typed: Typed = column
  for (const identifier of path) {
    const fields: readonly TypedField[] = typed.fields ?? []
    const field = fields.find(({ name }) => sameName(name, identifier.name))
    if (field === undefined) {
      const names = fields.map(({ name }) => name)
      const nearest = nearestName(identifier.name, names)
      fail(context, identifier, messages.dialect.noField(identifier.name, column.name, names, nearest))
    }
    typed = {
      sql: field!.sql ?? `struct_extract(${typed.sql}, ${quoteText(field!.name)})`,
      type: field!.type,
    }
  }
  return typed
}

function unknownColumn(path: readonly Identifier[], qualified: boolean, context: EmitContext): never {
  const { scope } = context
  const name = qualified ? path[1]! : path[0]!
  const nearest = nearestColumn(scope, name.name)
  if (path.length > 1 && !qualified && nearest === undefined) {
    const stream = nearestName(name.name, scope.names)
    return fail(context, name, messages.dialect.noStreamHere(name.name, scope.names, stream))
  }
  const shown = scope.columns.filter(({ listed }) => listed).map((column) => column.name)
  return fail(context, name, messages.dialect.noColumn(name.name, scope.label, shown, nearest))
}

function numberType(written: string): ValueType {
  return /[eE]/.test(written) ? 'double' : written.includes('.') ? 'decimal' : 'integer'
}

function emitMoment(expression: Extract<Expression, { kind: 'moment' }>, context: EmitContext): Typed {
  const { type, value } = expression
  const shape =
    type === 'TIME'
      ? /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$/
      : type === 'DATE'
        ? /^\d{4}-\d{1,2}-\d{1,2}$/
        : /^\d{4}-\d{1,2}-\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/
  const days = type === 'TIME' ? 0 : Date.parse(`${value.slice(0, 10)}T00:00:00Z`)
  if (!shape.test(value.trim()) || Number.isNaN(days))
    fail(context, expression, messages.dialect.badMoment(type))
  return { sql: `${type} ${quoteText(value.trim())}`, type: type.toLowerCase() as ValueType }
}

/** A text beside a number is read as one: a value that is none is NULL there, and ends no query. */
function numeric(value: Typed): Typed {
  return value.type === 'string' ? { sql: `TRY_CAST(${value.sql} AS DOUBLE)`, type: 'double' } : value
}

/** Values beside each other in a comparison. */
function comparable(values: readonly Typed[]): readonly string[] {
  const number = values.some(({ type }) => isNumber(type)) && values.some(({ type }) => type === 'string')
  return values.map((value) => (number ? numeric(value) : value).sql)
}

function emitBinary(operator: string, left: Typed, right: Typed): Typed {
  if (operator === '||') return { sql: `(${asText(left)} || ${asText(right)})`, type: 'string' }
  if (operator === 'AND' || operator === 'OR')
    return { sql: `(${left.sql} ${operator} ${right.sql})`, type: 'boolean' }
  if (!['+', '-', '*', '/', '%'].includes(operator)) {
    const [a, b] = comparable([left, right])
    return { sql: `(${a} ${operator} ${b})`, type: 'boolean' }
  }
  const [a, b] = [numeric(left), numeric(right)]
  // DuckDB takes no time from a time, and counts days between dates.
  if (operator === '-' && a.type === b.type && (a.type === 'time' || a.type === 'date'))
    return { sql: `(${asMoment(a)} - ${asMoment(b)})`, type: 'interval' }
  // Whole numbers divide to a whole number, cut off towards zero.
  if (operator === '/' && a.type === 'integer' && b.type === 'integer')
    return { sql: `(${a.sql} // ${b.sql})`, type: 'integer' }
  if (operator === '/' && a.type === 'interval')
    return { sql: `to_milliseconds(epoch_ms(${a.sql}) / ${b.sql})`, type: 'interval' }
  return { sql: `(${a.sql} ${operator} ${b.sql})`, type: resultType(operator, a.type, b.type) }
}

function asMoment({ sql, type }: Typed): string {
  return type === 'time' ? `(DATE '1970-01-01' + ${sql})` : `CAST(${sql} AS TIMESTAMP)`
}

function resultType(operator: string, left: ValueType, right: ValueType): ValueType {
  const times: readonly ValueType[] = ['timestamp', 'date', 'time']
  if (times.includes(left)) return times.includes(right) ? 'interval' : left === 'time' ? 'time' : 'timestamp'
  if (times.includes(right)) return right === 'time' ? 'time' : 'timestamp'
  if (left === 'interval' || right === 'interval') return 'interval'
  if (left === 'unknown' || right === 'unknown') return 'unknown'
  if (left === 'double' || right === 'double' || operator === '/') return 'double'
  return left === 'decimal' || right === 'decimal' ? 'decimal' : 'integer'
}

function emitLike(expression: Extract<Expression, { kind: 'like' }>, context: EmitContext): Typed {
  const value = asText(emit(expression.operand, context))
  const { pattern, not } = expression
  if (expression.similar) {
    if (pattern.kind !== 'string') fail(context, pattern, messages.dialect.literalNeeded)
    // SQL's patterns have % and _ where regular expressions have .* and a point.
    const regex = (pattern as { value: string }).value.replace(/[%_.]/g, (sign) =>
      sign === '%' ? '.*' : sign === '_' ? '.' : '\\.',
    )
    const matches = `regexp_full_match(${value}, ${quoteText(regex)})`
    return { sql: not ? `(NOT ${matches})` : matches, type: 'boolean' }
  }
  const escaped = expression.escape ? ` ESCAPE ${emit(expression.escape, context).sql}` : ''
  const sql = `(${value} ${not ? 'NOT ' : ''}LIKE ${asText(emit(pattern, context))}${escaped})`
  return { sql, type: 'boolean' }
}

function emitCase(
  expression: Extract<Expression, { kind: 'case' }>,
  inner: (part: Expression) => Typed,
): Typed {
  const operand = expression.operand ? inner(expression.operand) : undefined
  const results: Typed[] = []
  const whens = expression.whens.map(({ when, result: value }) => {
    const result = inner(value)
    results.push(result)
    const condition = inner(when)
    const test = operand ? emitBinary('=', operand, condition).sql : condition.sql
    return `WHEN ${test} THEN ${result.sql}`
  })
  const otherwise = expression.otherwise ? inner(expression.otherwise) : undefined
  if (otherwise) results.push(otherwise)
  const types = new Set(results.map(({ type }) => type).filter((type) => type !== 'unknown'))
  const numbers = [...types].every(isNumber)
  const type = types.size === 1 ? [...types][0]! : types.size > 1 && numbers ? 'double' : 'unknown'
  return { sql: `(CASE ${whens.join(' ')}${otherwise ? ` ELSE ${otherwise.sql}` : ''} END)`, type }
}

function emitCast(expression: Extract<Expression, { kind: 'cast' }>, context: EmitContext): Typed {
  const target = knownType(expression.type)
  if (target === undefined) {
    const { name } = expression.type
    return fail(context, expression.type, messages.dialect.unknownType(name, nearestName(name, TYPE_NAMES)))
  }
  const { operand } = expression
  const value = emit(operand, context)
  const months = wholeMonths(operand, context)
  if (months !== undefined) return convert(months, target)
  if (value.type === 'interval' && isNumber(target.type)) {
    // `CAST((a - b) MINUTE AS INTEGER)` counts whole minutes.
    const unit = operand.kind === 'difference' ? (operand.to ?? operand.from) : intervalUnit(operand)
    const ms = {
      YEAR: 31_536_000_000,
      MONTH: 2_592_000_000,
      DAY: 86_400_000,
      HOUR: 3_600_000,
      MINUTE: 60_000,
      SECOND: 1000,
    }
    const seconds = `(epoch_ms(${value.sql}) / ${ms[unit]})`
    return convert({ sql: seconds, type: 'double' }, target)
  }
  if (value.type === 'record') fail(context, operand, messages.dialect.recordHere)
  return convert(value, target)
}

/** `CAST((a - b) MONTH AS INTEGER)` counts whole months or years, whose lengths differ. */
function wholeMonths(operand: Expression, context: EmitContext): Typed | undefined {
  if (operand.kind !== 'difference' || operand.operand.kind !== 'binary') return undefined
  const unit = operand.to ?? operand.from
  if (unit !== 'YEAR' && unit !== 'MONTH') return undefined
  const { left, right } = operand.operand
  const [later, earlier] = [emit(left, context).sql, emit(right, context).sql]
  return { sql: `date_sub('${unit.toLowerCase()}', ${earlier}, ${later})`, type: 'integer' }
}

function intervalUnit(expression: Expression): 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND' {
  return expression.kind === 'interval' ? (expression.to ?? expression.from) : 'SECOND'
}
