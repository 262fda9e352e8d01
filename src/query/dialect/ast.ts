import type { Span } from './place.ts'

/** A name. Unquoted ones mean the same in any case (the old service wrote them in upper case); quoted ones mean themselves. */
export interface Identifier extends Span {
  readonly name: string
  readonly quoted: boolean
}

/** A type as it is written: `VARCHAR(16)`, `DECIMAL(4, 2)`; the name is in upper case. */
export interface TypeName extends Span {
  readonly name: string
  readonly arguments: readonly number[]
}

export type IntervalUnit = 'YEAR' | 'MONTH' | 'DAY' | 'HOUR' | 'MINUTE' | 'SECOND'
/** What FLOOR, CEIL and EXTRACT take beside the units of intervals. */
export type TimeUnit = IntervalUnit | 'WEEK' | 'QUARTER' | 'MILLISECOND' | 'DOW' | 'DOY' | 'EPOCH'

export interface Interval extends Span {
  readonly kind: 'interval'
  readonly negative: boolean
  readonly value: string
  readonly from: IntervalUnit
  readonly to: IntervalUnit | undefined
}

/** Which rows an analytic function sees: a name of the WINDOW clause, or its own definition. */
export interface WindowDefinition extends Span {
  readonly base: Identifier | undefined
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame: Frame | undefined
}
export interface Frame extends Span {
  readonly unit: 'ROWS' | 'RANGE'
  /** How far back: an interval or a number of rows; `current` begins with the row itself, `unbounded` never ends. */
  readonly preceding: Expression | 'current' | 'unbounded'
}
export interface OrderItem extends Span {
  readonly expression: Expression
  readonly descending: boolean
}

export type Expression = Span &
  (
    | { readonly kind: 'column'; readonly path: readonly Identifier[] }
    | { readonly kind: 'star'; readonly of: Identifier | undefined }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'number'; readonly value: string }
    | { readonly kind: 'constant'; readonly value: 'TRUE' | 'FALSE' | 'UNKNOWN' | 'NULL' }
    | { readonly kind: 'moment'; readonly type: 'TIMESTAMP' | 'DATE' | 'TIME'; readonly value: string }
    | Interval
    | { readonly kind: 'unary'; readonly operator: '-' | '+' | 'NOT'; readonly operand: Expression }
    | {
        readonly kind: 'binary'
        readonly operator: BinaryOperator
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'between'
        readonly not: boolean
        readonly operand: Expression
        readonly low: Expression
        readonly high: Expression
      }
    | {
        readonly kind: 'in'
        readonly not: boolean
        readonly operand: Expression
        readonly list: readonly Expression[]
      }
    | {
        readonly kind: 'like'
        readonly not: boolean
        readonly similar: boolean
        readonly operand: Expression
        readonly pattern: Expression
        readonly escape: Expression | undefined
      }
    | {
        readonly kind: 'is'
        readonly not: boolean
        readonly operand: Expression
        readonly what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN'
      }
    | {
        readonly kind: 'distinct'
        readonly not: boolean
        readonly left: Expression
        readonly right: Expression
      }
    | {
        readonly kind: 'case'
        readonly operand: Expression | undefined
        readonly whens: readonly { readonly when: Expression; readonly result: Expression }[]
        readonly otherwise: Expression | undefined
      }
    | { readonly kind: 'cast'; readonly operand: Expression; readonly type: TypeName }
    | {
        readonly kind: 'difference'
        readonly operand: Expression
        readonly from: IntervalUnit
        readonly to: IntervalUnit | undefined
      }
    | Call
    | { readonly kind: 'query'; readonly query: Query; readonly cursor: boolean }
  )

export type BinaryOperator =
  | 'OR'
  | 'AND'
  | '='
  | '<>'
  | '<'
  | '>'
  | '<='
  | '>='
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '||'

/**
 * A function with its arguments. Those that SQL writes with words between the arguments keep them in `form`:
 * `SUBSTRING(x FROM 1 FOR 2)` has the form `FROM FOR`, `FLOOR(x TO HOUR)` the form `TO` and HOUR as `unit`.
 */
export interface Call extends Span {
  readonly kind: 'call'
  readonly name: Identifier
  readonly form: string
  readonly distinct: boolean
  readonly star: boolean
  readonly arguments: readonly Expression[]
  readonly unit: TimeUnit | undefined
  readonly side: 'LEADING' | 'TRAILING' | 'BOTH' | undefined
  readonly ignoreNulls: boolean
  readonly fromLast: boolean
  readonly over: WindowDefinition | Identifier | undefined
}

export interface SelectItem extends Span {
  readonly expression: Expression
  readonly alias: Identifier | undefined
}

/** What stands behind FROM. */
export type Relation = Span &
  (
    | { readonly kind: 'stream'; readonly name: Identifier; readonly alias: Alias | undefined }
    | { readonly kind: 'subquery'; readonly query: Query; readonly alias: Alias | undefined }
    | { readonly kind: 'table'; readonly call: Call; readonly alias: Alias | undefined }
  )
export interface Alias {
  readonly name: Identifier
  readonly columns: readonly Identifier[]
}

/** `GROUP BY …, ROWTIME RANGE INTERVAL '1' MINUTE`: a window said in the grouping itself, as the lab guide writes it. */
export interface GroupItem extends Span {
  readonly expression: Expression
  readonly range: Interval | undefined
}

export interface Select extends Span {
  readonly kind: 'select'
  readonly distinct: boolean
  readonly items: readonly SelectItem[]
  readonly from: Relation
  readonly where: Expression | undefined
  readonly groupBy: readonly GroupItem[] | undefined
  readonly stagger: (Span & { readonly by: readonly Expression[]; readonly range: Interval }) | undefined
  readonly having: Expression | undefined
  readonly windows: readonly { readonly name: Identifier; readonly window: WindowDefinition }[]
  readonly orderBy: readonly OrderItem[]
}
/** Several SELECTs joined by UNION ALL; one for most. */
export interface Query extends Span {
  readonly selects: readonly Select[]
}

export interface ColumnDeclaration extends Span {
  readonly name: Identifier
  readonly type: TypeName
}

export type Statement = Span &
  (
    | {
        readonly kind: 'stream'
        readonly name: Identifier
        readonly columns: readonly ColumnDeclaration[] | undefined
        readonly query: Query | undefined
      }
    | { readonly kind: 'pump'; readonly name: Identifier; readonly insert: Insert }
    | { readonly kind: 'insert'; readonly insert: Insert }
    | { readonly kind: 'select'; readonly query: Query }
    | {
        readonly kind: 'function'
        readonly name: Identifier
        readonly parameters: readonly ColumnDeclaration[]
        readonly returns: TypeName
        readonly body: Expression
      }
    | { readonly kind: 'nothing' }
  )
export interface Insert extends Span {
  readonly into: Identifier
  readonly columns: readonly Identifier[] | undefined
  readonly query: Query
}
