import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import type { ContinuousQuery } from '../program.ts'
import { placeOf } from './place.ts'
import { type Node, walk } from './tree.ts'

/**
 * A query reads its own stream, at least once, and nothing else: no table of DuckDB, no other stream.
 * @param relations of all streams of the program
 */
export function checkRelations(
  tree: Node,
  query: ContinuousQuery,
  relation: string,
  relations: readonly string[],
): void {
  const defined = new Set<string>()
  const tables: Node[] = []
  walk(tree, (node) => {
    if (node['type'] === 'BASE_TABLE') tables.push(node)
    for (const { key } of (node['cte_map'] as { map?: { key: string }[] } | undefined)?.map ?? [])
      defined.add(key.toLowerCase())
    return undefined
  })
  let reads = false
  for (const table of tables) {
    const name = String(table['table_name'])
    const whole = [table['catalog_name'], table['schema_name'], name].filter((part) => part !== '').join('.')
    if (whole.toLowerCase() === relation.toLowerCase()) {
      reads = true
      continue
    }
    if (defined.has(whole.toLowerCase())) continue
    const at = placeOf(query.sql, Number(table['query_location']), query.place)
    const options = { facts: { line: at.line, column: at.column } }
    if (relations.some((other) => other.toLowerCase() === whole.toLowerCase()))
      throw new KinetailError('usage', text.query.twoStreams(at.line, at.column, relation, whole), options)
    throw new KinetailError('usage', text.query.noStream(at.line, at.column, whole, relation), options)
  }
  if (!reads)
    throw new KinetailError(
      'usage',
      text.query.readsNothing(query.place.line, query.place.column, relation),
      {
        facts: { line: query.place.line, column: query.place.column },
      },
    )
}
