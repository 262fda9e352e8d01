import { parseApacheFormat } from '../apache-format.ts'
import { compileTable } from '../compile-table.ts'
import type { EscapeMode } from '../escapes.ts'
import { isIP } from '../ip.ts'
import { parseNginxFormat } from '../nginx-format.ts'
import type { OpTable } from '../op-table.ts'
import { explainTables } from './explain-tables.ts'

/** How format strings of one server are read and written. */
export interface Dialect {
  readonly isNginx: boolean
  readonly escapes: EscapeMode
}

/** Costs by how little a match says: text fits anything, an address nearly so. */
const WEAK = 0.3
const MISFIT = 0.8

/** Tells how well a piece of a format string reads a piece of a line. */
export class TokenMatcher {
  readonly #dialect: Dialect
  readonly #tables = new Map<string, OpTable | null>()

  constructor(dialect: Dialect) {
    this.#dialect = dialect
  }

  /** 0 for a certain match, more for a doubtful one, infinite for none. */
  cost(written: string, token: string): number {
    const table = this.#table(written)
    if (table === null) return written === token ? 0 : Number.POSITIVE_INFINITY
    // Apache writes the brackets of %t itself.
    const isTime = table.labels.some(({ reading }) => reading.endsWith('_time'))
    if (shapeOf(written) !== shapeOf(token) && !isTime) return Number.POSITIVE_INFINITY
    const bytes = Buffer.from(token, 'latin1')
    const { reason, spans } = explainTables([table], bytes, 0, bytes.length)
    if (reason !== null || spans.length === 0) return Number.POSITIVE_INFINITY
    return table.labels.reduce((sum, { reading, name }) => sum + doubt(reading, name, token), 0)
  }

  #table(written: string): OpTable | null {
    let table = this.#tables.get(written)
    if (table === undefined) {
      table = this.#compile(written)
      this.#tables.set(written, table)
    }
    return table
  }

  #compile(written: string): OpTable | null {
    const { isNginx, escapes } = this.#dialect
    try {
      const parts = isNginx ? parseNginxFormat(written) : parseApacheFormat(written)
      return compileTable(parts, { logType: '', escapes, keep: 'all', tail: 'unquoted' })
    } catch {
      return null
    }
  }
}

function doubt(reading: string, name: string, token: string): number {
  if (reading === 'literal' || reading.endsWith('_time')) return 0
  if (reading === 'address') return isIP(token.replace(/^"|"$/g, '')) > 0 ? 0 : WEAK
  if (reading === 'request') return /^"?[A-Z]+ \S.* [A-Z]+\/[\d.]+"?$/.test(token) ? 0 : MISFIT
  if (name === 'status_code') return /^[1-5]\d\d$/.test(token) ? 0 : MISFIT
  if (reading === 'integer' || reading === 'number') return 0.05
  if (token === '-' || token === '"-"') return 0.1
  return isIP(token) > 0 ? MISFIT : WEAK
}

/** `"`, `[`, or nothing. */
export function shapeOf(token: string): string {
  const [first] = token
  return first === '"' || first === '[' ? first : ''
}
