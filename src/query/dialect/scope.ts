import { nearestName } from './nearest.ts'
import type { TypedField, ValueType } from './value-types.ts'

/** A column that expressions may name. */
export interface ScopeColumn {
  readonly name: string
  readonly type: ValueType
  /** Its SQL; the name behind `t.` for most. */
  readonly sql: string
  /** Named by `*`. What the stream knows of a row beside its data is not. */
  readonly listed: boolean
  /** It carries the time that windows go by, under whichever name. */
  readonly rowtime?: boolean
  readonly fields?: readonly TypedField[]
}

/** What stands behind FROM, as expressions see it. */
export interface Scope {
  /** For messages. */
  readonly label: string
  /** Names that may stand before a column: the stream's and the alias. */
  readonly names: readonly string[]
  readonly columns: readonly ScopeColumn[]
}

/** The column of that name: in its own letters, else whatever their case (DuckDB holds no two that differ only in case). */
export function findColumn(scope: Scope, name: string): ScopeColumn | undefined {
  return (
    scope.columns.find((column) => column.name === name) ??
    scope.columns.find((column) => sameName(column.name, name))
  )
}

export function sameName(a: string, b: string): boolean {
  return a.toUpperCase() === b.toUpperCase()
}

export function nearestColumn(scope: Scope, name: string): string | undefined {
  return nearestName(
    name,
    scope.columns.map((column) => column.name),
  )
}
