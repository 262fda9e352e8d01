import type { DuckDBMaterializedResult } from '@duckdb/node-api'
import type { RowBatch } from '../row-batch.ts'
import type { Missed, Runner, RunnerInput } from './runner.ts'
import { Store } from './store.ts'

/** No window: the whole table so far, computed anew whenever it is asked for. */
export class RunningTable implements Runner {
  readonly windows = 0
  readonly state = {}
  readonly #input: RunnerInput
  readonly #store: Store

  private constructor(input: RunnerInput) {
    this.#input = input
    this.#store = new Store(input.database, input.layout, input.name)
  }

  static async open(input: RunnerInput): Promise<RunningTable> {
    const table = new RunningTable(input)
    await table.#store.open(input.state !== undefined)
    return table
  }

  async take(batch: RowBatch): Promise<readonly Missed[]> {
    await this.#store.append(batch)
    return []
  }

  async draw(): Promise<DuckDBMaterializedResult> {
    const { database, layout, statement } = this.#input
    await database.run(
      `CREATE OR REPLACE TEMP VIEW ${statement.relation} AS SELECT ${layout.list} FROM ${this.#store.table}`,
    )
    return database.run(statement.sql)
  }

  due(): boolean {
    return false
  }

  async close(): Promise<void> {}
}
