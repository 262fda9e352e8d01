import type { RowBatch } from '../row-batch.ts'
import type { Emit, Missed, Runner, RunnerInput } from './runner.ts'

/** Row by row: what the SELECT makes of the rows of each block, at once. Nothing is kept, so nothing is late. */
export class RowByRow implements Runner {
  readonly windows = 0
  readonly state = {}
  readonly #input: RunnerInput
  readonly #table: string

  private constructor(input: RunnerInput) {
    this.#input = input
    this.#table = `temp.${input.name}_block`
  }

  static async open(input: RunnerInput): Promise<RowByRow> {
    const rows = new RowByRow(input)
    await input.layout.create(rows.#table)
    return rows
  }

  async take(batch: RowBatch, emit: Emit): Promise<readonly Missed[]> {
    if (batch.length === 0) return []
    const { database, layout, statement } = this.#input
    await layout.append(this.#table, batch)
    await database.run(
      `CREATE OR REPLACE TEMP VIEW ${statement.relation} AS SELECT ${layout.list} FROM ${this.#table}`,
    )
    const result = await database.run(statement.sql)
    await database.run(`DROP VIEW temp.${statement.relation}; TRUNCATE ${this.#table}`)
    await emit({ revision: 0, result })
    return []
  }

  due(): boolean {
    return false
  }

  async close(): Promise<void> {}
}
