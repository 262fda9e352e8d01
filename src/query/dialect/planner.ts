import { text as messages } from '../../messages/messages.ts'
import type { ContinuousQuery, WindowSpec } from '../program.ts'
import type { Alias, Query, Relation, Select } from './ast.ts'
import { checkSelect, kindOf } from './check-select.ts'
import { emit } from './emit.ts'
import { type EmitContext, fail, type UserFunction } from './emit-context.ts'
import { orderSql, tumblingGroup } from './grouping.ts'
import { intervalValue } from './interval.ts'
import { outputsOf } from './outputs.ts'
import { SlidingWindows } from './over.ts'
import { placeOf } from './place.ts'
import { type Output, type Plan, type PlanKind, planSql } from './plan.ts'
import { aliasNames, passOn, renamed, scopeOf } from './plan-scope.ts'
import { rowtimeStep } from './rowtime.ts'
import { type Scope, sameName } from './scope.ts'
import { type StreamSymbol, type StreamTable, streamScope } from './streams.ts'
import { planTableFunction } from './table-functions.ts'
import { quoteName, type Typed } from './value-types.ts'

/** What a SELECT reads, as its expressions see it. */
interface Input {
  readonly stream: StreamSymbol
  readonly scope: Scope
  readonly where: readonly string[]
  /** A plan that this SELECT only picks columns of. */
  readonly base?: Plan
  /** The time of a row of `base`. */
  readonly rowtime?: string
}

/** A column of a relation, as SQL and nothing more. */
const BARE = /^t\.([A-Za-z_][A-Za-z0-9_]*|"(?:[^"]|"")+")$/

/** Makes plans of SELECTs. Where one window reads another, a stream of its own goes between; its query is in `queries` before those that read it. */
export class Planner {
  readonly source: string
  readonly queries: ContinuousQuery[] = []
  readonly #streams: StreamTable
  readonly #functions: readonly UserFunction[]
  /** Name of the query that is planned, for the streams between. */
  #name = ''

  constructor(source: string, streams: StreamTable, functions: readonly UserFunction[]) {
    this.source = source
    this.#streams = streams
    this.#functions = functions
  }

  /** The plan of a SELECT of the query `name`. */
  plan(select: Select, name: string): Plan {
    this.#name = name
    return this.#select(select, undefined)
  }

  #select(select: Select, alias: Alias | undefined): Plan {
    const kind = kindOf(select)
    const input = this.#input(select.from, select, kind)
    const context = { ...this.#context(input.scope), ...(input.rowtime ? { rowtime: input.rowtime } : {}) }
    checkSelect(select, kind, context)
    const where = select.where ? [...input.where, emit(select.where, context).sql] : [...input.where]
    if (input.base) return this.#pick(select, input.base, context, alias)
    if (kind === 'group') return this.#group(select, input, where, context, alias)
    if (kind === 'stagger') return this.#stagger(select, input, where, context, alias)
    if (kind === 'over') return this.#over(select, input, where, context, alias)
    const outputs = this.#outputs(select, context, alias)
    if (kind === 'distinct') return this.#distinct(select, input, where, context, outputs)
    return { kind, from: input.stream, window: { kind: 'none' }, outputs, where, tail: [] }
  }

  #context(scope: Scope): EmitContext {
    return {
      source: this.source,
      scope,
      functions: this.#functions,
      overOf: (call) => fail(this.#context(scope), call, messages.dialect.overElsewhere),
    }
  }

  #outputs(select: Select, context: EmitContext, alias: Alias | undefined): readonly Output[] {
    return outputsOf(select, context, alias?.columns)
  }

  #group(
    select: Select,
    input: Input,
    where: readonly string[],
    context: EmitContext,
    alias: Alias | undefined,
  ): Plan {
    const group = tumblingGroup(select, context)
    const grouped: EmitContext = { ...context, group }
    const outputs = this.#outputs(select, grouped, alias)
    const keys = [...group.keys.values(), 't.window_start', 't.window_end']
    const window: WindowSpec = { kind: 'tumbling', sizeMs: group.windowMs }
    const tail = [`GROUP BY ${keys.join(', ')}`, ...rest(select, grouped)]
    return { kind: 'group', from: input.stream, window, outputs, where, tail }
  }

  #distinct(
    select: Select,
    input: Input,
    where: readonly string[],
    context: EmitContext,
    outputs: readonly Output[],
  ): Plan {
    const sizes = select.items.flatMap(
      ({ expression }) => rowtimeStep(expression, context.scope)?.sizeMs ?? [],
    )
    // Rows that are equal have one time: of the time itself any window will do.
    const sizeMs =
      sizes.length > 0 ? Math.max(...sizes) : outputs.some(({ rowtime }) => rowtime) ? 1000 : undefined
    if (sizeMs === undefined) return fail(context, select.items[0]!, messages.dialect.distinctEndless)
    return {
      kind: 'distinct',
      from: input.stream,
      window: { kind: 'tumbling', sizeMs },
      outputs,
      where,
      tail: rest(select, context),
    }
  }

  #stagger(
    select: Select,
    input: Input,
    where: readonly string[],
    context: EmitContext,
    alias: Alias | undefined,
  ): Plan {
    const stagger = select.stagger!
    const length = intervalValue(stagger.range)
    if (length?.kind !== 'time' || length.ms <= 0)
      return fail(context, stagger.range, messages.dialect.windowLength)
    const keys = stagger.by.map((key) => emit(key, context))
    // Windows open with the first row of a key. So keys are columns, and rows that do not count are gone before.
    const keyed =
      where.length === 0 && keys.every(({ sql }) => BARE.test(sql))
        ? { stream: input.stream, scope: input.scope, columns: keys.map(({ sql }) => sql) }
        : this.#prepare(select, input, where, keys)
    const inner = this.#context(keyed.scope)
    const again = stagger.by.map((key, index) => [emit(key, inner).sql, keyed.columns[index]!] as const)
    const grouped: EmitContext = { ...inner, group: { keys: new Map(again), windowMs: undefined } }
    const outputs = this.#outputs(select, grouped, alias)
    const tail = [`GROUP BY ${[...keyed.columns, 't.window_start', 't.window_end'].join(', ')}`]
    return {
      kind: 'stagger',
      from: keyed.stream,
      window: { kind: 'stagger', sizeMs: length.ms, by: keyed.columns.map(bareName) },
      outputs,
      where: [],
      tail: [...tail, ...rest(select, grouped)],
    }
  }

  #over(
    select: Select,
    input: Input,
    where: readonly string[],
    context: EmitContext,
    alias: Alias | undefined,
  ): Plan {
    const first = this.#sliding(select, context, alias)
    const keys = first.windows.by
    const rows = first.windows.precedingRows !== undefined
    const bare = keys.every((sql) => BARE.test(sql))
    // The engine keeps the last rows of each key: of those that count, by columns.
    const prepare = rows && (where.length > 0 || !bare)
    if (!prepare) {
      const by = bare ? keys.map(bareName) : []
      return {
        kind: 'over',
        from: input.stream,
        window: spec(first.windows, by),
        outputs: first.outputs,
        where,
        tail: [],
      }
    }
    const keyed = this.#prepare(
      select,
      input,
      where,
      keys.map((sql) => ({ sql, type: 'unknown' })),
    )
    const inner = this.#context(keyed.scope)
    const names = first.windows.partition.map(
      (key, index) => [emit(key, inner).sql, keyed.columns[index]!] as const,
    )
    const again = this.#sliding(select, inner, alias, new Map(names))
    const window = spec(again.windows, keyed.columns.map(bareName))
    return { kind: 'over', from: keyed.stream, window, outputs: again.outputs, where: [], tail: [] }
  }

  #sliding(
    select: Select,
    context: EmitContext,
    alias: Alias | undefined,
    keys: ReadonlyMap<string, string> = new Map(),
  ): { windows: SlidingWindows; outputs: readonly Output[] } {
    const windows = new SlidingWindows(select, context, keys)
    const outputs = this.#outputs(select, { ...context, overOf: (call) => windows.of(call) }, alias)
    return { windows, outputs }
  }

  /** A SELECT that only picks columns of another one is part of it. */
  #pick(select: Select, base: Plan, context: EmitContext, alias: Alias | undefined): Plan {
    return { ...base, outputs: this.#outputs(select, context, alias) }
  }

  /** What stands behind FROM. */
  #input(relation: Relation, select: Select, kind: PlanKind): Input {
    if (relation.kind === 'stream') {
      const stream = this.#streams.get(relation.name)
      const names = [relation.name.name, ...aliasNames(relation.alias)]
      const scope = renamed(streamScope(stream, names, 't.'), relation.alias, this.source)
      return { stream, scope, where: [] }
    }
    const inner =
      relation.kind === 'table'
        ? planTableFunction(relation.call, this.source, (query) => this.#inner(query, undefined))
        : this.#inner(relation.query, relation.alias)
    const names = aliasNames(relation.alias)
    if (inner.kind === 'row')
      return { stream: inner.from, scope: scopeOf(inner, names, 't.rowtime'), where: inner.where }
    if (kind === 'row' && !select.where && inner.kind !== 'distinct') {
      const rowtime = inner.kind === 'over' ? 't.rowtime' : 't.window_end'
      return { stream: inner.from, scope: scopeOf(inner, names, rowtime), where: [], base: inner, rowtime }
    }
    const stream = this.between(inner, relation)
    return { stream, scope: streamScope(stream, names, 't.'), where: [] }
  }

  /** The plan of a query inside another one. Several SELECTs feed a stream of their own. */
  #inner(query: Query, alias: Alias | undefined): Plan {
    const plans = query.selects.map((select) => this.#select(select, alias))
    const [first, ...others] = plans
    if (others.length === 0) return first!
    const stream = this.between(first!, query.selects[0]!)
    for (const [index, plan] of others.entries()) {
      const select = query.selects[index + 1]!
      if (plan.outputs.length !== first!.outputs.length)
        fail(
          this.#context(streamScope(stream, [], 't.')),
          select,
          messages.dialect.unionColumns(first!.outputs.length, plan.outputs.length),
        )
      const outputs = plan.outputs.map((output, i) => ({ ...output, name: first!.outputs[i]!.name }))
      this.add({ ...plan, outputs }, stream, stream.name, select)
    }
    return passOn(stream)
  }

  /** Rows that count, with the columns that the SELECT mentions and its keys, as a stream of their own. */
  #prepare(
    select: Select,
    input: Input,
    where: readonly string[],
    keys: readonly Typed[],
  ): { readonly stream: StreamSymbol; readonly scope: Scope; readonly columns: readonly string[] } {
    const mentioned = this.source.slice(select.start, select.end).toUpperCase()
    const star = select.items.some(({ expression }) => expression.kind === 'star')
    const outputs: Output[] = input.scope.columns
      .filter(
        (column) =>
          !sameName(column.name, 'ROWTIME') &&
          (mentioned.includes(column.name.toUpperCase()) || (star && column.listed)),
      )
      .map((column) => ({ ...column, rowtime: column.rowtime ?? false }))
    const columns = keys.map((key, index) => {
      const same = outputs.find((output) => output.sql === key.sql)
      const name = same?.name ?? `key_${index + 1}`
      if (!same) outputs.push({ ...key, name, rowtime: false })
      return `t.${quoteName(name)}`
    })
    const plan: Plan = { kind: 'row', from: input.stream, window: { kind: 'none' }, outputs, where, tail: [] }
    const stream = this.between(plan, select.from)
    return { stream, scope: streamScope(stream, input.scope.names, 't.'), columns }
  }

  /** A stream for the rows of a plan that another one reads. */
  between(plan: Plan, at: { readonly start: number }): StreamSymbol {
    const stream = this.#streams.addUnnamed(`${this.#name}.inner`, true)
    stream.read = true
    stream.fed = true
    this.add(plan, stream, stream.name, at)
    return stream
  }

  /** Adds the query of a plan. The first one gives a stream its columns. */
  add(plan: Plan, into: StreamSymbol, name: string, at: { readonly start: number }): void {
    const outputs = into.read ? plan.outputs.filter((output) => !carried(output)) : plan.outputs
    into.inferred ??= outputs.map(({ fields, ...output }) => ({
      ...(fields ? { fields: fields.map(({ name, type }) => ({ name, type })) } : {}),
      ...output,
      rowtime: output.rowtime && plan.kind !== 'stagger',
    }))
    const taken = new Set(this.queries.map((query) => query.name))
    let free = name
    for (let count = 2; taken.has(free); count++) free = `${name}#${count}`
    this.queries.push({
      name: free,
      from: plan.from.name,
      into: into.name,
      window: plan.window,
      sql: planSql({ ...plan, outputs }),
      place: placeOf(this.source, at.start),
    })
  }
}

/** The time of a row goes with it to whoever reads it: no column is needed. */
function carried(output: Output): boolean {
  return output.rowtime && sameName(output.name, 'ROWTIME')
}

function rest(select: Select, context: EmitContext): readonly string[] {
  const order = orderSql(select, context)
  return [
    ...(select.having ? [`HAVING ${emit(select.having, context).sql}`] : []),
    ...(order.length > 0 ? [`ORDER BY ${order.join(', ')}`] : []),
  ]
}

function spec(windows: SlidingWindows, by: readonly string[]): WindowSpec {
  const { precedingMs, precedingRows } = windows
  return {
    kind: 'sliding',
    ...(precedingMs === undefined ? {} : { precedingMs }),
    ...(precedingRows === undefined ? {} : { precedingRows }),
    by,
  }
}

function bareName(sql: string): string {
  const name = BARE.exec(sql)![1]!
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
