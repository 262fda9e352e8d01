import { LOG_COLUMNS } from '../query/log-columns.ts'
import { literal } from '../query/sql/tree.ts'
import { type Condition, regexOf, type Scalar, testsOf } from './condition.ts'

const COLUMNS: ReadonlyMap<string, string> = new Map(LOG_COLUMNS.map(({ name, type }) => [name, type]))

/** A condition as tests of SQL over the view `logs`, of which all must hold. */
export function fieldSql(condition: Condition): string[] {
  if (typeof condition === 'string') return [textSql(condition)]
  return Object.entries(condition).flatMap(([field, test]) =>
    testsOf(field, test).map((one) => testSql(field, one)),
  )
}

function textSql(condition: string): string {
  const regex = regexOf(condition)
  if (regex === undefined) return `contains(record::VARCHAR, ${literal(condition)})`
  return `regexp_matches(record::VARCHAR, ${literal(regex.source)}${flagsOf(regex.flags)})`
}

function testSql(field: string, values: readonly Scalar[]): string {
  const tests = values.map((one) => scalarSql(field, one))
  return tests.length === 1 ? tests[0]! : `(${tests.join(' OR ')})`
}

function scalarSql(field: string, test: Scalar): string {
  const column = columnSql(field)
  if (test === null) return `${column} IS NULL`
  const written = String(test)
  const regex = typeof test === 'string' ? regexOf(test) : undefined
  if (regex) return `regexp_matches(${column}, ${literal(regex.source)}${flagsOf(regex.flags)})`
  const [, operator, operand] = /^(>=|<=|!=|>|<)\s*(.+)$/s.exec(written) ?? [undefined, '=', written]
  if (operator === '!=') return `${column} IS DISTINCT FROM ${valueSql(field, operand!)}`
  const isNumber = operand!.trim() !== '' && !Number.isNaN(Number(operand))
  if (operator !== '=' && isNumber && !isNumeric(field))
    return `TRY_CAST(${column} AS DOUBLE) ${operator} ${Number(operand)}`
  return `${column} ${operator} ${valueSql(field, operand!)}`
}

function columnSql(field: string): string {
  if (COLUMNS.has(field)) return field
  const path = field.split('.').map((part) => `"${part.replaceAll('"', '\\"')}"`)
  return `record->>${literal(`$.${path.join('.')}`)}`.replace(/^(.*)$/s, '($1)')
}

function valueSql(field: string, value: string): string {
  return isNumeric(field) && value.trim() !== '' && !Number.isNaN(Number(value))
    ? String(Number(value))
    : literal(value)
}

function isNumeric(field: string): boolean {
  return ['INTEGER', 'BIGINT'].includes(COLUMNS.get(field) ?? '')
}

function flagsOf(flags: string): string {
  const known = [...flags].filter((flag) => 'ims'.includes(flag)).join('')
  return known === '' ? '' : `, ${literal(known)}`
}
