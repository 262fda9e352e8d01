/** A place in the user's text, from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/**
 * The place of a byte of `sql` in the text it is part of. Columns count UTF-16 units, as editors do.
 * @param start where `sql` begins in that text
 */
export function placeOf(sql: string, byte: number, start: Place): Place {
  const before = Buffer.from(sql).subarray(0, byte).toString()
  const lines = before.split('\n')
  const last = lines.at(-1)!.length
  return lines.length === 1
    ? { line: start.line, column: start.column + last }
    : { line: start.line + lines.length - 1, column: last + 1 }
}
