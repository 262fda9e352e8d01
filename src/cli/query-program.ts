import type { Program, WindowSpec } from '../query/program.ts'

/** A statement of either dialect as a program. */
export function programOf(statement: string, window: WindowSpec | undefined): Program {
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
