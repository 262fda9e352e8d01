/** What is compared: a field of the record or a value. */
export type Operand =
  | { readonly kind: 'field'; readonly name: string; readonly column: number }
  | { readonly kind: 'value'; readonly value: string | number | boolean }

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>='

/** A test of a record, as SQL means it: true, false, or unknown where a field is null or absent. */
export type Expression =
  | { readonly op: 'and' | 'or'; readonly of: readonly Expression[] }
  | { readonly op: 'not'; readonly of: Expression }
  | { readonly op: 'compare'; readonly how: Comparison; readonly left: Operand; readonly right: Operand }
  | { readonly op: 'in'; readonly left: Operand; readonly values: readonly (string | number | boolean)[] }
  | {
      readonly op: 'like'
      readonly left: Operand
      readonly pattern: string
      readonly escape: string
      readonly anyCase: boolean
    }
  | { readonly op: 'match'; readonly left: Operand; readonly pattern: string; readonly anyCase: boolean }
  | { readonly op: 'null'; readonly left: Operand }
  /** A field alone: it is true. */
  | { readonly op: 'true'; readonly left: Operand }

/** A field that an expression names, and where in its text (from 0; −1 where it has no text). */
export interface NamedField {
  readonly name: string
  readonly column: number
}

export function fieldsOf(expression: Expression): NamedField[] {
  switch (expression.op) {
    case 'and':
    case 'or':
      return expression.of.flatMap(fieldsOf)
    case 'not':
      return fieldsOf(expression.of)
    case 'compare':
      return [expression.left, expression.right].flatMap(fieldOf)
    default:
      return fieldOf(expression.left)
  }
}

function fieldOf(operand: Operand): NamedField[] {
  return operand.kind === 'field' ? [operand] : []
}
