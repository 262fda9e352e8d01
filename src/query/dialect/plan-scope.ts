import { text as messages } from '../../messages/messages.ts'
import type { Alias } from './ast.ts'
import { sqlError } from './place.ts'
import type { Output, Plan } from './plan.ts'
import { type Scope, type ScopeColumn, sameName } from './scope.ts'
import { rowtimeOf, type StreamSymbol, streamScope } from './streams.ts'

/** The names that an alias gives. */
export function aliasNames(alias: Alias | undefined): readonly string[] {
  return alias ? [alias.name.name] : []
}

/** `FROM s AS t(a, b)`. */
export function renamed(scope: Scope, alias: Alias | undefined, source: string): Scope {
  if (alias === undefined || alias.columns.length === 0) return scope
  const listed = scope.columns.filter((column) => column.listed)
  if (listed.length !== alias.columns.length)
    throw sqlError(
      source,
      alias.columns[0]!,
      messages.dialect.aliasColumns(listed.length, alias.columns.length),
    )
  const names = new Map(listed.map((column, index) => [column, alias.columns[index]!.name]))
  return {
    ...scope,
    columns: scope.columns.map((column) => ({ ...column, name: names.get(column) ?? column.name })),
  }
}

/** The results of a plan as the columns of what stands around it. */
export function scopeOf(plan: Plan, names: readonly string[], rowtime: string): Scope {
  const columns: ScopeColumn[] = plan.outputs.map((output) => ({ ...output, listed: true }))
  const own = columns.some(({ name }) => sameName(name, 'ROWTIME'))
  const hidden = own ? [] : [{ ...rowtimeOf('t.'), sql: rowtime }]
  return { label: names[0] ?? plan.from.name, names, columns: [...columns, ...hidden] }
}

/** Every row of a stream as it is. */
export function passOn(stream: StreamSymbol): Plan {
  const outputs = streamScope(stream, [], 't.')
    .columns.filter(({ listed }) => listed)
    .map((column): Output => ({ ...column, rowtime: column.rowtime ?? false }))
  return { kind: 'row', from: stream, window: { kind: 'none' }, outputs, where: [], tail: [] }
}
