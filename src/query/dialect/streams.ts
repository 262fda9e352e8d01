import { text as messages } from '../../messages/messages.ts'
import { LOG_COLUMNS } from '../log-columns.ts'
import type { ColumnDefinition } from '../program.ts'
import type { ColumnDeclaration, Identifier } from './ast.ts'
import { nearestName } from './nearest.ts'
import { sqlError } from './place.ts'
import { type Scope, type ScopeColumn, sameName } from './scope.ts'
import {
  convert,
  type KnownType,
  knownType,
  quoteName,
  quoteText,
  TYPE_NAMES,
  type TypedField,
  typeOfDuckdb,
  type ValueType,
} from './value-types.ts'

/** What the old service called the stream that an application reads. */
export const SOURCE_NAME = 'SOURCE_SQL_STREAM_001'
/** What DuckDB calls it, and what standard SQL reads. */
export const SOURCE_RELATION = 'logs'

/** Of the source: what is no part of a record. `SELECT *` leaves it out, as the old service did. */
const UNLISTED: ReadonlySet<string> = new Set([
  'rowtime',
  'record',
  'approximate_arrival_time',
  'shard_id',
  'sequence_number',
])

/** A column of a stream, known before any row is. */
export interface StreamColumn {
  readonly name: string
  readonly type: ValueType
  readonly rowtime: boolean
  readonly fields?: readonly TypedField[]
}

/** A stream of the program while it is compiled. */
export interface StreamSymbol {
  readonly name: string
  readonly relation: string
  readonly origin: 'source' | 'query'
  /** As declared by the user. Of the source: further fields of its records. */
  readonly declared: readonly (KnownType & { readonly name: string; readonly quoted: boolean })[] | undefined
  /** What its first query gives, where nothing is declared. */
  inferred: readonly StreamColumn[] | undefined
  /** Read by another query. */
  read: boolean
  /** Fed by a query. */
  fed: boolean
  /** Between two windows of one statement: never shown. */
  readonly between: boolean
}

/** The streams of a program by name. */
export class StreamTable {
  readonly all: StreamSymbol[] = []
  readonly #source: string
  readonly #keys = new Map<string, StreamSymbol>()
  readonly #relations = new Set<string>([SOURCE_RELATION])

  constructor(source: string) {
    this.#source = source
  }

  /** The source is there from the start, declared or not. */
  addSource(columns: readonly ColumnDeclaration[] | undefined): void {
    const stream = this.#add(SOURCE_NAME, SOURCE_RELATION, 'source', this.#declared(columns), false)
    for (const name of [SOURCE_NAME, SOURCE_RELATION.toUpperCase()]) this.#keys.set(name, stream)
  }

  /** A stream that the user creates. @throws KinetailError when its name is taken or a column is there twice. */
  declare(identifier: Identifier, columns: readonly ColumnDeclaration[] | undefined): StreamSymbol {
    if (this.#keys.has(key(identifier)))
      throw sqlError(this.#source, identifier, messages.dialect.streamTwice(identifier.name))
    const declared = this.#declared(columns)
    const stream = this.#add(identifier.name, this.#relation(identifier.name), 'query', declared, false)
    this.#keys.set(key(identifier), stream)
    return stream
  }

  /** A stream that the compiler needs, or the result of a SELECT that names none. */
  addUnnamed(name: string, between: boolean): StreamSymbol {
    const taken = new Set(this.all.map((stream) => stream.name.toUpperCase()))
    let free = name
    for (let count = 2; taken.has(free.toUpperCase()); count++) free = `${name}_${count}`
    return this.#add(free, this.#relation(free), 'query', undefined, between)
  }

  find(identifier: Identifier): StreamSymbol | undefined {
    return (
      this.#keys.get(key(identifier)) ??
      [...this.#keys].find(([name]) => sameName(name, identifier.name))?.[1]
    )
  }

  /** @throws KinetailError with the nearest name when there is none of this. */
  get(identifier: Identifier): StreamSymbol {
    const found = this.find(identifier)
    if (found !== undefined) return found
    const { name } = identifier
    if (sameName(name, 'ERROR_STREAM'))
      throw sqlError(this.#source, identifier, messages.dialect.refused.errorStream)
    if (/^SOURCE_SQL_STREAM_\d+$/i.test(name))
      throw sqlError(this.#source, identifier, messages.dialect.refused.secondSource(name))
    const names = [...new Set(this.#keys.values())].map((stream) => stream.name)
    const nearest = nearestName(name, [...names, SOURCE_RELATION])
    throw sqlError(this.#source, identifier, messages.dialect.noStream(name, names, nearest))
  }

  #add(
    name: string,
    relation: string,
    origin: StreamSymbol['origin'],
    declared: StreamSymbol['declared'],
    between: boolean,
  ): StreamSymbol {
    const stream: StreamSymbol = {
      name,
      relation,
      origin,
      declared,
      inferred: undefined,
      read: false,
      fed: false,
      between,
    }
    this.all.push(stream)
    return stream
  }

  /** A name for DuckDB: lower case letters, digits and underscores, never one that is taken. */
  #relation(name: string): string {
    const base = `stream_${name.toLowerCase().replace(/[^a-z0-9_]/g, '_')}`
    let free = base
    for (let count = 2; this.#relations.has(free); count++) free = `${base}_${count}`
    this.#relations.add(free)
    return free
  }

  #declared(columns: readonly ColumnDeclaration[] | undefined): StreamSymbol['declared'] {
    return columns?.map((column, index) => {
      const before = columns.slice(0, index).find(({ name }) => sameName(name.name, column.name.name))
      if (before) throw sqlError(this.#source, column.name, messages.dialect.columnTwice(column.name.name))
      const type = knownType(column.type)
      if (type === undefined) {
        const nearest = nearestName(column.type.name, TYPE_NAMES)
        throw sqlError(this.#source, column.type, messages.dialect.unknownType(column.type.name, nearest))
      }
      return { ...type, name: column.name.name, quoted: column.name.quoted }
    })
  }
}

function key({ name, quoted }: Identifier): string {
  return quoted ? name : name.toUpperCase()
}

/** The columns of a stream for the program; undefined where the engine is to find out. */
export function columnDefinitions(stream: StreamSymbol): readonly ColumnDefinition[] | undefined {
  if (stream.origin === 'source') return LOG_COLUMNS
  return stream.declared?.map(({ name, duckdb }) => ({ name, type: duckdb }))
}

/** A stream as expressions see it behind FROM; `prefix` stands before its columns. */
export function streamScope(stream: StreamSymbol, names: readonly string[], prefix: string): Scope {
  const columns = stream.origin === 'source' ? sourceColumns(stream, prefix) : queryColumns(stream, prefix)
  return { label: stream.name, names: [stream.name, ...names], columns }
}

function queryColumns(stream: StreamSymbol, prefix: string): readonly ScopeColumn[] {
  const known: readonly StreamColumn[] =
    stream.declared?.map(({ name, type }) => ({ name, type, rowtime: sameName(name, 'ROWTIME') })) ??
    stream.inferred ??
    []
  const columns = known.map((column) => ({
    ...column,
    sql: `${prefix}${quoteName(column.name)}`,
    listed: true,
  }))
  if (columns.some(({ name }) => sameName(name, 'ROWTIME'))) return columns
  return [...columns, rowtimeOf(prefix)]
}

export function rowtimeOf(prefix: string): ScopeColumn {
  return { name: 'ROWTIME', type: 'timestamp', sql: `${prefix}rowtime`, listed: false, rowtime: true }
}

/** The standard fields; where the source is declared, those it names and fields of the record that have no column. */
function sourceColumns(stream: StreamSymbol, prefix: string): readonly ScopeColumn[] {
  const standard = LOG_COLUMNS.map(
    ({ name, type }): ScopeColumn => ({
      name,
      type: typeOfDuckdb(type),
      sql: `${prefix}${quoteName(name)}`,
      listed: stream.declared === undefined && !UNLISTED.has(name),
      rowtime: name === 'rowtime',
    }),
  )
  const declared = (stream.declared ?? []).map((column): ScopeColumn => {
    const known = standard.find(({ name }) => sameName(name, column.name))
    const value = known ?? { sql: fieldOf(column.name, column.quoted, prefix), type: 'string' as const }
    const kept = known?.type === column.type && column.length === undefined
    return {
      name: column.name,
      type: column.type,
      sql: kept ? value.sql : convert(value, column).sql,
      listed: true,
      rowtime: known?.rowtime ?? false,
    }
  })
  return [
    ...declared,
    ...standard.filter(({ name }) => !declared.some((other) => sameName(name, other.name))),
  ]
}

/** A field of the record that has no column. An unquoted name may have been written in small letters there. */
function fieldOf(name: string, quoted: boolean, prefix: string): string {
  const field = (written: string): string =>
    `json_extract_string(${prefix}record, ${quoteText(`$."${written.replaceAll('"', '\\"')}"`)})`
  const small = name.toLowerCase()
  return quoted || small === name ? field(name) : `coalesce(${field(name)}, ${field(small)})`
}
