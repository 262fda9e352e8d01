import { KinetailError, messageOf } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'
import { type Place, placeOf } from './place.ts'

/** What DuckDB tells of a failure (`errors_as_json`). */
interface Told {
  readonly exception_type: string
  readonly exception_message: string
  readonly error_subtype?: string
  /** Byte of the statement. */
  readonly position?: string
  readonly name?: string
  readonly type?: string
  /** Nearest names, separated by commas. */
  readonly candidates?: string
}

/** Failures that say something about the machine and not about the statement. */
const OF_THE_MACHINE = new Set([
  'Out of Memory',
  'IO',
  // A commit that could not be written is told as a failure of the transaction.
  'TransactionContext',
  'Internal',
  'FATAL',
  'Serialization',
])

/**
 * A failure of DuckDB as a KinetailError: with line, column and the nearest name where the statement is to blame.
 * @param sql the statement that failed, as the user wrote it; undefined where it was rewritten: then positions mean nothing
 * @param place where it begins in the user's text
 */
export function sqlError(error: unknown, sql: string | undefined, place: Place): KinetailError {
  if (error instanceof KinetailError) return error
  const told = toldBy(error)
  if (told === undefined || OF_THE_MACHINE.has(told.exception_type)) return machineError(error, told)
  const at =
    sql === undefined || told.position === undefined ? place : placeOf(sql, Number(told.position), place)
  const options = { cause: error, facts: { line: at.line, column: at.column } }
  const nearest = told.candidates?.split(',')[0]?.trim()
  const { name } = told
  const say = text.query
  if (name !== undefined && told.error_subtype === 'COLUMN_NOT_FOUND')
    return new KinetailError('usage', say.noColumn(at.line, at.column, name, nearest), options)
  if (name !== undefined && told.error_subtype === 'MISSING_ENTRY') {
    const what = told.type?.endsWith('Function') ? say.noFunction : say.noStream
    return new KinetailError('usage', what(at.line, at.column, name, nearest), options)
  }
  const code =
    told.exception_type === 'Conversion' || told.exception_type === 'Out of Range' ? 'invalid' : 'usage'
  const words = told.exception_message.trim()
  return new KinetailError(
    code,
    code === 'invalid' ? say.badValue(at.line, at.column, words) : say.badSql(at.line, at.column, words),
    options,
  )
}

/** True of failures of DuckDB; others are none of its business. */
export function isSqlError(error: unknown): boolean {
  return toldBy(error) !== undefined
}

/** A failure of the database itself: memory, disk, or worse. */
export function machineError(error: unknown, told: Told | undefined = toldBy(error)): KinetailError {
  if (error instanceof KinetailError) return error
  const words = told?.exception_message ?? messageOf(error)
  if (told?.exception_type === 'Out of Memory')
    return new KinetailError('limit', text.query.outOfMemory(words), { cause: error })
  if (told?.exception_type === 'IO' || /Could not (?:write|read|sync)/i.test(words))
    return new KinetailError('file', text.query.databaseFile(words), { cause: error })
  return new KinetailError('internal', text.query.databaseFailed(words), { cause: error })
}

function toldBy(error: unknown): Told | undefined {
  const words = messageOf(error)
  const start = words.indexOf('{"exception_type"')
  if (start < 0) return undefined
  try {
    return JSON.parse(words.slice(start)) as Told
  } catch {
    return undefined
  }
}
