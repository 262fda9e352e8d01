import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { Database } from '../database.ts'
import type { ColumnDefinition, ContinuousQuery } from '../program.ts'
import type { Column } from '../row-batch.ts'
import { HIDDEN, type IdentityKind, ROW, WINDOW_END, WINDOW_START } from './names.ts'
import { checkRelations } from './relations.ts'
import { rewrite } from './rewrite.ts'
import { sqlError } from './sql-error.ts'
import { columnName, type Node, parseSelect, printSelect, quoted, walk } from './tree.ts'

/** A SELECT that was checked and made ready to run over its relation. */
export interface Statement {
  readonly query: ContinuousQuery
  /** Name of the relation, as SQL. */
  readonly relation: string
  readonly sql: string
  /** Columns of the relation that it reads, in lower case. */
  readonly reads: ReadonlySet<string>
  readonly identity: IdentityKind
  /** Rows of one window may be named alike: those of the same text, or of several grouping sets. */
  readonly repeats: boolean
  /** Of its result, in order, hidden ones too. */
  readonly columns: readonly Column[]
}

export interface StatementInput {
  readonly query: ContinuousQuery
  readonly relation: string
  /** Of the stream that it reads; `rowtime` is among them. */
  readonly columns: readonly ColumnDefinition[]
  /** What its stream is declared as; undefined: as it comes. */
  readonly declared: readonly ColumnDefinition[] | undefined
  /** Relations of the program: the names that may have been meant. */
  readonly relations: readonly string[]
}

/** Checks a query and makes it ready. Throws a KinetailError with line, column and the nearest name. */
export async function prepareStatement(database: Database, input: StatementInput): Promise<Statement> {
  const { query, relation } = input
  const tree = await parseSelect(database, query.sql, query.place)
  checkRelations(tree, query, relation, input.relations)
  const reads = columnsRead(tree, input.columns)
  const { identity, repeats } = rewrite(tree, { query, relation, aggregates: await aggregateNames(database) })
  let sql: string
  let columns: Column[]
  try {
    sql = await printSelect(database, tree)
    await database.run(emptyRelation(input, identity === 'row'))
    columns = await resultColumns(database, sql)
  } catch (error) {
    // The positions of this failure are those of the rewritten text: ask again with the user's own.
    await database.run(emptyRelation(input, false))
    await resultColumns(database, query.sql).catch((own: unknown) => {
      throw sqlError(own, query.sql, query.place)
    })
    throw sqlError(error, undefined, query.place)
  }
  if (input.declared !== undefined) {
    const visible = columns.filter(({ name }) => !name.startsWith(HIDDEN))
    if (visible.length !== input.declared.length)
      throw new KinetailError(
        'usage',
        text.query.columnCount(
          query.place.line,
          query.place.column,
          query.into,
          input.declared.length,
          visible.length,
        ),
      )
    sql = castTo(input.declared, columns, sql)
    columns = await resultColumns(database, sql).catch((error: unknown) => {
      throw sqlError(error, undefined, query.place)
    })
  }
  return { query, relation: quoted(relation), sql, identity, repeats, reads, columns }
}

/** The relation without rows, with all its columns, for binding. */
function emptyRelation({ query, relation, columns }: StatementInput, withRow: boolean): string {
  const windowed = !['none', 'sliding', 'running'].includes(query.window.kind)
  const all = [
    ...columns.map(({ name, type }) => `CAST(NULL AS ${type}) AS ${quoted(name)}`),
    ...(withRow ? [`NULL::VARCHAR AS ${ROW}`] : []),
    ...(windowed ? ['NULL::TIMESTAMP AS window_start', 'NULL::TIMESTAMP AS window_end'] : []),
  ]
  return (
    `SET VARIABLE ${WINDOW_START} = TIMESTAMP '1970-01-01'; SET VARIABLE ${WINDOW_END} = TIMESTAMP '1970-01-01'; ` +
    `CREATE OR REPLACE TEMP VIEW ${quoted(relation)} AS SELECT ${all.join(', ')} WHERE false`
  )
}

async function resultColumns(database: Database, sql: string): Promise<Column[]> {
  const result = await database.run(sql)
  const types = result.columnTypes()
  return result.deduplicatedColumnNames().map((name, i) => ({ name, type: types[i]! }))
}

/** Every name that stands in the statement may be a column (or a field of one): those of the relation are read. */
function columnsRead(tree: Node, columns: readonly ColumnDefinition[]): Set<string> {
  const all = new Set(columns.map(({ name }) => name.toLowerCase()))
  const found = new Set<string>()
  let everything = false
  walk(tree, (node) => {
    if (node['class'] === 'STAR' || node['ref_type'] === 'NATURAL') everything = true
    if (columnName(node) !== undefined)
      for (const part of node['column_names'] as string[]) found.add(part.toLowerCase())
    for (const name of (node['using_columns'] as string[] | undefined) ?? []) found.add(name.toLowerCase())
    return undefined
  })
  return everything ? all : new Set([...found].filter((name) => all.has(name)))
}

/** As declared; NULL where a value does not fit. */
function castTo(declared: readonly ColumnDefinition[], columns: readonly Column[], sql: string): string {
  let next = 0
  const cast = columns.map(({ name }) => {
    if (name.startsWith(HIDDEN)) return quoted(name)
    const { name: wanted, type } = declared[next++]!
    return `TRY_CAST(${quoted(name)} AS ${type}) AS ${quoted(wanted)}`
  })
  return `SELECT ${cast.join(', ')} FROM (${sql})`
}

let known: Promise<ReadonlySet<string>> | undefined

/** Names of DuckDB's aggregate functions: the same in every database. */
function aggregateNames(database: Database): Promise<ReadonlySet<string>> {
  known ??= database
    .rows(`SELECT DISTINCT function_name AS name FROM duckdb_functions() WHERE function_type = 'aggregate'`)
    .then((rows) => new Set(rows.map(({ name }) => String(name))))
  return known
}
