import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { compileDialect } from '../query/dialect/compile.ts'
import type { Program, WindowSpec } from '../query/program.ts'

/** What a statement of Kinesis Data Analytics begins with, or reads: standard SQL has none of it. */
const DIALECT =
  /^(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:STREAM|PUMP|FUNCTION)|INSERT\s+INTO)\b|\bSELECT\s+STREAM\b|\bSOURCE_SQL_STREAM_\d+\b/i

/** A statement of either dialect as a program: a statement of the old one names its windows itself. */
export function programOf(statement: string, window: WindowSpec | undefined): Program {
  const bare = statement.replace(/--.*$|\/\*[\s\S]*?\*\//gm, '').trim()
  if (DIALECT.test(bare)) {
    if (window !== undefined) throw new KinetailError('usage', text.queryCommand.windowInStatement)
    return compileDialect(statement)
  }
  return {
    streams: [
      { name: 'logs', relation: 'logs', origin: 'source', columns: undefined, output: false },
      { name: 'results', relation: 'results', origin: 'query', columns: undefined, output: true },
    ],
    queries: [
      {
        name: 'query',
        from: 'logs',
        into: 'results',
        window: window ?? { kind: 'running' },
        sql: statement.trim().replace(/;\s*$/, ''),
        place: { line: 1, column: 1 },
      },
    ],
  }
}
