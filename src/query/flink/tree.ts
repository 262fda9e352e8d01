/** A node of DuckDB's own syntax tree (`json_serialize_sql`), with the members that are printed. Defaults are absent. */
export interface Expression {
  readonly class: string
  readonly type: string
  readonly alias?: string
  readonly column_names?: readonly string[]
  readonly function_name?: string
  readonly children?: readonly Expression[]
  readonly distinct?: boolean
  readonly filter?: Expression
  readonly child?: Expression
  readonly cast_type?: TypeNode
  readonly value?: ValueNode
  readonly left?: Expression
  readonly right?: Expression
  readonly input?: Expression
  readonly lower?: Expression
  readonly upper?: Expression
  readonly case_checks?: readonly { readonly when_expr: Expression; readonly then_expr: Expression }[]
  readonly else_expr?: Expression
  readonly partitions?: readonly Expression[]
  readonly orders?: readonly OrderNode[]
  readonly start?: string
  readonly end?: string
  readonly start_expr?: Expression
  readonly end_expr?: Expression
  readonly filter_expr?: Expression
  readonly exclude_list?: readonly unknown[]
}

export interface TypeNode {
  readonly id: string
  readonly type_info?: { readonly width?: number; readonly scale?: number; readonly child_type?: TypeNode }
}

export interface ValueNode {
  readonly type: TypeNode
  readonly is_null: boolean
  readonly value?: unknown
}

export interface OrderNode {
  readonly type: string
  readonly null_order?: string
  readonly expression: Expression
}

export interface Modifier {
  readonly type: string
  readonly orders?: readonly OrderNode[]
  readonly limit?: Expression
  readonly offset?: Expression
}

export interface TableNode {
  readonly type: string
  readonly table_name?: string
  readonly alias?: string
  readonly subquery?: { readonly node: SelectNode }
}

export interface SelectNode {
  readonly type: string
  readonly modifiers?: readonly Modifier[]
  readonly select_list: readonly Expression[]
  readonly from_table?: TableNode
  readonly where_clause?: Expression
  readonly group_expressions?: readonly Expression[]
  readonly group_sets?: readonly (readonly number[])[]
  readonly aggregate_handling?: string
  readonly having?: Expression
  readonly qualify?: Expression
}

/** Calls `visit` for every expression below, and for the one itself. */
export function walk(expression: Expression, visit: (one: Expression) => void): void {
  visit(expression)
  for (const part of parts(expression)) walk(part, visit)
}

function parts(one: Expression): Expression[] {
  return [
    ...(one.children ?? []),
    ...[one.filter, one.child, one.left, one.right, one.input, one.lower, one.upper, one.else_expr],
    ...(one.case_checks ?? []).flatMap(({ when_expr, then_expr }) => [when_expr, then_expr]),
    ...(one.partitions ?? []),
    ...(one.orders ?? []).map(({ expression }) => expression),
    ...[one.start_expr, one.end_expr, one.filter_expr],
  ].filter((part) => part !== undefined)
}
