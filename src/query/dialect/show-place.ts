import { KinetailError } from '../../base/errors.ts'
import { text as messages } from '../../messages/messages.ts'
import type { CompiledQuery } from './compile-query.ts'
import { nearestName } from './nearest.ts'
import { excerpt, placeOf } from './place.ts'

/** Words that a mistyped one near a syntax error may have been. */
const KEYWORDS: readonly string[] = (
  'SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT DISTINCT AS AND OR NOT IN LIKE BETWEEN IS NULL CASE WHEN THEN ELSE END ' +
  'OVER PARTITION WINDOW QUALIFY UNION ALL WITH INTERVAL COUNT SUM AVG MIN MAX'
).split(' ')

/**
 * What the engine says of a statement, with the line that it is about and carets below; other errors as they are. SQL that a
 * statement of the old dialect became is not the user's: there the place is the SELECT that it came from.
 */
export function showPlace(error: unknown, { source, dialect, program }: CompiledQuery): unknown {
  if (!(error instanceof KinetailError)) return error
  const { line, column } = error.facts
  if (typeof line !== 'number' || typeof column !== 'number' || error.message.includes('\n     | '))
    return error
  if (dialect === 'standard') {
    const start = offsetOf(source, line, column)
    const word = /^(?:"[^"]*"|[\p{L}\p{N}_$]+|\S)/u.exec(source.slice(start))?.[0] ?? ''
    const nearest = /syntax error/i.test(error.message) ? nearestName(word, KEYWORDS) : undefined
    const hint = nearest && nearest !== word.toUpperCase() ? messages.dialect.meant(nearest) : ''
    return again(error, `${error.message}${hint}\n${excerpt(source, { start, end: start + word.length })}`)
  }
  const query = program.queries.filter(({ place }) => place.line <= line).at(-1) ?? program.queries[0]!
  const { place } = query
  const start = offsetOf(source, place.line, place.column)
  const words = error.message.replace(/^[^:]*?: /, '')
  const shown = excerpt(source, { start, end: start + 'SELECT'.length })
  return again(
    error,
    messages.dialect.at(
      place.line,
      place.column,
      messages.dialect.refusedByDatabase(words, query.sql),
      shown,
    ),
  )
}

function again(error: KinetailError, message: string): KinetailError {
  return new KinetailError(error.code, message, { cause: error, facts: error.facts })
}

/** The offset of a place; of one beyond the text its end. */
function offsetOf(source: string, line: number, column: number): number {
  const ends = /\r\n|\n|\r/g
  let start = 0
  for (let count = 1; count < line; count++) {
    if (ends.exec(source) === null) return source.length
    start = ends.lastIndex
  }
  const characters = [...source.slice(start)]
  const offset = start + characters.slice(0, column - 1).join('').length
  return placeOf(source, offset).line === line ? offset : source.length
}
