import { text as messages } from '../../messages/messages.ts'
import type { Select } from './ast.ts'
import { hasAggregate, hasOver } from './children.ts'
import { type EmitContext, fail } from './emit-context.ts'
import type { PlanKind } from './plan.ts'

/** What kind of window a SELECT is written with. */
export function kindOf(select: Select): PlanKind {
  if (select.stagger) return 'stagger'
  if (select.groupBy) return 'group'
  if (select.items.some(({ expression }) => hasOver(expression))) return 'over'
  return select.distinct ? 'distinct' : 'row'
}

/** What the rules of SQL and of streams forbid, said before anything else goes wrong because of it. */
export function checkSelect(select: Select, kind: PlanKind, context: EmitContext): void {
  const { where, having, groupBy, stagger, orderBy, items } = select
  if (where && hasAggregate(where)) fail(context, where, messages.dialect.aggregateInWhere)
  if (where && hasOver(where)) fail(context, where, messages.dialect.overInWhere)
  const grouped = kind === 'group' || kind === 'stagger'
  if (groupBy && stagger) fail(context, stagger, messages.dialect.staggerAndGroup)
  if (having && !grouped) fail(context, having, messages.dialect.havingAlone)
  const over = items.find(({ expression }) => hasOver(expression))
  if (grouped && over) fail(context, over, messages.dialect.overInGroup)
  if (select.distinct && (grouped || over))
    fail(context, select.items[0]!, messages.dialect.distinctAndWindow)
  const aggregate = items.find(({ expression }) => hasAggregate(expression))
  if (aggregate && !grouped) fail(context, aggregate, messages.dialect.noGroup)
  if (orderBy.length > 0 && !grouped && kind !== 'distinct')
    fail(context, orderBy[0]!, messages.dialect.orderEndless)
}
