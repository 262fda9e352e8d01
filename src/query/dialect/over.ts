import { text as messages } from '../../messages/messages.ts'
import type { Call, Expression, Frame, Select, WindowDefinition } from './ast.ts'
import { emit } from './emit.ts'
import { type EmitContext, fail } from './emit-context.ts'
import type { OverWindow } from './functions/function.ts'
import { intervalSql, intervalValue } from './interval.ts'
import { rowtimeColumn } from './rowtime.ts'
import { sameName } from './scope.ts'

/** The windows of a SELECT's analytic functions: what they are, and how far back the longest goes. */
export class SlidingWindows {
  readonly #select: Select
  readonly #context: EmitContext
  readonly #keys: ReadonlyMap<string, string>
  readonly #used = new Map<
    string,
    { readonly by: readonly string[]; readonly definition: WindowDefinition }
  >()
  precedingMs: number | undefined
  precedingRows: number | undefined

  /** `keys`: columns that hold what rows are partitioned by, where that is not a column itself. */
  constructor(select: Select, context: EmitContext, keys: ReadonlyMap<string, string>) {
    this.#select = select
    this.#context = context
    this.#keys = keys
  }

  /** Keys of the rows: the SQL of what all windows are partitioned by. */
  get by(): readonly string[] {
    return [...this.#used.values()][0]?.by ?? []
  }

  /** The same as it is written. */
  get partition(): readonly Expression[] {
    return [...this.#used.values()][0]?.definition.partitionBy ?? []
  }

  /** The window of a call. */
  of(call: Call): OverWindow {
    const definition = this.#definition(call)
    const { frame } = definition
    if (frame === undefined)
      return fail(this.#context, definition, messages.dialect.frameNeeded(call.name.name.toUpperCase()))
    for (const { expression, descending } of definition.orderBy)
      if (descending || rowtimeColumn(expression, this.#context.scope) === undefined)
        fail(this.#context, expression, messages.dialect.refused.overOrder)
    const by = definition.partitionBy.map((key) => {
      const { sql } = emit(key, this.#context)
      return this.#keys.get(sql) ?? sql
    })
    this.#checkSame(by, definition)
    const partition = by.length > 0 ? `PARTITION BY ${by.join(', ')} ` : ''
    const ordered = `${partition}ORDER BY t.rowtime`
    const { sql, ms, rows } = this.#frame(frame)
    const mixed = ms === undefined ? this.precedingMs : this.precedingRows
    if (mixed !== undefined) fail(this.#context, frame, messages.dialect.refused.twoFrames)
    if (ms !== undefined) this.precedingMs = Math.max(this.precedingMs ?? 0, ms)
    if (rows !== undefined) this.precedingRows = Math.max(this.precedingRows ?? 0, rows)
    return { sql: `${ordered} ${sql}`, ordered, precedingMs: ms, precedingRows: rows }
  }

  /** The engine keeps rows for one key; windows by different keys would each need their own. */
  #checkSame(by: readonly string[], definition: WindowDefinition): void {
    const text = by.join(', ')
    if (this.#used.size > 0 && !this.#used.has(text))
      fail(this.#context, definition, messages.dialect.refused.twoPartitions)
    this.#used.set(text, { by, definition })
  }

  #definition(call: Call): WindowDefinition {
    const over = call.over!
    if (!('partitionBy' in over)) return this.#named(over)
    if (over.base === undefined) return over
    const base = this.#named(over.base)
    // `OVER (w ROWS 3 PRECEDING)`: what the named window leaves open.
    return {
      ...base,
      start: over.start,
      end: over.end,
      orderBy: over.orderBy.length > 0 ? over.orderBy : base.orderBy,
      frame: over.frame ?? base.frame,
    }
  }

  #named(name: { readonly name: string; readonly start: number; readonly end: number }): WindowDefinition {
    const { windows } = this.#select
    const found = windows.find((window) => sameName(window.name.name, name.name))
    if (found !== undefined) return found.window
    const names = windows.map((window) => window.name.name)
    return fail(this.#context, name, messages.dialect.noNamedWindow(name.name, names))
  }

  #frame(frame: Frame): { sql: string; ms?: number; rows?: number } {
    const { unit, preceding } = frame
    if (preceding === 'unbounded') return fail(this.#context, frame, messages.dialect.refused.unbounded)
    if (unit === 'ROWS') {
      const rows =
        preceding === 'current' ? 0 : preceding.kind === 'number' ? Number(preceding.value) : Number.NaN
      if (!Number.isSafeInteger(rows)) return fail(this.#context, frame, messages.dialect.rowsFrame)
      const from = rows === 0 ? 'CURRENT ROW' : `${rows} PRECEDING`
      return { sql: `ROWS BETWEEN ${from} AND CURRENT ROW`, rows }
    }
    const value =
      preceding === 'current' ? undefined : preceding.kind === 'interval' ? intervalValue(preceding) : 'bad'
    if (value === 'bad' || value?.kind === 'months' || (value && value.ms < 0))
      return fail(this.#context, frame, messages.dialect.rangeFrame)
    const ms = (value as { ms: number } | undefined)?.ms ?? 0
    if (ms === 0) return { sql: 'RANGE BETWEEN CURRENT ROW AND CURRENT ROW', ms }
    // The row exactly that long before is out of the window, as the old service's guide shows it; DuckDB counts both ends.
    return { sql: `RANGE BETWEEN ${justBelow(ms)} PRECEDING AND CURRENT ROW`, ms }
  }
}

function justBelow(ms: number): string {
  return `(${intervalSql({ kind: 'time', ms })} - INTERVAL '1 microsecond')`
}
