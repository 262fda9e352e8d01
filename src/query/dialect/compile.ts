import { text as messages } from '../../messages/messages.ts'
import type { Program, StreamDefinition } from '../program.ts'
import { collectJobs, type Job } from './jobs.ts'
import { parse } from './parse.ts'
import { type Span, sqlError } from './place.ts'
import type { Output, Plan } from './plan.ts'
import { Planner } from './planner.ts'
import { sameName } from './scope.ts'
import { columnDefinitions, type StreamSymbol } from './streams.ts'
import { convert } from './value-types.ts'

/**
 * Statements in the SQL of Kinesis Data Analytics as a program for the engine.
 * @throws KinetailError with line, column, an excerpt and the nearest name where a statement is wrong or cannot be run
 */
export function compileDialect(source: string): Program {
  const { streams, functions, jobs } = collectJobs(source, parse(source))
  const planner = new Planner(source, streams, functions)
  for (const job of jobs)
    for (const select of job.query.selects) {
      const plan = planner.plan(select, job.name)
      planner.add(intoColumns(plan, job, source, select), job.into, job.name, select)
    }
  const used = streams.all.filter((stream) => stream.origin === 'source' || stream.fed)
  // What windows of single keys give begins with the window: its columns are for the engine to tell.
  const keyed = new Set(
    planner.queries.filter(({ window }) => window.kind === 'stagger').map(({ into }) => into),
  )
  return {
    streams: used.map((stream) => definition(stream, keyed.has(stream.name))),
    queries: planner.queries,
  }
}

function definition(stream: StreamSymbol, keyed: boolean): StreamDefinition {
  return {
    name: stream.name,
    relation: stream.relation,
    origin: stream.origin,
    columns: keyed ? undefined : columnDefinitions(stream),
    output: stream.origin === 'query' && !stream.read,
  }
}

/** Results in the columns of the stream that they go into: by place, or by the names behind INSERT INTO. */
function intoColumns(plan: Plan, { into, columns }: Job, source: string, at: Span): Plan {
  const { declared } = into
  if (declared === undefined) {
    if (columns) return { ...plan, outputs: named(plan.outputs, columns, source) }
    promoted(plan.outputs, into, source, at)
    return plan
  }
  if (into.read && declared.some(({ name }) => sameName(name, 'ROWTIME')))
    throw sqlError(source, at, messages.dialect.refused.ownRowtime)
  const outputs = columns ? plan.outputs : withoutTime(plan.outputs, declared.length, declared)
  const targets = columns
    ? columns.map((column) => {
        const found = declared.find(({ name }) => sameName(name, column.name))
        if (found) return found
        const names = declared.map(({ name }) => name)
        throw sqlError(source, column, messages.dialect.noColumn(column.name, into.name, names, undefined))
      })
    : declared
  if (outputs.length !== targets.length)
    throw sqlError(source, at, messages.dialect.columnCount(into.name, targets.length, outputs.length))
  const values = new Map(targets.map((target, index) => [target, outputs[index]!]))
  return {
    ...plan,
    outputs: declared.map((target) => {
      const output = values.get(target)
      const value = convert(output ?? { sql: 'NULL', type: 'unknown' }, target)
      return { ...value, name: target.name, rowtime: output?.rowtime ?? false }
    }),
  }
}

/** A ROWTIME that has no column to go to is the time of the row, which goes along anyway. */
function withoutTime(
  outputs: readonly Output[],
  wanted: number,
  declared: readonly { readonly name: string }[],
): readonly Output[] {
  if (outputs.length !== wanted + 1 || declared.some(({ name }) => sameName(name, 'ROWTIME'))) return outputs
  const rest = outputs.filter(({ name, rowtime }) => !(rowtime && sameName(name, 'ROWTIME')))
  return rest.length === wanted ? rest : outputs
}

function named(
  outputs: readonly Output[],
  columns: NonNullable<Job['columns']>,
  source: string,
): readonly Output[] {
  if (outputs.length !== columns.length)
    throw sqlError(source, columns[0]!, messages.dialect.aliasColumns(outputs.length, columns.length))
  return outputs.map((output, index) => ({ ...output, name: columns[index]!.name }))
}

/** `SELECT x AS ROWTIME` would give a row another time than the one it came with: nothing could wait for it. */
function promoted(outputs: readonly Output[], into: StreamSymbol, source: string, at: Span): void {
  if (into.read && outputs.some(({ name, rowtime }) => sameName(name, 'ROWTIME') && !rowtime))
    throw sqlError(source, at, messages.dialect.refused.ownRowtime)
}
