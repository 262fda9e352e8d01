import { compileTable, type TableOptions } from './compile-table.ts'
import type { Field } from './format-part.ts'
import { parseNginxFormat } from './nginx-format.ts'
import type { OpTable } from './op-table.ts'

/** A field under a variable's name, and the literal text that belongs to the variable: `$durationms` is `$duration` and `ms`. */
export type OwnField = Field & { readonly after?: string }

/**
 * Compiles a format of another server, written as nginx writes its own: variables of nginx mean what they mean there, `own` says what others
 * mean (with the `$`), and any that is left is text under its name.
 */
export function tableOf(
  format: string,
  own: Readonly<Record<string, OwnField>>,
  options: TableOptions,
): OpTable {
  const parts = parseNginxFormat(format)
  parts.forEach((part, i) => {
    if (part.kind !== 'field' || !Object.hasOwn(own, part.written)) return
    const { after = '', ...field } = own[part.written]!
    parts[i] = { ...part, field }
    const next = parts[i + 1]
    if (next?.kind === 'literal') parts[i + 1] = { kind: 'literal', text: after + next.text }
  })
  return compileTable(parts, options)
}
