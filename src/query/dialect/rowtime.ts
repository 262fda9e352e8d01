import type { Expression } from './ast.ts'
import { intervalValue, UNIT_MS } from './interval.ts'
import { findColumn, type Scope, sameName } from './scope.ts'

/** A time of the row rounded down: what a tumbling window is grouped by. */
export interface RowtimeStep {
  /** ms. */
  readonly sizeMs: number
  /** Of ROWTIME itself; not of another column that carries it. */
  readonly own: boolean
}

/** `STEP(ROWTIME BY INTERVAL '60' SECOND)`, `FLOOR(ROWTIME TO MINUTE)`, also inside MONOTONIC; undefined for everything else. */
export function rowtimeStep(expression: Expression, scope: Scope): RowtimeStep | undefined {
  if (expression.kind !== 'call') return undefined
  const name = expression.name.name.toUpperCase()
  const [value, by] = expression.arguments
  if (value === undefined) return undefined
  if (name === 'MONOTONIC') return rowtimeStep(value, scope)
  const column = rowtimeColumn(value, scope)
  if (column === undefined) return undefined
  const own = sameName(column, 'ROWTIME')
  if (name === 'FLOOR' && expression.unit !== undefined) {
    const sizeMs = UNIT_MS[expression.unit]
    return sizeMs === undefined ? undefined : { sizeMs, own }
  }
  if (name !== 'STEP' || expression.form !== 'BY' || by?.kind !== 'interval') return undefined
  const length = intervalValue(by)
  return length?.kind === 'time' && length.ms > 0 ? { sizeMs: length.ms, own } : undefined
}

/** The name of the column that an expression names, where that column carries the time windows go by. */
export function rowtimeColumn(expression: Expression, scope: Scope): string | undefined {
  if (expression.kind !== 'column') return undefined
  const { path } = expression
  const last = path.at(-1)!
  if (path.length > 2) return undefined
  if (path.length === 2 && !scope.names.some((name) => sameName(name, path[0]!.name))) return undefined
  const column = findColumn(scope, last.name)
  return column?.rowtime ? column.name : undefined
}
