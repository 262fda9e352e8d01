import type { Call, Expression } from '../ast.ts'
import type { Span } from '../place.ts'
import { asText, type Typed } from '../value-types.ts'

/** Kinds of functions, as the page on the dialect lists them. */
export type FunctionGroup = 'text' | 'number' | 'time' | 'other' | 'aggregate' | 'analytic' | 'record'

/** The rows that an analytic function sees. */
export interface OverWindow {
  /** All of it: `PARTITION BY … ORDER BY … RANGE …`. */
  readonly sql: string
  /** Without its frame: the order of the rows of a key. */
  readonly ordered: string
  /** ms back from the row, the far end left out; undefined for a frame of rows. */
  readonly precedingMs: number | undefined
  readonly precedingRows: number | undefined
}

/** A call on its way to DuckDB. */
export interface CallParts {
  readonly call: Call
  /** Its arguments in DuckDB's SQL. */
  readonly args: readonly Typed[]
  /** The window of OVER; undefined for a function of a group or of one row. */
  readonly over: OverWindow | undefined
  /** The time of the row, or of the window's end where rows are grouped. */
  readonly rowtime: string
  /** The characters of an argument that must be a literal. */
  textAt(index: number): string
  /** The value of an argument that must be a whole number, written as one. */
  wholeAt(index: number): number
  /** The length of an argument that must be an interval literal, ms. */
  millisecondsAt(index: number): number
  fail(span: Span, sentence: string): never
  expression(index: number): Expression
}

/** One function of the old dialect: how it is written, and what it becomes. */
export interface FunctionDefinition {
  readonly name: string
  readonly group: FunctionGroup
  /** Least and most arguments. */
  readonly arity: readonly [number, number]
  /** Words between the arguments that it may be written with; '' is commas only. */
  readonly forms?: readonly string[]
  /** Over the rows of a group, of a window (OVER), or of one row. `both`: of a group or a window. */
  readonly over: 'row' | 'both' | 'window'
  /** A call over columns of the source, for the page on the dialect and for the test that runs it. */
  readonly example: string
  emit(parts: CallParts): Typed
}

/** What most functions are: another name over the same arguments. */
export function plain(
  name: string,
  duckdb: string,
  example: string,
  options: Pick<FunctionDefinition, 'group' | 'arity'> & { readonly type: Typed['type'] | 'same' },
): FunctionDefinition {
  const { group, arity, type } = options
  return {
    name,
    group,
    arity,
    over: 'row',
    example,
    emit: ({ args }) => ({
      sql: `${duckdb}(${args.map((argument) => (group === 'text' ? asText(argument) : argument.sql)).join(', ')})`,
      type: type === 'same' ? (args[0]?.type ?? 'unknown') : type,
    }),
  }
}
