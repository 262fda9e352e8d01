import type { DuckDBType, DuckDBValue } from '@duckdb/node-api'
import type { Dedupe } from '../reader/dedupe.ts'
import type { DuckDb } from './duckdb.ts'
import type { RowBlock, TimeMode } from './engine.ts'
import { EventTime } from './event-time.ts'
import { LOG_COLUMNS } from './log-columns.ts'
import type { RowBatch } from './row-batch.ts'

/** What reading counts. */
export interface ReadCounts {
  rows: number
  duplicates: number
  unreadable: number
  untimed: number
}

export interface RowReaderOptions {
  readonly duckdb: DuckDb
  /** Names of the columns that some query reads. */
  readonly wanted: ReadonlySet<string>
  readonly identity: boolean
  readonly time: TimeMode
  readonly dedupe: Dedupe
  readonly counts: ReadCounts
}

/** Rows of the source with what the watermark has to know of them. */
export interface SourceRows extends RowBatch {
  /** Event time, or arrival time, by mode; ms. */
  readonly hosts: readonly string[]
  readonly arrivedAt: readonly number[]
  /** Event ids of the rows that have one, beside their index. */
  readonly ids: readonly (readonly [generation: string, offset: number] | undefined)[]
}

type Reader = (
  record: Readonly<Record<string, unknown>>,
  row: RowBlock['rows'][number],
  text: string,
) => DuckDBValue

const EVENT_ID = /^([0-9a-f]{16}):(\d{1,15})$/

/** Gives records the columns of the view `logs`: those that are wanted, in the types they have there. */
export class RowReader {
  readonly #options: RowReaderOptions
  readonly #readers: readonly (readonly [name: string, read: Reader])[]
  readonly #time = new EventTime()

  constructor(options: RowReaderOptions) {
    this.#options = options
    this.#readers = LOG_COLUMNS.filter(({ name }) => name !== 'rowtime' && options.wanted.has(name)).map(
      ({ name, type }) => [name, this.#reader(name, type)] as const,
    )
  }

  /** @param now ms: the time of processing */
  read({ shardId, rows }: RowBlock, now: number): SourceRows {
    const { time, counts, dedupe, identity } = this.#options
    const columns = this.#readers.map(([name, read]) => ({ name, read, values: [] as DuckDBValue[] }))
    const rowtime: number[] = []
    const hosts: string[] = []
    const arrivals: number[] = []
    const names: string[] = []
    const ids: (readonly [string, number] | undefined)[] = []
    const kept: RowBlock['rows'][number][] = []
    for (const row of rows) {
      counts.rows++
      const text = textOf(row.data)
      const record = parsed(text)
      if (record === undefined) {
        counts.unreadable++
        continue
      }
      const eventId = record['event_id']
      const id = typeof eventId === 'string' ? EVENT_ID.exec(eventId) : null
      if (id !== null && dedupe.checkId({ generation: id[1]!, offset: Number(id[2]) }) === 'duplicate') {
        counts.duplicates++
        continue
      }
      const arrivedAt = Number.isFinite(row.arrivedAt) ? Math.round(row.arrivedAt) : now
      let at = time === 'processing' ? now : arrivedAt
      if (time === 'event') {
        const micros = this.#time.micros(record['timestamp'])
        if (micros === undefined) counts.untimed++
        else at = Math.floor(micros / 1000)
      }
      rowtime.push(at)
      arrivals.push(arrivedAt)
      const host = record['host']
      hosts.push(typeof host === 'string' ? host : '')
      ids.push(id === null ? undefined : [id[1]!, Number(id[2])])
      kept.push(row)
      if (identity)
        names.push(id === null ? `${shardId}:${row.sequenceNumber}:${row.subSequence}` : (eventId as string))
      for (const column of columns)
        column.values.push(column.name === 'shard_id' ? shardId : column.read(record, row, text))
    }
    return {
      length: rowtime.length,
      rowtime,
      columns: new Map(columns.map(({ name, values }) => [name, values])),
      identity: names,
      hosts,
      arrivedAt: arrivals,
      ids,
      tell: (i) => ({ record: textOf(kept[i]!.data), shardId, sequenceNumber: kept[i]!.sequenceNumber }),
    }
  }

  #reader(name: string, type: string): Reader {
    const { DuckDBTimestampValue } = this.#options.duckdb
    if (name === 'record') return (_record, _row, text) => text
    if (name === 'sequence_number') return (_record, row) => row.sequenceNumber
    if (name === 'approximate_arrival_time')
      return (_record, { arrivedAt }) =>
        Number.isFinite(arrivedAt) ? new DuckDBTimestampValue(BigInt(Math.round(arrivedAt * 1000))) : null
    if (name === 'timestamp')
      return (record) => {
        const micros = this.#time.micros(record['timestamp'])
        return micros === undefined ? null : new DuckDBTimestampValue(BigInt(micros))
      }
    if (type === 'INTEGER') return (record) => integerOf(record[name])
    if (type === 'BIGINT') return (record) => bigintOf(record[name])
    return (record) => varcharOf(record[name])
  }
}

/** The DuckDB types of the wanted columns of `logs`. */
export function logTypes(duckdb: DuckDb): ReadonlyMap<string, DuckDBType> {
  const types: Record<string, DuckDBType> = {
    TIMESTAMP: duckdb.TIMESTAMP,
    VARCHAR: duckdb.VARCHAR,
    INTEGER: duckdb.INTEGER,
    BIGINT: duckdb.BIGINT,
    // JSON is text to DuckDB's appender; the table says that it is JSON.
    JSON: duckdb.VARCHAR,
  }
  return new Map(LOG_COLUMNS.map(({ name, type }) => [name, types[type]!]))
}

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

function textOf(data: Uint8Array): string {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString()
}

function varcharOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function integerOf(value: unknown): number | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && (number | 0) === number ? number : null
}

function bigintOf(value: unknown): bigint | null {
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? BigInt(number) : null
}
