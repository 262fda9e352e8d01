import { KinetailError } from '../../base/errors.ts'
import { text as messages } from '../../messages/messages.ts'
import type { Program, WindowSpec } from '../program.ts'
import { compileDialect } from './compile.ts'
import { type Dialect, detectDialect } from './detect.ts'
import { compileStandard } from './standard.ts'

/** A text of SQL that was understood. */
export interface CompiledQuery {
  readonly source: string
  readonly dialect: Dialect
  readonly program: Program
}

/**
 * A text in either dialect as a program.
 * @param window what the flags ask for, of standard SQL; undefined: rows one by one, or where all of them are needed a table that
 * is drawn anew
 * @throws KinetailError (`usage`) with line, column, an excerpt and the nearest name
 */
export function compileQuery(source: string, window: WindowSpec | undefined): CompiledQuery {
  const dialect = detectDialect(source)
  if (dialect === 'standard') return { source, dialect, program: compileStandard(source, window) }
  const program = compileDialect(source)
  if (window !== undefined) throw new KinetailError('usage', messages.dialect.ownWindow)
  return { source, dialect, program }
}
