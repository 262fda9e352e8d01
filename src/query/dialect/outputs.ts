import { text as messages } from '../../messages/messages.ts'
import type { Expression, Identifier, Select, SelectItem } from './ast.ts'
import { emit } from './emit.ts'
import { type EmitContext, fail } from './emit-context.ts'
import type { Output } from './plan.ts'
import { rowtimeColumn, rowtimeStep } from './rowtime.ts'
import { type ScopeColumn, sameName } from './scope.ts'

/** The columns of a SELECT's result: `*` spelled out, each with a name of its own. `names` of an alias take the place of theirs. */
export function outputsOf(
  select: Select,
  context: EmitContext,
  names: readonly Identifier[] | undefined,
): readonly Output[] {
  const outputs = select.items.flatMap((item, index) => outputsOfItem(item, index, context))
  if (names && names.length > 0) {
    if (names.length !== outputs.length)
      fail(context, names[0]!, messages.dialect.aliasColumns(outputs.length, names.length))
    return outputs.map((output, index) => ({ ...output, name: names[index]!.name }))
  }
  return distinctNames(outputs)
}

function outputsOfItem(item: SelectItem, index: number, context: EmitContext): readonly Output[] {
  const { expression, alias } = item
  if (expression.kind === 'star') return expandStar(expression, context)
  const typed = emit(expression, context)
  const rowtime =
    rowtimeColumn(expression, context.scope) !== undefined ||
    rowtimeStep(expression, context.scope) !== undefined
  return [{ ...typed, name: alias?.name ?? nameOf(expression, index), rowtime }]
}

/** A column keeps its name; what has none gets the one that the old service gave. */
function nameOf(expression: Expression, index: number): string {
  return expression.kind === 'column' ? expression.path.at(-1)!.name : `EXPR$${index}`
}

function expandStar(
  expression: Extract<Expression, { kind: 'star' }>,
  context: EmitContext,
): readonly Output[] {
  const { scope, group } = context
  const { of } = expression
  if (of !== undefined && !scope.names.some((name) => sameName(name, of.name)))
    fail(context, of, messages.dialect.noStreamHere(of.name, scope.names, undefined))
  if (group !== undefined) fail(context, expression, messages.dialect.starInGroup)
  return scope.columns
    .filter((column: ScopeColumn) => column.listed)
    .map((column) => ({ ...column, rowtime: column.rowtime ?? false }))
}

/** DuckDB and JSON hold no two columns of one name. */
function distinctNames(outputs: readonly Output[]): readonly Output[] {
  const taken = new Set<string>()
  return outputs.map((output) => {
    let name = output.name
    for (let count = 2; taken.has(name.toUpperCase()); count++) name = `${output.name}_${count}`
    taken.add(name.toUpperCase())
    return { ...output, name }
  })
}
