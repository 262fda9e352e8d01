import { text as messages } from '../../messages/messages.ts'
import type { Identifier, Query, Relation, Select, Statement } from './ast.ts'
import type { UserFunction } from './emit-context.ts'
import { functionNamed } from './functions/all.ts'
import { nearestName } from './nearest.ts'
import { type Span, sqlError } from './place.ts'
import { sameName } from './scope.ts'
import { SOURCE_NAME, type StreamSymbol, StreamTable } from './streams.ts'
import { knownType, TYPE_NAMES } from './value-types.ts'

/** A query that runs on and on: of a pump, of CREATE STREAM … AS, or a SELECT alone. */
export interface Job {
  readonly name: string
  readonly into: StreamSymbol
  readonly columns: readonly Identifier[] | undefined
  readonly query: Query
  readonly reads: readonly StreamSymbol[]
}

export interface Jobs {
  readonly streams: StreamTable
  readonly functions: readonly UserFunction[]
  /** No job reads a stream that a later one feeds. */
  readonly jobs: readonly Job[]
}

/** What the statements ask for, with names resolved and in an order to run in. */
export function collectJobs(source: string, statements: readonly Statement[]): Jobs {
  const streams = new StreamTable(source)
  const functions: UserFunction[] = []
  const written: { name: string; into: StreamSymbol; columns: Job['columns']; query: Query }[] = []
  const declaredSource = statements.find((statement) => isSource(statement))
  streams.addSource(declaredSource?.kind === 'stream' ? declaredSource.columns : undefined)
  for (const statement of statements)
    if (statement.kind === 'stream' && statement !== declaredSource) {
      const into = streams.declare(statement.name, statement.columns)
      if (statement.query) written.push({ name: into.name, into, columns: undefined, query: statement.query })
    } else if (statement.kind === 'function') functions.push(userFunction(source, statement, functions))
  for (const statement of statements) {
    if (statement.kind === 'select')
      written.push({
        name: 'results',
        into: streams.addUnnamed('results', false),
        columns: undefined,
        query: statement.query,
      })
    if (statement.kind !== 'pump' && statement.kind !== 'insert') continue
    const { into: target, columns, query } = statement.insert
    const into = streams.get(target)
    if (into.origin === 'source') throw sqlError(source, target, messages.dialect.intoSource(into.name))
    const name = statement.kind === 'pump' ? statement.name.name : into.name
    written.push({ name, into, columns, query })
  }
  const jobs = written.map((job) => ({ ...job, reads: readsOf(job.query, streams) }))
  for (const { into, reads } of jobs) {
    into.fed = true
    for (const stream of reads) stream.read = true
  }
  if (jobs.length === 0) throw nothingToRun(source, statements)
  for (const job of jobs) checkFed(source, job, streams)
  return { streams, functions, jobs: ordered(source, jobs) }
}

/** `CREATE STREAM SOURCE_SQL_STREAM_001 (…)` tells the fields of the records: the old service kept them beside the SQL. */
function isSource(statement: Statement): boolean {
  return statement.kind === 'stream' && !statement.query && sameName(statement.name.name, SOURCE_NAME)
}

function nothingToRun(source: string, statements: readonly Statement[]): Error {
  const span = statements[0] ?? { start: 0, end: 0 }
  const sentence = statements.length === 0 ? messages.dialect.empty : messages.dialect.nothingRuns
  return sqlError(source, span, sentence)
}

function userFunction(
  source: string,
  statement: Extract<Statement, { kind: 'function' }>,
  before: readonly UserFunction[],
): UserFunction {
  const { name } = statement
  if (functionNamed(name.name) || before.some((other) => sameName(other.name.name, name.name)))
    throw sqlError(source, name, messages.dialect.functionTwice(name.name))
  const parameters = statement.parameters.map((parameter) => {
    const type = knownType(parameter.type)
    if (type === undefined) {
      const written = parameter.type.name
      throw sqlError(
        source,
        parameter.type,
        messages.dialect.unknownType(written, nearestName(written, TYPE_NAMES)),
      )
    }
    return { name: parameter.name.name, type: type.type }
  })
  return { name, parameters, body: statement.body }
}

function readsOf(query: Query, streams: StreamTable): StreamSymbol[] {
  return relationsOf(query).flatMap((relation) =>
    relation.kind === 'stream' ? [streams.get(relation.name)] : [],
  )
}

/** What stands behind FROM anywhere in a query. */
export function relationsOf(query: Query): readonly Relation[] {
  return query.selects.flatMap(({ from }) => {
    if (from.kind === 'subquery') return relationsOf(from.query)
    if (from.kind === 'stream') return [from]
    return from.call.arguments.flatMap((argument) => {
      const inner = argument.kind === 'call' ? argument.arguments[0] : argument
      return inner?.kind === 'query' ? relationsOf(inner.query) : []
    })
  })
}

/** A stream that nobody feeds gives no row, ever. */
function checkFed(source: string, job: Job, streams: StreamTable): void {
  for (const relation of relationsOf(job.query)) {
    if (relation.kind !== 'stream') continue
    const stream = streams.get(relation.name)
    if (stream.origin === 'query' && !stream.fed)
      throw sqlError(source, relation.name, messages.dialect.neverFed(stream.name))
  }
}

/** Feeders first. Of those that are free to run, the one that was written first. */
function ordered(source: string, jobs: readonly Job[]): readonly Job[] {
  const waiting = [...jobs]
  const done: Job[] = []
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      (job) => !job.reads.some((stream) => waiting.some((other) => other.into === stream)),
    )
    if (free < 0) throw circle(source, waiting)
    done.push(...waiting.splice(free, 1))
  }
  return done
}

function circle(source: string, waiting: readonly Job[]): Error {
  const job = waiting[0]!
  const span: Span = firstSelect(job.query)
  return sqlError(source, span, messages.dialect.circle(waiting.map(({ into }) => into.name)))
}

function firstSelect(query: Query): Select {
  return query.selects[0]!
}
