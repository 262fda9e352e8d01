import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { AGGREGATES, SCALARS } from './functions.ts'
import { literalOf, spanOf } from './span.ts'
import type { Expression, OrderNode, TypeNode } from './tree.ts'
import { flinkType } from './types.ts'
import { interval, string } from './words.ts'

/** What names mean where an expression stands. */
export interface Scope {
  /** How a column is written; undefined where there is none of that name. */
  column(name: string): string | undefined
  /** A member of `record` (a JSON path from `$`). */
  member(path: string): string
  /** The query, for errors. */
  readonly query: string
}

const COMPARISONS: Readonly<Record<string, string>> = {
  COMPARE_EQUAL: '=',
  COMPARE_NOTEQUAL: '<>',
  COMPARE_LESSTHAN: '<',
  COMPARE_GREATERTHAN: '>',
  COMPARE_LESSTHANOREQUALTO: '<=',
  COMPARE_GREATERTHANOREQUALTO: '>=',
  COMPARE_DISTINCT_FROM: 'IS DISTINCT FROM',
  COMPARE_NOT_DISTINCT_FROM: 'IS NOT DISTINCT FROM',
}

/** True for a call of an aggregate function. */
export function isAggregate(one: Expression): boolean {
  return one.class === 'FUNCTION' && Object.hasOwn(AGGREGATES, one.function_name ?? '')
}

/**
 * An expression of DuckDB in Flink SQL.
 * @throws KinetailError that names what cannot be said there
 */
export function print(one: Expression, scope: Scope): string {
  const inner = (child: Expression): string => print(child, scope)
  switch (one.class) {
    case 'COLUMN_REF':
      return column(one, scope)
    case 'CONSTANT':
      return constant(one, scope)
    case 'FUNCTION':
      return functionCall(one, scope)
    case 'CAST':
      return cast(one, scope)
    case 'COMPARISON': {
      const operator = COMPARISONS[one.type]
      if (operator === undefined) break
      return `(${inner(one.left!)} ${operator} ${inner(one.right!)})`
    }
    case 'CONJUNCTION': {
      const word = one.type === 'CONJUNCTION_OR' ? ' OR ' : ' AND '
      return `(${one.children!.map(inner).join(word)})`
    }
    case 'BETWEEN':
      return `(${inner(one.input!)} BETWEEN ${inner(one.lower!)} AND ${inner(one.upper!)})`
    case 'CASE': {
      const checks = one.case_checks!.map(
        (check) => `WHEN ${inner(check.when_expr)} THEN ${inner(check.then_expr)}`,
      )
      const other =
        one.else_expr === undefined || isNull(one.else_expr) ? '' : ` ELSE ${inner(one.else_expr)}`
      return `CASE ${checks.join(' ')}${other} END`
    }
    case 'OPERATOR':
      return operator(one, scope)
    case 'WINDOW':
      return over(one, scope)
    default:
  }
  throw unknown(one.type, scope)
}

function unknown(what: string, { query }: Scope): KinetailError {
  return new KinetailError('usage', text.flink.cannotSay(what.toLowerCase().replaceAll('_', ' '), query))
}

function column(one: Expression, scope: Scope): string {
  const word = one.column_names!.at(-1)!
  const found = scope.column(word)
  if (found === undefined) throw new KinetailError('usage', text.flink.noColumn(word, scope.query))
  return found
}

function isNull(one: Expression): boolean {
  return one.class === 'CONSTANT' && one.value!.is_null
}

function constant(one: Expression, scope: Scope): string {
  const { value } = one
  const span = spanOf(one)
  if (span !== undefined) return interval(span)
  if (value!.is_null) return 'NULL'
  const { type, value: known } = value!
  if (typeof known === 'string') return string(known)
  if (typeof known === 'boolean') return known ? 'TRUE' : 'FALSE'
  if (type.id === 'DECIMAL') {
    const scale = type.type_info?.scale ?? 0
    const digits = String(known).padStart(scale + 1, '0')
    return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
  }
  if (typeof known === 'number') return String(known)
  throw unknown(`${type.id} constant`, scope)
}

function functionCall(one: Expression, scope: Scope): string {
  const word = one.function_name!
  const children = one.children ?? []
  if (word === '->>' || word === 'json_extract_string') return member(one, scope)
  const span = spanOf(one)
  if (span !== undefined) return interval(span)
  const template = AGGREGATES[word] ?? SCALARS[word]
  if (template === undefined) throw new KinetailError('usage', text.flink.noFunction(word, scope.query))
  const args = children.map((child) => print(child, scope))
  const printed = template(args, children.map(literalOf))
  if (printed === undefined) throw new KinetailError('usage', text.flink.noFunction(word, scope.query))
  const distinct = one.distinct ? printed.replace('(', '(DISTINCT ') : printed
  return one.filter === undefined ? distinct : `${distinct} FILTER (WHERE ${print(one.filter, scope)})`
}

/** `record->>'name'` and `json_extract_string(record, '$.a.b')`. */
function member(one: Expression, scope: Scope): string {
  const [object, path] = one.children!
  const word = literalOf(path!)
  if (object!.class !== 'COLUMN_REF' || object!.column_names!.at(-1) !== 'record' || word === undefined)
    throw unknown('JSON access', scope)
  return scope.member(word.startsWith('$') ? word : `$.${word}`)
}

function cast(one: Expression, scope: Scope): string {
  const type = typeName(one.cast_type!)
  const written = literalOf(one.child!)
  if (type === 'INTERVAL') {
    const span = spanOf(one)
    if (span === undefined) throw unknown('interval', scope)
    return interval(span)
  }
  if (type === 'TIMESTAMP' && written !== undefined) return `TIMESTAMP ${string(written.replace('T', ' '))}`
  const child = print(one.child!, scope)
  const safe = (one as { try_cast?: boolean }).try_cast === true ? 'TRY_CAST' : 'CAST'
  return `${safe}(${child} AS ${flinkType(type)})`
}

function typeName({ id, type_info }: TypeNode): string {
  if (id === 'DECIMAL') return `DECIMAL(${type_info?.width ?? 18}, ${type_info?.scale ?? 3})`
  if (id === 'LIST' && type_info?.child_type) return `${typeName(type_info.child_type)}[]`
  return id
}

function operator(one: Expression, scope: Scope): string {
  const [first, ...others] = (one.children ?? []).map((child) => print(child, scope))
  switch (one.type) {
    case 'OPERATOR_NOT':
      return `(NOT ${first})`
    case 'OPERATOR_IS_NULL':
      return `(${first} IS NULL)`
    case 'OPERATOR_IS_NOT_NULL':
      return `(${first} IS NOT NULL)`
    case 'COMPARE_IN':
      return `(${first} IN (${others.join(', ')}))`
    case 'COMPARE_NOT_IN':
      return `(${first} NOT IN (${others.join(', ')}))`
    case 'OPERATOR_COALESCE':
      return `COALESCE(${[first, ...others].join(', ')})`
    case 'OPERATOR_NULLIF':
      return `NULLIF(${first}, ${others[0]})`
    default:
      throw unknown(one.type, scope)
  }
}

/** `f(…) OVER (…)`. Flink has no FILTER there: what the condition leaves out is NULL, which aggregates pass over. */
function over(one: Expression, scope: Scope): string {
  const word = one.function_name!
  const special = WINDOW_FUNCTIONS[word]
  const condition = one.filter_expr && print(one.filter_expr, scope)
  const args = (one.children ?? []).map((child) => {
    const arg = print(child, scope)
    return condition === undefined ? arg : `CASE WHEN ${condition} THEN ${arg} END`
  })
  const template = special ?? AGGREGATES[word]
  const literals = (one.children ?? []).map(literalOf)
  let printed = word === 'count' && args.length === 0 ? 'COUNT(*)' : template?.(args, literals)
  if (printed === undefined) throw new KinetailError('usage', text.flink.noFunction(word, scope.query))
  if (condition !== undefined && printed === 'COUNT(*)') printed = `COUNT(CASE WHEN ${condition} THEN 1 END)`
  if (one.distinct) printed = printed.replace('(', '(DISTINCT ')
  const clauses = [
    one.partitions?.length ? `PARTITION BY ${one.partitions.map((p) => print(p, scope)).join(', ')}` : '',
    one.orders?.length ? `ORDER BY ${one.orders.map((order) => orderOf(order, scope)).join(', ')}` : '',
    special === undefined ? frame(one, scope) : '',
  ].filter((clause) => clause !== '')
  return `${printed} OVER (${clauses.join(' ')})`
}

const WINDOW_FUNCTIONS: Readonly<Record<string, (args: readonly string[]) => string>> = {
  row_number: () => 'ROW_NUMBER()',
  rank: () => 'RANK()',
  dense_rank: () => 'DENSE_RANK()',
  lag: (args) => `LAG(${args.join(', ')})`,
}

/** An item of ORDER BY. DuckDB puts NULL last in both directions, Flink first when ascending. */
export function orderOf({ type, null_order, expression }: OrderNode, scope: Scope): string {
  const direction = type === 'DESCENDING' ? ' DESC' : ''
  const nulls =
    null_order === 'NULLS_FIRST' ? ' NULLS FIRST' : null_order === 'NULLS_LAST' ? ' NULLS LAST' : ''
  return print(expression, scope) + direction + nulls
}

function frame(one: Expression, scope: Scope): string {
  if (one.start === undefined) return ''
  const unit = /RANGE$/.test(one.start) ? 'RANGE' : /ROWS$/.test(one.start) ? 'ROWS' : undefined
  const end = one.end ?? ''
  if (unit === undefined || !/^CURRENT_ROW/.test(end)) {
    // The default of both: everything before, up to the row.
    if (one.start === 'UNBOUNDED_PRECEDING' && /^CURRENT_ROW/.test(end))
      return `${/ROWS$/.test(end) ? 'ROWS' : 'RANGE'} BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW`
    throw unknown('frame of OVER', scope)
  }
  if (/^CURRENT_ROW/.test(one.start)) return `${unit} BETWEEN CURRENT ROW AND CURRENT ROW`
  return `${unit} BETWEEN ${print(one.start_expr!, scope)} PRECEDING AND CURRENT ROW`
}
