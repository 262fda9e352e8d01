import type { EngineOptions, RowBlock } from '../query/engine.ts'
import type { ContinuousQuery, Program, WindowSpec } from '../query/program.ts'
import type { LateRow, ResultBatch, Value } from '../query/result.ts'

/** A program of one query over the source, called `logs` there. */
export function oneQuery(sql: string, window: WindowSpec): Program {
  return {
    streams: [
      { name: 'logs', relation: 'logs', origin: 'source', columns: undefined, output: false },
      { name: 'result', relation: 'result', origin: 'query', columns: undefined, output: true },
    ],
    queries: [queryOf('query', 'logs', 'result', sql, window)],
  }
}

export function queryOf(
  name: string,
  from: string,
  into: string,
  sql: string,
  window: WindowSpec,
): ContinuousQuery {
  return { name, from, into, sql, window, place: { line: 1, column: 1 } }
}

/** Records of one shard; `place` numbers them, and says when they arrived (ms) unless `arrivedAt` does. */
export function blockOf(
  shardId: string,
  records: readonly (Readonly<Record<string, unknown>> & {
    readonly place: number
    readonly arrivedAt?: number
  })[],
  behindMs?: number,
): RowBlock {
  return {
    shardId,
    ...(behindMs !== undefined && { behindMs }),
    rows: records.map(({ place, arrivedAt, ...record }) => ({
      data: Buffer.from(JSON.stringify(record)),
      sequenceNumber: String(place),
      subSequence: 0,
      arrivedAt: arrivedAt ?? Number.NaN,
    })),
  }
}

/** Keeps what an engine hands out. */
export class Taken {
  readonly batches: ResultBatch[] = []
  readonly late: LateRow[] = []

  get options(): Pick<EngineOptions, 'deliver' | 'onLate'> {
    return {
      deliver: async (batch) => {
        this.batches.push(batch)
      },
      onLate: async (rows) => {
        this.late.push(...rows)
      },
    }
  }

  /** Rows as objects, in the order in which they came. */
  get rows(): Record<string, Value>[] {
    return this.batches.flatMap(({ columns, rows }) =>
      rows.map(({ values }) => Object.fromEntries(columns.map(({ name }, i) => [name, values[i]!]))),
    )
  }

  get ids(): string[] {
    return this.batches.flatMap(({ rows }) => rows.map(({ id }) => id))
  }
}
