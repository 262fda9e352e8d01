import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBPreparedStatement, DuckDBValue } from '@duckdb/node-api'
import { Database } from '../query/database.ts'
import { literal, quoted } from '../query/sql/tree.ts'
import { resultValue } from '../query/value.ts'
import { type LogBatch, lastTime } from './batch.ts'
import { ALERT_COLUMNS, columnList, insertSelect, wantedColumns } from './log-columns.ts'
import type { SqlRule } from './rule.ts'
import { prepareRule, type RuleSql, ruleError } from './rule-sql.ts'

/** A row of an answer by column; times are ISO 8601 text. */
export type Row = Readonly<Record<string, unknown>>

export interface WindowLines {
  /** Rows of the window that the group is about. */
  readonly count: number
  readonly samples: readonly { readonly record: string; readonly host?: string; readonly file?: string }[]
}

/** Memory of the database, bytes; what does not fit is in the temporary folder. */
const MEMORY_BYTES = 256e6
/** JSON text of all rows at most, bytes: beyond it the oldest rows go. */
const MOST_BYTES = 512 * 1024 ** 2
/** Tables that rows go to by turns: all but one hold the longest window, and the next is emptied when it is needed. */
const PANES = 4
const SAMPLES = 3

interface Pane {
  readonly table: string
  readonly insert: DuckDBPreparedStatement
  /** Time of its first and its last row, ms. */
  first: number
  last: number
  bytes: number
  rows: number
}

/**
 * The last rows of the log, in DuckDB, for as long as the longest window of the rules, and what the rules ask of them. Tables and view stay
 * as they are, and what writes is prepared. What the rules ask is planned anew each time: a plan knows the least and the greatest values that
 * were there when it was made, and leaves out what it thinks cannot be.
 */
export class LogWindow {
  readonly #database: Database
  readonly #spillFolder: string
  readonly #rules = new Map<SqlRule, RuleSql>()
  readonly #panes: Pane[] = []
  readonly #longestMs: number
  #columns: ReadonlySet<string> = new Set()
  #current = 0
  /** Rows that had to go before their time, because there were too many. */
  dropped = 0

  private constructor(database: Database, spillFolder: string, rules: readonly SqlRule[]) {
    this.#database = database
    this.#spillFolder = spillFolder
    this.#longestMs = Math.max(...rules.map(({ windowMs }) => windowMs))
  }

  /** @throws KinetailError('config') naming the rule, line and column in its SQL, and the nearest name */
  static async open(rules: readonly SqlRule[]): Promise<LogWindow> {
    const spillFolder = mkdtempSync(join(tmpdir(), 'kinetail-alerts-'))
    let database: Database | undefined
    try {
      database = await Database.open({ memoryBytes: MEMORY_BYTES, spillFolder, threads: 1 })
      const window = new LogWindow(database, spillFolder, rules)
      await window.#prepare(rules)
      return window
    } catch (error) {
      database?.close()
      rmSync(spillFolder, { recursive: true, force: true })
      throw error
    }
  }

  /** The longest of its windows, ms. */
  get longestMs(): number {
    return this.#longestMs
  }

  /** Columns of a rule's answer that make its groups. */
  keysOf(rule: SqlRule): readonly string[] {
    return this.#rules.get(rule)!.keys
  }

  /** The condition of its SELECT, for the command that shows more; undefined where it has none of its own. */
  whereOf(rule: SqlRule): string | undefined {
    return this.#rules.get(rule)!.where
  }

  /** @param now ms, of records that are older than that and come late; else their own times are */
  async take(batch: LogBatch, now?: number): Promise<void> {
    const { lines, at } = batch
    if (lines.length === 0) return
    const times = typeof at === 'number' ? [at] : at
    const first = now ?? times[0]!
    const pane = await this.#pane(first)
    // A record is one line: line ends of other people's JSON stand between its tokens.
    const json = lines
      .map((line) => (line.includes('\n') ? line.replaceAll(/[\r\n]+/g, ' ') : line))
      .join('\n')
    const named = typeof batch.file === 'string' ? [batch.file] : (batch.file ?? [])
    pane.insert.bindVarchar(1, json)
    pane.insert.bindVarchar(2, times.map((time) => Math.round(time)).join(','))
    pane.insert.bindVarchar(3, named.map((file) => file.replaceAll('\n', ' ')).join('\n'))
    await pane.insert.run()
    if (pane.rows === 0) pane.first = first
    pane.last = Math.max(pane.last, now ?? lastTime(batch))
    pane.bytes += json.length
    pane.rows += lines.length
  }

  /** The answer of a rule, at a moment (ms). */
  async rows(rule: SqlRule, now: number): Promise<Row[]> {
    try {
      await this.#show(rule.windowMs, now)
      return this.#values(await this.#database.rows(rule.sql))
    } catch (error) {
      throw ruleError(rule, error)
    }
  }

  /** Lines of a group of the last answer: how many there are, and some. */
  async lines(rule: SqlRule, row: Row, now: number): Promise<WindowLines> {
    const { where, keys } = this.#rules.get(rule)!
    const tests = [
      ...(where === undefined ? [] : [`(${where})`]),
      ...keys.filter((key) => this.#columns.has(key.toLowerCase())).map((key) => keyTest(key, row[key])),
    ]
    const filter = tests.length === 0 ? '' : ` WHERE ${tests.join(' AND ')}`
    await this.#show(rule.windowMs, now)
    const [counted] = this.#values(await this.#database.rows(`SELECT count(*) AS n FROM logs${filter}`))
    const samples = this.#values(
      await this.#database.rows(
        `SELECT record::VARCHAR AS record, host, file FROM logs${filter} ORDER BY rowtime DESC LIMIT ${SAMPLES}`,
      ),
    )
    return {
      count: Number(counted!['n']),
      samples: samples.map(({ record, host, file }) => ({
        record: String(record),
        ...(typeof host === 'string' ? { host } : {}),
        ...(typeof file === 'string' ? { file } : {}),
      })),
    }
  }

  isEmpty(now: number): boolean {
    return !this.#panes.some(({ rows, last }) => rows > 0 && last > now - this.#longestMs)
  }

  close(): void {
    this.#database.close()
    rmSync(this.#spillFolder, { recursive: true, force: true })
  }

  async #prepare(rules: readonly SqlRule[]): Promise<void> {
    const database = this.#database
    // Checked with every column there is: whoever mistypes one is told the nearest of all.
    await database.run(`CREATE TABLE every_column (${columnList(ALERT_COLUMNS)})`)
    await database.run('CREATE OR REPLACE VIEW logs AS FROM every_column')
    for (const rule of rules) this.#rules.set(rule, await prepareRule(database, rule))
    const columns = wantedColumns(rules.map(({ sql }) => sql))
    this.#columns = new Set(columns.map(({ name }) => name))
    await this.#show(0, 0)
    const tables = Array.from({ length: PANES }, (_, i) => `pane_${i}`)
    for (const table of tables) await database.run(`CREATE TABLE ${table} (${columnList(columns)})`)
    const parts = tables.map(
      (table) =>
        `SELECT * FROM ${table} WHERE rowtime > getvariable('beginning') AND rowtime <= getvariable('ending')`,
    )
    await database.run(`CREATE OR REPLACE VIEW logs AS ${parts.join(' UNION ALL ')}`)
    for (const table of tables)
      this.#panes.push({
        table,
        insert: await database.prepare(`INSERT INTO ${table} ${insertSelect(columns)}`),
        first: 0,
        last: 0,
        bytes: 0,
        rows: 0,
      })
  }

  /** The view `logs` is from here on the rows of (now - windowMs, now]. */
  async #show(windowMs: number, now: number): Promise<void> {
    const moment = (ms: number): string => `make_timestamp(${Math.round(ms) * 1000}::BIGINT)`
    await this.#database.run(
      `SET VARIABLE beginning = ${moment(now - windowMs)}; SET VARIABLE ending = ${moment(now)}`,
    )
  }

  #values(rows: readonly Record<string, DuckDBValue>[]): Row[] {
    const { duckdb } = this.#database
    return rows.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, resultValue(duckdb, value)])),
    )
  }

  /** The table for rows of a time (ms). */
  async #pane(at: number): Promise<Pane> {
    const pane = this.#panes[this.#current]!
    const next = this.#panes[(this.#current + 1) % PANES]!
    const inUse = next.rows > 0 && next.last > at - this.#longestMs
    const isOld = pane.rows > 0 && at - pane.first >= this.#longestMs / (PANES - 1) && !inUse
    if (!isOld && pane.bytes < MOST_BYTES / PANES) return pane
    if (inUse) this.dropped += next.rows
    await this.#database.run(`DELETE FROM ${next.table}`)
    Object.assign(next, { first: at, last: at, bytes: 0, rows: 0 })
    this.#current = (this.#current + 1) % PANES
    return next
  }
}

function keyTest(key: string, value: unknown): string {
  if (value === null || value === undefined) return `${quoted(key)} IS NULL`
  return `${quoted(key)}::VARCHAR = ${literal(String(value))}`
}
