import { text as messages } from '../../messages/messages.ts'
import type { Expression, Select } from './ast.ts'
import { hasAggregate } from './children.ts'
import { emit } from './emit.ts'
import { type EmitContext, fail, type Grouping } from './emit-context.ts'
import { intervalValue } from './interval.ts'
import { rowtimeColumn, rowtimeStep } from './rowtime.ts'
import { sameName } from './scope.ts'

/** What a GROUP BY says: its window, and what rows of one group share. */
export interface TumblingGroup extends Grouping {
  readonly windowMs: number
}

/**
 * The window among the things grouped by. The finest time counts: coarser ones are made of whole windows of it.
 * @throws KinetailError where there is no window: the groups would never be complete
 */
export function tumblingGroup(select: Select, context: EmitContext): TumblingGroup {
  const items = select.groupBy!
  const keys = new Map<string, string>()
  const sizes: { readonly sizeMs: number; readonly at: { start: number; end: number } }[] = []
  for (const item of items) {
    const { expression, range } = item
    if (expression.kind === 'number') fail(context, item, messages.dialect.groupByNumber)
    if (hasAggregate(expression)) fail(context, item, messages.dialect.aggregateInGroup)
    if (range !== undefined) {
      const length = intervalValue(range)
      if (rowtimeColumn(expression, context.scope) === undefined)
        fail(context, expression, messages.dialect.rangeOfRowtime)
      if (length?.kind !== 'time' || length.ms <= 0) fail(context, range, messages.dialect.windowLength)
      sizes.push({ sizeMs: (length as { ms: number }).ms, at: item })
      continue
    }
    const step = rowtimeStep(expression, context.scope)
    if (step !== undefined) sizes.push({ sizeMs: step.sizeMs, at: item })
    if (step?.own) continue
    if (step === undefined && roundsRowtime(expression, context))
      fail(context, expression, messages.dialect.windowLength)
    if (rowtimeColumn(expression, context.scope) !== undefined)
      fail(context, expression, messages.dialect.bareRowtime)
    const { sql } = emit(expression, context)
    keys.set(sql, sql)
  }
  const [finest] = [...sizes].sort((a, b) => a.sizeMs - b.sizeMs)
  if (finest === undefined) return fail(context, groupSpan(select), messages.dialect.noWindow)
  const odd = sizes.find(({ sizeMs }) => sizeMs % finest.sizeMs !== 0)
  if (odd) fail(context, odd.at, messages.dialect.unevenWindows(odd.sizeMs, finest.sizeMs))
  return { keys, windowMs: finest.sizeMs }
}

/** ROWTIME rounded to weeks, months and years: windows are of fixed length. */
function roundsRowtime(expression: Expression, context: EmitContext): boolean {
  return (
    expression.kind === 'call' &&
    expression.form !== '' &&
    /^(?:FLOOR|STEP|CEIL|CEILING)$/i.test(expression.name.name) &&
    expression.arguments.some((value) => rowtimeColumn(value, context.scope) !== undefined)
  )
}

function groupSpan(select: Select): { start: number; end: number } {
  const items = select.groupBy!
  return { start: items[0]!.start, end: items.at(-1)!.end }
}

/** ORDER BY of a window's rows; the time, which all of them share, may lead it. */
export function orderSql(select: Select, context: EmitContext): readonly string[] {
  return select.orderBy.flatMap(({ expression, descending }) => {
    const column = rowtimeColumn(expression, context.scope)
    if (column !== undefined && sameName(column, 'ROWTIME')) return []
    const alias =
      expression.kind === 'column' && expression.path.length === 1 ? expression.path[0]! : undefined
    const item = alias && select.items.find((other) => other.alias && sameName(other.alias.name, alias.name))
    const { sql } = emit(item ? item.expression : expression, context)
    return [`${sql}${descending ? ' DESC' : ''}`]
  })
}
