import { KinetailError } from '../../base/errors.ts'
import { type Token, tokenize } from './lexer.ts'

/** Whose SQL a text is: that of the old service, or DuckDB's over the view `logs`. */
export type Dialect = 'kinesis' | 'standard'

/** What no standard SQL has, for texts that cannot be cut into tokens (a text that never ends, say). */
const OLD =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:STREAM|PUMP)\b|\bSELECT\s+STREAM\b|\bSOURCE_SQL_STREAM_\d+|\bWINDOWED\s+BY\b/i

/** Tells the two apart by what only the old one has: streams, pumps, its name for the source, STEP, STAGGER, ROWTIME RANGE. */
export function detectDialect(source: string): Dialect {
  let tokens: readonly Token[]
  try {
    tokens = tokenize(source)
  } catch (error) {
    // DuckDB has signs and quotations that the old dialect has not.
    if (error instanceof KinetailError) return OLD.test(source) ? 'kinesis' : 'standard'
    throw error
  }
  return tokens.some((_, index) => marks(tokens, index)) ? 'kinesis' : 'standard'
}

function marks(tokens: readonly Token[], index: number): boolean {
  const word = (ahead: number): string => tokens[index + ahead]?.keyword ?? ''
  const token = tokens[index]!
  if (token.kind === 'quoted') return /^SOURCE_SQL_STREAM_\d+$/i.test(token.value)
  switch (word(0)) {
    case 'CREATE': {
      const at = word(1) === 'OR' && word(2) === 'REPLACE' ? 3 : 1
      return ['STREAM', 'PUMP', 'FUNCTION'].includes(word(at))
    }
    case 'INSERT':
      return word(1) === 'INTO'
    case 'SELECT':
      return word(1) === 'STREAM' && tokens[index + 2]?.value !== ',' && word(2) !== 'FROM'
    case 'WINDOWED':
      return word(1) === 'BY'
    case 'ROWTIME':
      return word(1) === 'RANGE'
    case 'STEP':
      return tokens[index + 1]?.value === '('
    case 'CURSOR':
      return tokens[index + 1]?.value === '(' && word(2) === 'SELECT'
    default:
      return /^SOURCE_SQL_STREAM_\d+$/.test(word(0))
  }
}
