import type { Call, Expression, Identifier } from './ast.ts'
import type { OverWindow } from './functions/function.ts'
import { type Span, sqlError } from './place.ts'
import type { Scope } from './scope.ts'
import type { Typed, ValueType } from './value-types.ts'

/** A function that the user defined: its body stands in for the call. */
export interface UserFunction {
  readonly name: Identifier
  readonly parameters: readonly { readonly name: string; readonly type: ValueType }[]
  readonly body: Expression
}

/** What expressions are turned into SQL for. */
export interface EmitContext {
  readonly source: string
  readonly scope: Scope
  readonly functions: readonly UserFunction[]
  /** The window of an analytic function. */
  readonly overOf: (call: Call) => OverWindow
  /** Of grouped rows: the SQL of what is grouped by, and how long a window is. Undefined: row by row. */
  readonly group?: Grouping
  /** The time of the row; `t.rowtime` unless told. */
  readonly rowtime?: string
  /** Arguments of a user's function, while its body is read. */
  readonly parameters?: ReadonlyMap<string, Typed>
}
export interface Grouping {
  /** SQL of what is grouped by, and how it is written in what is selected. */
  readonly keys: ReadonlyMap<string, string>
  /** Of tumbling windows, ms. */
  readonly windowMs: number | undefined
}

export function fail(context: EmitContext, span: Span, sentence: string): never {
  throw sqlError(context.source, span, sentence)
}
