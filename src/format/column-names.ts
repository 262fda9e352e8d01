import { snakeCase } from './format-part.ts'

/** Names for the columns that a header names: in snake_case, each once; what has no name is `column_N`. */
export function columnNames(written: readonly string[]): string[] {
  const taken = new Set<string>()
  return written.map((one, i) => {
    const bare = one.trim()
    // Names in other scripts stay as they are.
    const base = (/^[\x20-\x7e]*$/.test(bare) ? snakeCase(bare) : bare) || `column_${i + 1}`
    let name = base
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`
    taken.add(name)
    return name
  })
}
