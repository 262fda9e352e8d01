import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'

/** DuckDB's types and Flink's. HUGEINT is what SUM of whole numbers gives in DuckDB: in Flink it gives BIGINT. */
const TYPES: Readonly<Record<string, string>> = {
  BOOLEAN: 'BOOLEAN',
  TINYINT: 'TINYINT',
  SMALLINT: 'SMALLINT',
  INTEGER: 'INT',
  BIGINT: 'BIGINT',
  HUGEINT: 'BIGINT',
  UTINYINT: 'SMALLINT',
  USMALLINT: 'INT',
  UINTEGER: 'BIGINT',
  UBIGINT: 'DECIMAL(20, 0)',
  FLOAT: 'FLOAT',
  DOUBLE: 'DOUBLE',
  VARCHAR: 'STRING',
  CHAR: 'STRING',
  JSON: 'STRING',
  UUID: 'STRING',
  BLOB: 'BYTES',
  DATE: 'DATE',
  TIME: 'TIME',
  TIMESTAMP: 'TIMESTAMP(3)',
  TIMESTAMP_S: 'TIMESTAMP(3)',
  TIMESTAMP_MS: 'TIMESTAMP(3)',
  TIMESTAMP_NS: 'TIMESTAMP(3)',
  'TIMESTAMP WITH TIME ZONE': 'TIMESTAMP_LTZ(3)',
}

/**
 * Flink's type for one of DuckDB, as DuckDB writes it.
 * @throws KinetailError where Flink has none
 */
export function flinkType(written: string): string {
  const list = /^(.*)\[\]$/.exec(written)
  if (list) return `ARRAY<${flinkType(list[1]!)}>`
  const decimal = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(written)
  if (decimal) return `DECIMAL(${decimal[1]}, ${decimal[2]})`
  const known = TYPES[written]
  if (known === undefined) throw new KinetailError('usage', text.flink.noType(written))
  return known
}
