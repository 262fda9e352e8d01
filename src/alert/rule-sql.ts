import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Database } from '../query/database.ts'
import { sqlError } from '../query/sql/sql-error.ts'
import { type Node, parseSelect, printSelect, type SelectNode } from '../query/sql/tree.ts'
import type { SqlRule } from './rule.ts'

/** What is known of a rule's SQL before it runs. */
export interface RuleSql {
  /** Columns of its answer that make groups, as they are named there. */
  readonly keys: readonly string[]
  /** Names of all of them. */
  readonly columns: readonly string[]
  /** The WHERE of a plain SELECT over `logs`, as SQL; undefined where it has none or is no such. */
  readonly where: string | undefined
}

/** Checks a rule's SQL against the view `logs` of the database. @throws KinetailError('config') */
export async function prepareRule(database: Database, rule: SqlRule): Promise<RuleSql> {
  try {
    const tree = await parseSelect(database, rule.sql, { line: 1, column: 1 })
    const answer = await database.run(rule.sql)
    const columns = answer.deduplicatedColumnNames()
    const types = answer.columnTypes().map(String)
    return {
      columns,
      keys:
        rule.key.length > 0
          ? rule.key.map((key) => columnOf(rule, key, columns))
          : columns.filter((_, i) => types[i] === 'VARCHAR'),
      where: await whereOf(database, tree),
    }
  } catch (error) {
    throw error instanceof KinetailError && error.code === 'config' ? error : ruleError(rule, error)
  }
}

function columnOf(rule: SqlRule, key: string, columns: readonly string[]): string {
  const found = columns.find((column) => column.toLowerCase() === key.toLowerCase())
  if (found !== undefined) return found
  throw new KinetailError('config', text.alert.noKeyColumn(rule.name, key, columns))
}

async function whereOf(database: Database, tree: Node): Promise<string | undefined> {
  const select = tree as SelectNode
  if (select['type'] !== 'SELECT_NODE' || select.where_clause === null) return undefined
  const table = select.from_table
  if (table['type'] !== 'BASE_TABLE' || String(table['table_name']).toLowerCase() !== 'logs') return undefined
  if (table['alias'] !== '' || select.cte_map.map.length > 0) return undefined
  const plain: SelectNode = {
    ...select,
    select_list: [{ class: 'CONSTANT', type: 'VALUE_CONSTANT', alias: '', value: ONE }],
    group_expressions: [],
    group_sets: [],
    aggregate_handling: 'STANDARD_HANDLING',
    having: null,
    qualify: null,
    modifiers: [],
  }
  const printed = await printSelect(database, plain)
  const at = printed.indexOf(' WHERE ')
  return at < 0 ? undefined : printed.slice(at + ' WHERE '.length)
}

const ONE = { type: { id: 'INTEGER', type_info: null }, is_null: false, value: 1 }

/** Names the rule in a failure of its SQL. */
export function ruleError(rule: SqlRule, error: unknown): KinetailError {
  const found = sqlError(error, rule.sql, { line: 1, column: 1 })
  return new KinetailError(
    found.code === 'usage' ? 'config' : found.code,
    text.alert.badSql(rule.name, found.message),
    { cause: error, facts: found.facts },
  )
}
