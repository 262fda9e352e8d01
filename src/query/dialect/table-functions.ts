import { text as messages } from '../../messages/messages.ts'
import type { Call, Expression, Query } from './ast.ts'
import { refusedFunction } from './functions/all.ts'
import { nearestName } from './nearest.ts'
import { sqlError } from './place.ts'
import type { Output, Plan } from './plan.ts'
import { sameName } from './scope.ts'
import { TABLE_FUNCTION_NAMES } from './table-function-names.ts'

/** Windows of these functions are between a second and an hour; the most items asked for are 100,000 (Kinesis Data Analytics). */
const LONGEST_SECONDS = 3600
const MOST_ITEMS = 100_000

type PlanQuery = (query: Query) => Plan

/** `TABLE(TOP_K_ITEMS_TUMBLING(CURSOR(SELECT STREAM * FROM s), 'column', 3, 60))` as the SELECT that it stands for. */
export function planTableFunction(call: Call, source: string, planQuery: PlanQuery): Plan {
  const name = call.name.name.toUpperCase()
  const arguments_ = new TableArguments(call, source, planQuery)
  if (name === 'TOP_K_ITEMS_TUMBLING') return topItems(arguments_)
  if (name === 'COUNT_DISTINCT_ITEMS_TUMBLING') return countDistinct(arguments_)
  if (name === 'GROUP_RANK') return groupRank(arguments_)
  const refused = refusedFunction(name)
  if (refused !== undefined)
    throw sqlError(
      source,
      call.name,
      messages.dialect.refusedFunction(refused, messages.dialect.instead[refused]),
    )
  const nearest = nearestName(name, TABLE_FUNCTION_NAMES)
  throw sqlError(source, call.name, messages.dialect.unknownFunction(call.name.name, nearest))
}

/** The most frequent values of a window. Exact, where the old service gave an estimate. */
function topItems(given: TableArguments): Plan {
  given.count(4, "TOP_K_ITEMS_TUMBLING(CURSOR(SELECT STREAM * FROM s), 'column', 3, 60)")
  const plan = given.rowByRow()
  const column = given.column(1, plan)
  const most = given.whole(2, MOST_ITEMS)
  const sizeMs = given.whole(3, LONGEST_SECONDS) * 1000
  const count: Output = { name: 'MOST_FREQUENT_VALUES', sql: 'count(*)', type: 'integer', rowtime: false }
  return {
    kind: 'group',
    from: plan.from,
    window: { kind: 'tumbling', sizeMs },
    outputs: [column, count],
    where: [...plan.where, `(${column.sql} IS NOT NULL)`],
    tail: [
      `GROUP BY ${column.sql}, t.window_start, t.window_end`,
      // Of two that are as frequent the lesser comes first, so that a second run gives the same.
      `ORDER BY count(*) DESC, ${column.sql}`,
      `LIMIT ${most}`,
    ],
  }
}

/** Exact, where the old service was so up to 10,000 items. */
function countDistinct(given: TableArguments): Plan {
  given.count(3, "COUNT_DISTINCT_ITEMS_TUMBLING(CURSOR(SELECT STREAM * FROM s), 'column', 60)")
  const plan = given.rowByRow()
  const column = given.column(1, plan)
  const sizeMs = given.whole(2, LONGEST_SECONDS) * 1000
  const count = {
    name: 'NUMBER_OF_DISTINCT_ITEMS',
    sql: `count(DISTINCT ${column.sql})`,
    type: 'integer',
  } as const
  return {
    kind: 'group',
    from: plan.from,
    window: { kind: 'tumbling', sizeMs },
    outputs: [{ ...count, rowtime: false }],
    where: plan.where,
    tail: ['GROUP BY t.window_start, t.window_end'],
  }
}

/** Ranks the rows of one window's result, which all have one time. */
function groupRank(given: TableArguments): Plan {
  given.count(7, "GROUP_RANK(CURSOR(SELECT STREAM …), 'n', 'groupRank', 'desc', 'asc', 0, 10)")
  const plan = given.plan()
  if (plan.kind !== 'group') given.fail(0, messages.dialect.refused.rankWithoutWindow)
  const column = given.column(1, plan)
  const name = given.text(2)
  const ranked = given.direction(3)
  const order = given.direction(4)
  const most = given.whole(6, Number.MAX_SAFE_INTEGER, 0)
  const rank = `rank() OVER (ORDER BY ${column.sql}${ranked})`
  return {
    ...plan,
    outputs: [...plan.outputs, { name, sql: rank, type: 'integer', rowtime: false }],
    tail: [
      ...plan.tail.filter((clause) => !clause.startsWith('ORDER BY')),
      `ORDER BY ${column.sql}${order}`,
      ...(most > 0 ? [`LIMIT ${most}`] : []),
    ],
  }
}

/** The arguments of such a function, each checked where it stands. */
class TableArguments {
  readonly #call: Call
  readonly #source: string
  readonly #planQuery: PlanQuery

  constructor(call: Call, source: string, planQuery: PlanQuery) {
    this.#call = call
    this.#source = source
    this.#planQuery = planQuery
  }

  fail(index: number, sentence: string): never {
    throw sqlError(this.#source, this.#call.arguments[index] ?? this.#call, sentence)
  }

  count(wanted: number, example: string): void {
    const { name } = this.#call.name
    const given = this.#call.arguments.length
    if (given !== wanted)
      throw sqlError(
        this.#source,
        this.#call,
        messages.dialect.argumentCount(name, wanted, wanted, given, example),
      )
  }

  /** The query that the cursor points at. */
  plan(): Plan {
    const argument = this.#call.arguments[0]!
    const cursor =
      argument.kind === 'call' && sameName(argument.name.name, 'CURSOR') ? argument.arguments[0] : undefined
    if (cursor?.kind !== 'query') return this.fail(0, messages.dialect.cursorNeeded)
    return this.#planQuery(cursor.query)
  }

  rowByRow(): Plan {
    const plan = this.plan()
    return plan.kind === 'row' ? plan : this.fail(0, messages.dialect.refused.windowInCursor)
  }

  column(index: number, plan: Plan): Output {
    const name = this.text(index)
    const found = plan.outputs.find((output) => sameName(output.name, name))
    if (found !== undefined) return found
    const names = plan.outputs.map((output) => output.name)
    return this.fail(index, messages.dialect.noColumn(name, plan.from.name, names, nearestName(name, names)))
  }

  text(index: number): string {
    const argument: Expression = this.#call.arguments[index]!
    return argument.kind === 'string' ? argument.value : this.fail(index, messages.dialect.literalNeeded)
  }

  whole(index: number, most: number, least = 1): number {
    const argument = this.#call.arguments[index]!
    const value = argument.kind === 'number' ? Number(argument.value) : Number.NaN
    if (!Number.isSafeInteger(value) || value < least || value > most)
      this.fail(index, messages.dialect.wholeBetween(least, most))
    return value
  }

  direction(index: number): string {
    const value = this.text(index).toLowerCase()
    if (value !== 'asc' && value !== 'desc') this.fail(index, messages.dialect.directionNeeded)
    return value === 'desc' ? ' DESC' : ''
  }
}
