import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { TimeMode } from '../engine.ts'
import type { ColumnDefinition, ContinuousQuery, Program } from '../program.ts'
import type { Described } from './describe.ts'
import { type From, printSelect } from './select.ts'
import { type Connector, LOG_NAMES, METADATA_COLUMNS, sinkTable, sourceTable } from './tables.ts'
import { type Expression, type SelectNode, type TableNode, walk } from './tree.ts'
import { name, string } from './words.ts'

export interface FlinkOptions {
  readonly time: TimeMode
  readonly lateMs: number
  /** A shard that brings nothing for so long (ms) holds no window open; Infinity: it does. */
  readonly idleMs: number
  /** How the source is read; told whether the queries ask for what only the older connector knows. */
  readonly source: (metadata: boolean) => Connector
  /** Where the results of an output go. */
  readonly sink: (stream: string) => Connector
}

/** Event ids are remembered for so long: a line that is sent twice comes again within minutes, an hour-long outage apart. */
const REMEMBER_MS = 86_400_000

/** The job as statements of Flink SQL, in the order in which they are to be run; without semicolons. */
export function flinkStatements(
  program: Program,
  described: readonly Described[],
  options: FlinkOptions,
): string[] {
  const uses = new Uses(described)
  const statements = [...settings(options)]
  const time = options.time
  const metadata = [
    ...new Set([...uses.metadata, ...(time === 'arrival' ? ['approximate_arrival_time'] : [])]),
  ]
  statements.push(
    ...sourceTable({
      time,
      lateMs: options.lateMs,
      members: uses.members,
      metadata,
      connector: options.source(metadata.length > 0),
    }),
  )
  const source = program.streams.find((stream) => stream.origin === 'source')!
  const streams = new Map<string, From>([
    [
      source.name,
      {
        table: 'logs',
        relation: source.relation,
        columns: [...LOG_NAMES, ...uses.metadata],
        member: memberOf,
        time: 'rowtime',
      },
    ],
  ])
  const inserts: string[] = []
  for (const stream of program.streams.filter((one) => one.origin === 'query')) {
    const feeding = described.filter(({ query }) => query.into === stream.name)
    if (feeding.length === 0) continue
    const selects = feeding.map(({ query, node, columns }) =>
      printSelect(node, {
        from: fromOf(streams, query),
        window: query.window,
        columns,
        query: query.name,
        rowtime: !stream.output,
      }),
    )
    if (stream.output) {
      statements.push(
        sinkTable(stream.name, sinkColumns(selects[0]!.names, feeding[0]!), options.sink(stream.name)),
      )
      inserts.push(...selects.map(({ sql }) => `INSERT INTO ${name(stream.name)}\n${sql}`))
    } else {
      const all = selects.map(({ sql }) => sql).join('\nUNION ALL\n')
      statements.push(`CREATE VIEW ${name(stream.name)} AS\n${all}`)
      streams.set(stream.name, {
        table: stream.name,
        relation: stream.relation,
        columns: selects[0]!.names,
        member: undefined,
        time: 'rowtime',
      })
    }
  }
  return [...statements, ...together(inserts)]
}

/** A whole script, as `sql-client.sh -f` takes it. */
export function flinkScript(statements: readonly string[], comment: readonly string[]): string {
  const head = comment.map((line) => `-- ${line}\n`).join('')
  return `${head}\n${statements.map((statement) => `${statement};\n`).join('\n')}`
}

function settings({ idleMs }: FlinkOptions): string[] {
  const idle = Number.isFinite(idleMs) ? [`SET 'table.exec.source.idle-timeout' = '${idleMs} ms'`] : []
  return ["SET 'table.local-time-zone' = 'UTC'", ...idle, `SET 'table.exec.state.ttl' = '${REMEMBER_MS} ms'`]
}

/** Several outputs are one job: they share the source. */
function together(inserts: readonly string[]): string[] {
  if (inserts.length < 2) return [...inserts]
  return [`EXECUTE STATEMENT SET BEGIN\n${inserts.map((insert) => `${insert};\n`).join('')}END`]
}

function fromOf(streams: ReadonlyMap<string, From>, query: ContinuousQuery): From {
  const found = streams.get(query.from)
  if (found === undefined) throw new KinetailError('internal', `no stream ${query.from}`)
  return found
}

const BOUND_TYPE = 'TIMESTAMP'

function sinkColumns(names: readonly string[], { columns }: Described): ColumnDefinition[] {
  return names.map((one) => ({
    name: one,
    type: columns.find((column) => column.name === one)?.type ?? BOUND_TYPE,
  }))
}

/** What the queries ask for beyond the standard columns. */
class Uses {
  readonly members: string[] = []
  readonly metadata: string[] = []

  constructor(described: readonly Described[]) {
    const members = new Set<string>()
    const metadata = new Set<string>()
    for (const { node } of described)
      for (const expression of expressionsOf(node))
        walk(expression, (one) => {
          const column = one.class === 'COLUMN_REF' ? one.column_names!.at(-1)!.toLowerCase() : ''
          if (METADATA_COLUMNS.includes(column)) metadata.add(column)
          const path = memberPath(one)
          const top = path && topOf(path)
          if (top && !LOG_NAMES.includes(top)) members.add(top)
        })
    this.members = [...members]
    this.metadata = [...metadata]
  }
}

function expressionsOf(node: SelectNode): Expression[] {
  return [
    ...node.select_list,
    ...(node.where_clause ? [node.where_clause] : []),
    ...(node.group_expressions ?? []),
    ...(node.having ? [node.having] : []),
    ...(node.modifiers ?? []).flatMap((modifier) => (modifier.orders ?? []).map((order) => order.expression)),
    ...below(node.from_table),
  ]
}

function below(from: TableNode | undefined): Expression[] {
  return from?.subquery ? expressionsOf(from.subquery.node) : []
}

function memberPath(one: Expression): string | undefined {
  if (one.class !== 'FUNCTION' || !['->>', 'json_extract_string'].includes(one.function_name!))
    return undefined
  const word = one.children?.[1]?.value?.value
  return typeof word === 'string' ? (word.startsWith('$') ? word : `$.${word}`) : undefined
}

function topOf(path: string): string | undefined {
  return /^\$\.(?:"([^"]+)"|([^.[]+))/
    .exec(path)
    ?.slice(1)
    .find((one) => one !== undefined)
}

/** A member of a record is a column of the table; what lies deeper is read out of its text. */
function memberOf(path: string): string {
  const top = topOf(path)
  if (top === undefined) throw new KinetailError('usage', text.flink.badPath(path))
  const column = top === 'timestamp' ? 'CAST(`timestamp` AS STRING)' : name(top)
  const rest = path.slice(path.indexOf(top) + top.length).replace(/^"/, '')
  if (rest !== '') return `JSON_VALUE(${column}, ${string(`$${rest}`)})`
  return LOG_NAMES.includes(top) ? `CAST(${column} AS STRING)` : column
}
