import { text as messages } from '../../../messages/messages.ts'
import { UNIT_MS } from '../interval.ts'
import type { Typed } from '../value-types.ts'
import { type CallParts, type FunctionDefinition, plain } from './function.ts'

const number = { group: 'number', arity: [1, 1], type: 'double' } as const

/** Functions of numbers, and those that round numbers and times alike. */
export const NUMBER_FUNCTIONS: readonly FunctionDefinition[] = [
  plain('ABS', 'abs', 'ABS(response_size)', { ...number, type: 'same' }),
  plain('EXP', 'exp', 'EXP(status_code / 100)', number),
  plain('LN', 'ln', 'LN(response_size + 1)', number),
  plain('LOG10', 'log10', 'LOG10(response_size + 1)', number),
  plain('POWER', 'pow', 'POWER(status_code, 2)', { ...number, arity: [2, 2] }),
  plain('SQRT', 'sqrt', 'SQRT(response_size)', number),
  {
    name: 'MOD',
    group: 'number',
    arity: [2, 2],
    over: 'row',
    example: 'MOD(status_code, 100)',
    emit: ({ args }) => ({ sql: `(${args[0]!.sql} % ${args[1]!.sql})`, type: args[0]!.type }),
  },
  {
    name: 'FLOOR',
    group: 'number',
    arity: [1, 1],
    forms: ['', 'TO'],
    over: 'row',
    example: 'FLOOR("timestamp" TO MINUTE)',
    emit: (parts) => (parts.call.unit ? floorTime(parts) : round(parts, 'floor')),
  },
  ...['CEIL', 'CEILING'].map(
    (name): FunctionDefinition => ({
      name,
      group: 'number',
      arity: [1, 1],
      forms: ['', 'TO'],
      over: 'row',
      example: `${name}("timestamp" TO HOUR)`,
      emit: (parts) => {
        const { unit } = parts.call
        if (!unit) return round(parts, 'ceil')
        const floor = floorTime(parts)
        const value = parts.args[0]!.sql
        return {
          sql: `(CASE WHEN ${floor.sql} = ${value} THEN ${value} ELSE ${floor.sql} + INTERVAL '1 ${unit.toLowerCase()}' END)`,
          type: 'timestamp',
        }
      },
    }),
  ),
  {
    name: 'STEP',
    group: 'number',
    arity: [2, 2],
    forms: ['BY'],
    over: 'row',
    example: 'STEP("timestamp" BY INTERVAL \'30\' SECOND)',
    emit: (parts) => {
      const [value, by] = parts.args
      const expression = parts.expression(1)
      if (expression.kind === 'interval') {
        if (by!.sql.includes('month')) return bucket(value!, by!)
        if (parts.millisecondsAt(1) <= 0) parts.fail(expression, messages.dialect.notPositive)
        return bucket(value!, by!)
      }
      if (parts.wholeAt(1) <= 0) parts.fail(expression, messages.dialect.notPositive)
      return { sql: `(${value!.sql} // ${by!.sql} * ${by!.sql})`, type: 'integer' }
    },
  },
]

/** From 1970 on, as the old service counted; DuckDB's own origin is a Monday in 2000. */
function bucket(value: Typed, by: Typed): Typed {
  return { sql: `time_bucket(${by.sql}, ${value.sql}, TIMESTAMP '1970-01-01 00:00:00')`, type: 'timestamp' }
}

function round({ args }: CallParts, name: string): Typed {
  return { sql: `${name}(${args[0]!.sql})`, type: args[0]!.type }
}

function floorTime({ args, call, fail }: CallParts): Typed {
  const unit = call.unit!
  if (UNIT_MS[unit] === undefined && !['WEEK', 'MONTH', 'QUARTER', 'YEAR'].includes(unit))
    fail(call, messages.dialect.noTimeUnit(unit))
  return { sql: `date_trunc('${unit.toLowerCase()}', ${args[0]!.sql})`, type: 'timestamp' }
}
