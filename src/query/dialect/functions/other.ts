import type { FunctionDefinition } from './function.ts'

/** Functions of any value. */
export const OTHER_FUNCTIONS: readonly FunctionDefinition[] = [
  {
    name: 'COALESCE',
    group: 'other',
    arity: [1, 64],
    over: 'row',
    example: "COALESCE(user_id, 'nobody')",
    emit: ({ args }) => ({
      sql: `coalesce(${args.map(({ sql }) => sql).join(', ')})`,
      type: args.find(({ type }) => type !== 'unknown')?.type ?? 'unknown',
    }),
  },
  {
    name: 'NULLIF',
    group: 'other',
    arity: [2, 2],
    over: 'row',
    example: "NULLIF(referer, '-')",
    emit: ({ args }) => ({ sql: `nullif(${args[0]!.sql}, ${args[1]!.sql})`, type: args[0]!.type }),
  },
  {
    name: 'MONOTONIC',
    group: 'other',
    arity: [1, 1],
    over: 'row',
    example: 'MONOTONIC(FLOOR("timestamp" TO MINUTE))',
    // A promise to the old service, which waited for a change of the value; windows close by time here.
    emit: ({ args }) => args[0]!,
  },
]
