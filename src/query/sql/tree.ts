import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Database } from '../database.ts'
import type { Place } from './place.ts'
import { placeOf } from './place.ts'

/** A node of DuckDB's own syntax tree, as `json_serialize_sql` gives it (1.5). */
export type Node = { [key: string]: unknown }

/** A SELECT without set operation. */
export interface SelectNode extends Node {
  select_list: Node[]
  from_table: Node
  where_clause: Node | null
  group_expressions: Node[]
  group_sets: number[][]
  aggregate_handling: 'STANDARD_HANDLING' | 'FORCE_AGGREGATES' | 'NO_AGGREGATES_ALLOWED'
  having: Node | null
  qualify: Node | null
  modifiers: Node[]
  cte_map: { map: { key: string; value: Node }[] }
}

/** Texts, and whole numbers that a double would round: those become marked texts while the tree is in JavaScript. */
const LONG_NUMBER = /"(?:[^"\\]|\\.)*"|(?<![\d.])-?\d{16,}(?![\d.eE])/g
const KEPT_NUMBER = /"\\u0000(-?\d+)"/g

function keepNumber(token: string): string {
  return token.startsWith('"') ? token : `"\\u0000${token}"`
}

/** One statement, or with a KinetailError why the text is none. */
export async function parseSelect(database: Database, sql: string, place: Place): Promise<Node> {
  const [row] = await database.rows(`SELECT json_serialize_sql(${literal(sql)}) AS tree`)
  const answer = JSON.parse(String(row!['tree']).replace(LONG_NUMBER, keepNumber)) as {
    error: boolean
    error_type?: string
    error_message?: string
    position?: string
    statements?: { node: Node }[]
  }
  if (answer.error) {
    const at = placeOf(sql, Number(answer.position ?? 0), place)
    // It serializes SELECT only, which is just what a query may be.
    if (answer.error_type === 'not implemented')
      throw new KinetailError('usage', text.query.notSelect(at.line, at.column), { facts: { ...at } })
    throw new KinetailError('usage', text.query.badSql(at.line, at.column, answer.error_message ?? ''), {
      facts: { ...at },
    })
  }
  const [first, second] = answer.statements!
  if (first === undefined || second !== undefined)
    throw new KinetailError(
      'usage',
      text.query.oneStatement(place.line, place.column, answer.statements!.length),
      { facts: { line: place.line, column: place.column } },
    )
  return first.node
}

/** The SQL text of a tree. */
export async function printSelect(database: Database, node: Node): Promise<string> {
  const json = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] })
  const tree = json.replace(KEPT_NUMBER, '$1')
  const [row] = await database.rows(`SELECT json_deserialize_sql(${literal(tree)}) AS sql`)
  return String(row!['sql'])
}

/** Visits a node and all below it. Where `visit` gives false, nothing below. */
export function walk(value: unknown, visit: (node: Node) => boolean | undefined): void {
  if (Array.isArray(value)) {
    for (const item of value) walk(item, visit)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const node = value as Node
  if (visit(node) === false) return
  for (const key in node) walk(node[key], visit)
}

/** A reference to a column. */
export function columnNode(name: string, alias = ''): Node {
  return { class: 'COLUMN_REF', type: 'COLUMN_REF', alias, column_names: [name] }
}

/** The last part of a column's name, in lower case; undefined of what is no column. */
export function columnName(node: Node): string | undefined {
  if (node['class'] !== 'COLUMN_REF') return undefined
  return (node['column_names'] as string[]).at(-1)!.toLowerCase()
}

/** A text as SQL. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** A name as SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
