import type { Expression } from './ast.ts'
import { functionNamed } from './functions/all.ts'

/** The expressions right inside another one; queries stand for themselves. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'unary':
    case 'cast':
    case 'is':
    case 'difference':
      return [expression.operand]
    case 'binary':
    case 'distinct':
      return [expression.left, expression.right]
    case 'between':
      return [expression.operand, expression.low, expression.high]
    case 'in':
      return [expression.operand, ...expression.list]
    case 'like':
      return [expression.operand, expression.pattern, ...present(expression.escape)]
    case 'case':
      return [
        ...present(expression.operand),
        ...expression.whens.flatMap(({ when, result }) => [when, result]),
        ...present(expression.otherwise),
      ]
    case 'call':
      return expression.arguments
    default:
      return []
  }
}

function present(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression]
}

/** Whether one of these stands anywhere inside. */
function contains(expression: Expression, wanted: (part: Expression) => boolean): boolean {
  return wanted(expression) || childrenOf(expression).some((child) => contains(child, wanted))
}

/** A function over the rows of a group: COUNT, MAX, … without OVER. */
export function hasAggregate(expression: Expression): boolean {
  return contains(
    expression,
    (part) =>
      part.kind === 'call' && part.over === undefined && functionNamed(part.name.name)?.over === 'both',
  )
}

export function hasOver(expression: Expression): boolean {
  return contains(expression, (part) => part.kind === 'call' && part.over !== undefined)
}

export function hasColumn(expression: Expression): boolean {
  return contains(
    expression,
    (part) => part.kind === 'column' || (part.kind === 'call' && part.arguments.length === 0),
  )
}
