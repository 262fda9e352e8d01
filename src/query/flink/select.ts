import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { ColumnDefinition, WindowSpec } from '../program.ts'
import { isAggregate, orderOf, print, type Scope } from './expression.ts'
import { type Expression, type Modifier, type SelectNode, type TableNode, walk } from './tree.ts'
import { interval, name } from './words.ts'

/** Where a SELECT reads from. */
export interface From {
  /** The table or view. */
  readonly table: string
  /** The stream's relation in DuckDB. */
  readonly relation: string
  /** Names of its columns that `*` stands for. */
  readonly columns: readonly string[]
  /** A member of `record`; undefined where the stream has none. */
  readonly member: ((path: string) => string) | undefined
  /** The time attribute that windows go by. */
  readonly time: string
}

export interface SelectOptions {
  readonly from: From
  readonly window: WindowSpec
  /** Names and types of the result, in DuckDB's order. */
  readonly columns: readonly ColumnDefinition[]
  readonly query: string
  /** What the result's own time is called, where another query reads it: `rowtime`. */
  readonly rowtime: boolean
}

/** Windows that are a table function of Flink: their rows have `window_start`, `window_end` and `window_time`. */
const TABLE_FUNCTIONS: ReadonlySet<WindowSpec['kind']> = new Set([
  'tumbling',
  'hopping',
  'session',
  'running',
])
const BOUNDS = ['window_start', 'window_end'] as const
/** Of a query without a window Flink is told: totals since midnight (UTC), anew this often. */
const RUNNING_STEP_MS = 10_000
const DAY_MS = 86_400_000

interface Item {
  readonly sql: string
  readonly name: string
  readonly expression: Expression | undefined
}

/**
 * A SELECT of one query in Flink SQL. In a window every level groups by the window's bounds, and the result begins with them.
 * @returns the statement, and the names of its columns
 */
export function printSelect(node: SelectNode, options: SelectOptions): { sql: string; names: string[] } {
  const { window, columns } = options
  const windowed = TABLE_FUNCTIONS.has(window.kind)
  const level = new Level(
    node,
    options,
    windowed,
    columns.map((column) => column.name),
  )
  const { items } = level
  // On its way to another query a row has its time: the window is told to those who see the result.
  const bounds =
    windowed && !options.rowtime ? BOUNDS.filter((bound) => !items.some((item) => item.name === bound)) : []
  const shown = [
    ...bounds.map((bound): Item => ({ sql: name(bound), name: bound, expression: undefined })),
    ...items,
  ]
  const time = windowed ? 'window_time' : options.from.time
  const rowtime: Item[] =
    options.rowtime && !shown.some((item) => item.name === 'rowtime')
      ? [{ sql: name(time), name: 'rowtime', expression: undefined }]
      : []
  return { sql: level.print([...rowtime, ...shown]), names: [...rowtime, ...shown].map((item) => item.name) }
}

/** One SELECT of possibly several within each other. */
class Level {
  readonly items: Item[]
  readonly #node: SelectNode
  readonly #options: SelectOptions
  readonly #windowed: boolean
  readonly #scope: Scope
  readonly #table: string

  constructor(
    node: SelectNode,
    options: SelectOptions,
    windowed: boolean,
    names: readonly string[] | undefined,
  ) {
    if (node.type !== 'SELECT_NODE') throw cannot(node.type, options)
    this.#node = node
    this.#options = options
    this.#windowed = windowed
    const { columns, table, member } = this.#read(node.from_table)
    this.#table = table
    const known = new Map(
      [...columns, 'rowtime', ...(windowed ? BOUNDS : [])].map((word) => [word.toLowerCase(), word] as const),
    )
    const aliases = new Map(
      node.select_list.flatMap((one) => (one.alias ? [[one.alias.toLowerCase(), one] as const] : [])),
    )
    const scope: Scope = {
      query: options.query,
      column: (word) => {
        const key = word.toLowerCase()
        const column = known.get(key)
        if (column !== undefined) return name(column)
        // DuckDB takes a name of the SELECT list nearly everywhere: Flink wants what it stands for.
        const meant = aliases.get(key)
        if (meant === undefined) return undefined
        aliases.delete(key)
        const printed = print(meant, scope)
        aliases.set(key, meant)
        return printed
      },
      member: (path) => {
        if (member === undefined) throw cannot('record', options)
        return member(path)
      },
    }
    this.#scope = scope
    this.items = this.#expand(columns, names)
  }

  print(shown: readonly Item[]): string {
    const node = this.#node
    const modifiers = node.modifiers ?? []
    const grouped = this.#isGrouped()
    const limit = modifiers.find((one) => one.type === 'LIMIT_MODIFIER')
    const order = modifiers.find((one) => one.type === 'ORDER_MODIFIER')
    const distinct = modifiers.some((one) => one.type === 'DISTINCT_MODIFIER')
    if (distinct && grouped) throw cannot('DISTINCT', this.#options)
    const groups = grouped ? this.#groups() : distinct ? this.items.map((item) => item.sql) : undefined
    const sort = limit === undefined ? [] : this.#sort(order)
    const lines = [
      `SELECT ${[...shown, ...sort].map((item) => `${item.sql}${item.sql === name(item.name) ? '' : ` AS ${name(item.name)}`}`).join(',\n  ')}`,
      `FROM ${this.#table}`,
      ...(node.where_clause ? [`WHERE ${print(node.where_clause, this.#scope)}`] : []),
      ...this.#groupBy(groups, shown),
      ...(node.having ? [`HAVING ${print(node.having, this.#scope)}`] : []),
    ]
    if (limit === undefined) return lines.join('\n')
    return this.#top(lines.join('\n'), shown, order, sort, limit)
  }

  /** What the SELECT reads: the stream itself, in its window, or another SELECT of it. */
  #read(from: TableNode | undefined): { columns: string[]; table: string; member: From['member'] } {
    const { from: source, window } = this.#options
    if (from?.type === 'BASE_TABLE' && from.table_name?.toLowerCase() === source.relation.toLowerCase())
      return { columns: [...source.columns], table: tableFunction(source, window), member: source.member }
    if (from?.type === 'SUBQUERY' && from.subquery) {
      const inner = new Level(from.subquery.node, this.#options, this.#windowed, undefined)
      const carried = this.#windowed ? [...BOUNDS, 'window_time'] : ['rowtime']
      const kept = carried.filter((word) => !inner.items.some((item) => item.name === word))
      const shown = [
        ...kept.map((word): Item => ({ sql: name(word), name: word, expression: undefined })),
        ...inner.items,
      ]
      const indented = inner.print(shown).replaceAll('\n', '\n  ')
      return {
        columns: inner.items.map((item) => item.name),
        table: `(\n  ${indented}\n)`,
        member: undefined,
      }
    }
    throw cannot(from?.type ?? 'SELECT without FROM', this.#options)
  }

  #expand(columns: readonly string[], names: readonly string[] | undefined): Item[] {
    const items = this.#node.select_list.flatMap((one): Item[] => {
      if (one.class === 'STAR')
        return columns.map((word) => ({ sql: name(word), name: word, expression: undefined }))
      const word = one.alias || (one.class === 'COLUMN_REF' ? one.column_names!.at(-1)! : '')
      return [{ sql: print(one, this.#scope), name: word, expression: one }]
    })
    const starless = !this.#node.select_list.some((one) => one.class === 'STAR')
    return items.map((item, i) => ({
      ...item,
      name: item.name || (starless ? names?.[i] : undefined) || `column_${i + 1}`,
    }))
  }

  #isGrouped(): boolean {
    const { group_expressions, select_list, having } = this.#node
    let found = (group_expressions?.length ?? 0) > 0 || having !== undefined
    for (const one of select_list)
      walk(one, (part) => {
        if (isAggregate(part)) found = true
      })
    return found
  }

  #groups(): string[] {
    const { group_expressions = [], group_sets = [], aggregate_handling } = this.#node
    if (group_sets.length > 1) throw cannot('GROUPING SETS', this.#options)
    if (aggregate_handling === 'FORCE_AGGREGATES')
      return this.items
        .filter((item) => item.expression && !hasAggregate(item.expression))
        .map((item) => item.sql)
    return group_expressions.map((one) => {
      // `GROUP BY 1` is the first of the SELECT list.
      const place = one.class === 'CONSTANT' ? Number(one.value!.value) : Number.NaN
      return this.items[place - 1]?.sql ?? print(one, this.#scope)
    })
  }

  #groupBy(groups: readonly string[] | undefined, shown: readonly Item[]): string[] {
    if (groups === undefined) return []
    const time = shown.some((item) => item.sql === name('window_time')) ? ['window_time'] : []
    const bounds = this.#windowed ? [...BOUNDS, ...time].map(name) : []
    const all = [...bounds, ...groups.filter((group) => !bounds.includes(group))]
    return all.length === 0 ? [] : [`GROUP BY ${all.join(', ')}`]
  }

  /** What is sorted by and is no column of the result, as columns of its own. */
  #sort(order: Modifier | undefined): Item[] {
    return (order?.orders ?? []).flatMap(({ expression }, i): Item[] => {
      if (this.#isShown(expression)) return []
      return [{ sql: print(expression, this.#scope), name: `sort_${i + 1}`, expression }]
    })
  }

  #isShown(one: Expression): boolean {
    if (one.class === 'CONSTANT') return true
    return one.class === 'COLUMN_REF' && this.items.some((item) => item.name === one.column_names!.at(-1))
  }

  /** `ORDER BY … LIMIT n` of a window: Flink's pattern for it. */
  #top(
    inner: string,
    shown: readonly Item[],
    order: Modifier | undefined,
    sort: readonly Item[],
    limit: Modifier,
  ): string {
    const count = limit.limit?.value?.value
    if (!this.#windowed || limit.offset || typeof count !== 'number') throw cannot('LIMIT', this.#options)
    let extra = 0
    const keys = (order?.orders ?? []).map((one) => {
      const { expression } = one
      if (expression.class === 'CONSTANT')
        return orderOf(one, { ...this.#scope, column: name }).replace(
          /^\d+/,
          name(this.items[Number(expression.value!.value) - 1]!.name),
        )
      if (this.#isShown(expression)) return orderOf(one, { ...this.#scope, column: name })
      const { name: key } = sort[extra++]!
      const direction = one.type === 'DESCENDING' ? ' DESC' : ''
      return `${name(key)}${direction}`
    })
    const names = shown.map((item) => name(item.name)).join(', ')
    const by = keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : ` ORDER BY ${name(shown.at(-1)!.name)}`
    const ranked = `SELECT *, ROW_NUMBER() OVER (PARTITION BY \`window_start\`, \`window_end\`${by}) AS \`place\``
    return `SELECT ${names}\nFROM (\n  ${ranked}\n  FROM (\n    ${inner.replaceAll('\n', '\n    ')}\n  )\n)\nWHERE \`place\` <= ${count}`
  }
}

function hasAggregate(one: Expression): boolean {
  let found = false
  walk(one, (part) => {
    if (isAggregate(part)) found = true
  })
  return found
}

function tableFunction({ table, time }: From, window: WindowSpec): string {
  const rows = `TABLE ${name(table)}`
  const descriptor = `DESCRIPTOR(${name(time)})`
  switch (window.kind) {
    case 'tumbling':
      return `TABLE(TUMBLE(${rows}, ${descriptor}, ${interval(window.sizeMs)}))`
    case 'hopping':
      return `TABLE(HOP(${rows}, ${descriptor}, ${interval(window.everyMs)}, ${interval(window.sizeMs)}))`
    case 'session': {
      const by = window.by.length > 0 ? ` PARTITION BY (${window.by.map(name).join(', ')})` : ''
      return `TABLE(SESSION(${rows}${by}, ${descriptor}, ${interval(window.gapMs)}))`
    }
    case 'running':
      return `TABLE(CUMULATE(${rows}, ${descriptor}, ${interval(RUNNING_STEP_MS)}, ${interval(DAY_MS)}))`
    case 'stagger':
      throw new KinetailError('usage', text.flink.noStagger)
    default:
      return name(table)
  }
}

function cannot(what: string, { query }: SelectOptions): KinetailError {
  return new KinetailError('usage', text.flink.cannotSay(what.toLowerCase().replaceAll('_', ' '), query))
}
