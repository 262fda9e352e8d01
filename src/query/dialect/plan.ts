import type { WindowSpec } from '../program.ts'
import type { StreamSymbol } from './streams.ts'
import { quoteName, type Typed } from './value-types.ts'

/** A column of a result. */
export interface Output extends Typed {
  readonly name: string
  /** The value is the time that windows go by, or that time rounded down to windows. */
  readonly rowtime: boolean
}

/** Rows one by one, rows of a window grouped or made distinct, groups with windows of their own, or windows that slide. */
export type PlanKind = 'row' | 'group' | 'distinct' | 'stagger' | 'over'

/** A SELECT that was understood: reads one stream, over one kind of window. */
export interface Plan {
  readonly kind: PlanKind
  readonly from: StreamSymbol
  readonly window: WindowSpec
  readonly outputs: readonly Output[]
  /** Conditions that a row must meet, all of them. */
  readonly where: readonly string[]
  /** Clauses behind WHERE, each a line. */
  readonly tail: readonly string[]
}

/** The SELECT as DuckDB reads it. */
export function planSql(plan: Plan): string {
  const select = plan.kind === 'distinct' ? 'SELECT DISTINCT' : 'SELECT'
  const indent = `,\n${' '.repeat(select.length + 1)}`
  const items = plan.outputs.map(({ sql, name }) => `${sql} AS ${quoteName(name)}`)
  const lines = [`${select} ${items.join(indent)}`, `FROM ${quoteName(plan.from.relation)} AS t`]
  if (plan.where.length > 0) lines.push(`WHERE ${plan.where.join(' AND ')}`)
  return [...lines, ...plan.tail].join('\n')
}
