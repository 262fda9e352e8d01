import type { Dedupe } from '../reader/dedupe.ts'
import { chunksOf, type Database } from './database.ts'
import type { SourceRows } from './row-reader.ts'

const PANE_MS = 600_000
/** Ids are kept for so long, ms of row time, after the last window that rows of their time are in was closed. */
const KEEP_MS = 120_000

/** Event ids of the rows that were taken in, for the process after this one: what it reads twice must not count twice. */
export class Ids {
  readonly #database: Database
  readonly #tables = new Map<number, string>()
  readonly #generations = new Map<string, number>()

  private constructor(database: Database) {
    this.#database = database
  }

  /** @param dedupe is told what is known from before */
  static async open(database: Database, dedupe: Dedupe): Promise<Ids> {
    const ids = new Ids(database)
    await database.run('CREATE TABLE IF NOT EXISTS kinetail.generations (number INTEGER, generation VARCHAR)')
    for (const { number, generation } of await database.rows('SELECT * FROM kinetail.generations'))
      ids.#generations.set(String(generation), Number(number))
    const names = new Map([...ids.#generations].map(([generation, number]) => [number, generation]))
    const tables = await database.rows(
      `SELECT table_name AS name FROM duckdb_tables() WHERE schema_name = 'kinetail' AND starts_with(table_name, 'ids_')`,
    )
    for (const { name } of tables) {
      const table = `kinetail.${String(name)}`
      ids.#tables.set(Number(String(name).slice('ids_'.length).replace('m', '-')), table)
      const result = await database.run(`SELECT generation, place FROM ${table} ORDER BY ALL`)
      for await (const chunk of chunksOf(result)) {
        const [generations, places] = chunk.getColumns() as [number[], number[]]
        for (const [i, place] of places.entries())
          dedupe.checkId({ generation: names.get(generations[i]!)!, offset: place })
      }
    }
    return ids
  }

  async add(rows: SourceRows): Promise<void> {
    const { duckdb } = this.#database
    const panes = new Map<number, [number[], number[]]>()
    for (const [i, id] of rows.ids.entries()) {
      if (id === undefined) continue
      const pane = Math.floor(rows.rowtime[i]! / PANE_MS)
      let columns = panes.get(pane)
      if (columns === undefined) {
        columns = [[], []]
        panes.set(pane, columns)
      }
      columns[0].push(this.#generations.get(id[0]) ?? (await this.#generation(id[0])))
      columns[1].push(id[1])
    }
    for (const [pane, columns] of panes)
      await this.#database.append(await this.#table(pane), [duckdb.INTEGER, duckdb.DOUBLE], columns)
  }

  /** Lets go of ids of rows before a moment (ms): their windows are closed. */
  async drop(before: number): Promise<void> {
    for (const [pane, table] of this.#tables) {
      if ((pane + 1) * PANE_MS + KEEP_MS > before) continue
      this.#tables.delete(pane)
      await this.#database.drop(table)
    }
  }

  async #generation(name: string): Promise<number> {
    const number = this.#generations.size
    this.#generations.set(name, number)
    // 16 hex digits: nothing to escape.
    await this.#database.run(`INSERT INTO kinetail.generations VALUES (${number}, '${name}')`)
    return number
  }

  async #table(pane: number): Promise<string> {
    let table = this.#tables.get(pane)
    if (table === undefined) {
      table = `kinetail.ids_${String(pane).replace('-', 'm')}`
      await this.#database.run(`CREATE TABLE ${table} (generation INTEGER, place DOUBLE)`)
      this.#tables.set(pane, table)
    }
    return table
  }
}
