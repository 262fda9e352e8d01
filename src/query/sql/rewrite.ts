import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { ContinuousQuery } from '../program.ts'
import { HIDDEN, type IdentityKind, ROW, ROWTIME, WINDOW_END, WINDOW_START } from './names.ts'
import { placeOf } from './place.ts'
import { columnName, columnNode, type Node, type SelectNode, walk } from './tree.ts'

export interface RewriteOptions {
  readonly query: ContinuousQuery
  readonly relation: string
  /** Names of aggregate functions. */
  readonly aggregates: ReadonlySet<string>
}

export interface Rewritten {
  readonly tree: Node
  readonly identity: IdentityKind
  /** See `Statement.repeats`. */
  readonly repeats: boolean
}

const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['window_start', WINDOW_START],
  ['window_end', WINDOW_END],
])

/**
 * Adds to a SELECT what the engine has to know of its rows (hidden columns) and, for windows that differ from key to key, the
 * window to what it groups by. The tree given is changed.
 */
export function rewrite(tree: Node, options: RewriteOptions): Rewritten {
  const { query, relation, aggregates } = options
  const { kind } = query.window
  if (kind === 'tumbling' || kind === 'hopping') nameTheWindow(tree, relation)
  const direct = tree['type'] === 'SELECT_NODE' && readsDirectly(tree as SelectNode, relation)
  const select = tree as SelectNode
  const aggregate = tree['type'] === 'SELECT_NODE' && isAggregate(select, aggregates)
  if (kind === 'none' || kind === 'sliding') {
    refuseEndless(select, options, direct, aggregate)
    hideFromStars(select)
    select.select_list.push(columnNode(ROW, ROW), columnNode('rowtime', ROWTIME))
    if (kind === 'sliding') breakTies(select)
    return { tree, identity: 'row', repeats: false }
  }
  if (kind === 'session' || kind === 'stagger') {
    refuseNested(options, direct)
    groupByWindow(select, query.window.by, aggregate)
    orderByWindow(select)
  }
  if (tree['type'] !== 'SELECT_NODE' || isDistinct(select))
    return { tree, identity: 'content', repeats: true }
  if (aggregate) {
    if (!nameTheGroup(select, aggregates)) return { tree, identity: 'content', repeats: true }
    return { tree, identity: 'group', repeats: select.group_sets.length > 1 }
  }
  if (!direct) return { tree, identity: 'content', repeats: true }
  hideFromStars(select)
  select.select_list.push(columnNode(ROW, ROW))
  return { tree, identity: 'row', repeats: false }
}

/** FROM is the relation itself, under whatever alias. */
function readsDirectly({ from_table: from }: SelectNode, relation: string): boolean {
  return from['type'] === 'BASE_TABLE' && String(from['table_name']).toLowerCase() === relation.toLowerCase()
}

function isAggregate(select: SelectNode, aggregates: ReadonlySet<string>): boolean {
  return (
    select.group_expressions.length > 0 ||
    select.aggregate_handling === 'FORCE_AGGREGATES' ||
    callsAggregate([select.select_list, select.having], aggregates)
  )
}

function callsAggregate(value: unknown, aggregates: ReadonlySet<string>): boolean {
  let found = false
  walk(value, (node) => {
    if (node['class'] === 'SUBQUERY') return false
    if (node['class'] === 'FUNCTION' && aggregates.has(String(node['function_name']))) found = true
    return undefined
  })
  return found
}

function isDistinct({ modifiers }: SelectNode): boolean {
  return modifiers.some(({ type }) => type === 'DISTINCT_MODIFIER')
}

/**
 * In a window that all rows share, `window_start` is a constant: `SELECT window_start, count(*) FROM logs` needs no GROUP BY. Only in
 * SELECTs over the relation itself, and not where one of them gives that name to something else.
 */
function nameTheWindow(tree: Node, relation: string): void {
  walk(tree, (node) => {
    if (node['type'] !== 'SELECT_NODE' || !readsDirectly(node as SelectNode, relation)) return undefined
    const select = node as SelectNode
    const taken = new Set(
      select.select_list
        .filter((item) => item['alias'] !== '' && columnName(item) !== String(item['alias']).toLowerCase())
        .map((item) => String(item['alias']).toLowerCase()),
    )
    for (const item of select.select_list) {
      const name = columnName(item)
      if (name !== undefined && VARIABLES.has(name) && item['alias'] === '') item['alias'] = name
    }
    const parts = [
      select.select_list,
      select.where_clause,
      select.group_expressions,
      select.having,
      select.qualify,
      select.modifiers,
    ]
    walk(parts, (part) => {
      if (part['class'] === 'SUBQUERY') return false
      const name = columnName(part)
      if (name === undefined || !VARIABLES.has(name) || taken.has(name)) return undefined
      becomeVariable(part, VARIABLES.get(name)!)
      return false
    })
    return undefined
  })
}

function becomeVariable(node: Node, variable: string): void {
  const alias = node['alias']
  for (const key of Object.keys(node)) delete node[key]
  const value = { type: { id: 'VARCHAR', type_info: null }, is_null: false, value: variable }
  Object.assign(node, {
    class: 'FUNCTION',
    type: 'FUNCTION',
    alias,
    function_name: 'getvariable',
    schema: '',
    children: [{ class: 'CONSTANT', type: 'VALUE_CONSTANT', alias: '', value }],
    filter: null,
    order_bys: { type: 'ORDER_MODIFIER', orders: [] },
    distinct: false,
    is_operator: false,
    export_state: false,
    catalog: '',
  })
}

/** `SELECT *` would bring the engine's own column a second time. */
function hideFromStars(select: SelectNode): void {
  for (const item of select.select_list)
    if (item['class'] === 'STAR' && item['columns'] === false) (item['exclude_list'] as string[]).push(ROW)
}

/** Hidden columns with what it groups by. False where that cannot be said. */
function nameTheGroup(select: SelectNode, aggregates: ReadonlySet<string>): boolean {
  const groups: Node[] = []
  if (select.aggregate_handling === 'FORCE_AGGREGATES') {
    if (select.select_list.some((item) => item['class'] === 'STAR')) return false
    // GROUP BY ALL: whatever is selected and no aggregate.
    groups.push(...select.select_list.filter((item) => !callsAggregate(item, aggregates)))
  } else
    for (const group of select.group_expressions) {
      const position = positionOf(group)
      if (position === undefined) groups.push(group)
      else if (select.select_list.some((item) => item['class'] === 'STAR')) return false
      else if (select.select_list[position - 1] !== undefined) groups.push(select.select_list[position - 1]!)
    }
  for (const [i, group] of groups.entries())
    select.select_list.push({ ...structuredClone(group), alias: `${HIDDEN}group${i}` })
  return true
}

/** `GROUP BY 1`. */
function positionOf(group: Node): number | undefined {
  if (group['class'] !== 'CONSTANT') return undefined
  const { value, type } = group['value'] as { value: unknown; type: { id: string } }
  return type.id === 'INTEGER' && typeof value === 'number' ? value : undefined
}

/** The window of a key is part of every group, and so is the key. */
function groupByWindow(select: SelectNode, by: readonly string[], aggregate: boolean): void {
  const selected = new Set(
    select.select_list.map((item) => (item['alias'] === '' ? columnName(item) : item['alias'])),
  )
  const missing = ['window_start', 'window_end'].filter((name) => !selected.has(name))
  select.select_list.unshift(...missing.map((name) => columnNode(name)))
  const added = missing.length
  if (!aggregate) return
  const keys = ['window_start', 'window_end', ...by]
  if (select.aggregate_handling === 'FORCE_AGGREGATES') {
    for (const [i, name] of by.entries()) select.select_list.push(columnNode(name, `${HIDDEN}by${i}`))
    return
  }
  if (select.group_sets.length === 0) select.group_sets.push([])
  // By name and not by place: two columns came in front of the user's.
  const present = new Set<unknown>()
  for (const group of select.group_expressions) {
    const position = positionOf(group)
    if (position !== undefined) (group['value'] as { value: number }).value = position + added
    present.add(columnName(group))
  }
  for (const name of keys) {
    if (present.has(name.toLowerCase())) continue
    const at = select.group_expressions.push(columnNode(name)) - 1
    for (const set of select.group_sets) set.push(at)
  }
}

/** Windows that were closed together come out in their order, where the user asks for none. */
function orderByWindow(select: SelectNode): void {
  if (select.modifiers.length > 0) return
  const orders = ['window_end', 'window_start'].map((name) => ascending(columnNode(name)))
  select.modifiers.push({ type: 'ORDER_MODIFIER', orders })
}

function ascending(expression: Node): Node {
  return { type: 'ORDER_DEFAULT', null_order: 'ORDER_DEFAULT', expression }
}

/** Frames of rows need an order that leaves nothing open: rows of one moment stand in the order of their names. */
function breakTies(select: SelectNode): void {
  walk(select.select_list, (node) => {
    if (node['class'] !== 'WINDOW') return undefined
    const frame = `${node['start']} ${node['end']}`
    const ranged = frame.includes('RANGE') && frame.includes('EXPR')
    if (!ranged) (node['orders'] as Node[]).push(ascending(columnNode(ROW)))
    return undefined
  })
}

function refuseNested({ query, relation }: RewriteOptions, direct: boolean): void {
  if (direct) return
  const { line, column } = query.place
  throw new KinetailError('usage', text.query.notDirect(line, column, relation), { facts: { line, column } })
}

/** Row by row there is no end, so nothing that needs one. */
function refuseEndless(
  select: SelectNode,
  options: RewriteOptions,
  direct: boolean,
  aggregate: boolean,
): void {
  refuseNested(options, direct)
  const { query } = options
  const modifier = select.modifiers[0]
  if (!aggregate && modifier === undefined) return
  const clause = aggregate ? 'GROUP BY' : (CLAUSES[String(modifier!['type'])] ?? String(modifier!['type']))
  const at = placeOf(query.sql, aggregateLocation(select, options), query.place)
  throw new KinetailError('usage', text.query.endless(at.line, at.column, clause), {
    facts: { line: at.line, column: at.column },
  })
}

const CLAUSES: Readonly<Record<string, string>> = {
  ORDER_MODIFIER: 'ORDER BY',
  LIMIT_MODIFIER: 'LIMIT',
  LIMIT_PERCENT_MODIFIER: 'LIMIT',
  DISTINCT_MODIFIER: 'DISTINCT',
}

/** Where the first aggregate, or what is sorted by, stands. */
function aggregateLocation(select: SelectNode, { aggregates }: RewriteOptions): number {
  let found: number | undefined
  walk([select.select_list, select.having], (node) => {
    if (node['class'] === 'FUNCTION' && aggregates.has(String(node['function_name'])))
      found ??= Number(node['query_location'])
    return undefined
  })
  if (found === undefined)
    walk([select.group_expressions, select.modifiers], (node) => {
      if (typeof node['query_location'] === 'number') found ??= node['query_location']
      return undefined
    })
  return found ?? 0
}
