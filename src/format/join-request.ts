import type { Field, FormatPart } from './format-part.ts'

type FieldPart = Extract<FormatPart, { kind: 'field' }>

/** `%U%q` and `$uri$is_args$args` are the request target cut up, without anything between: read as the one path that it was. */
export function joinPathAndQuery(parts: readonly FormatPart[]): FormatPart[] {
  const joined: FormatPart[] = []
  for (const part of parts) {
    const between = joined.at(-1)
    const before = joined.at(-2)
    const follows = between?.kind === 'literal' && between.text === '' && before?.kind === 'field'
    if (follows && part.kind === 'field' && before.field.name === 'path' && QUERY.has(part.field.name))
      joined.splice(-2, 2, { ...before, written: before.written + part.written })
    else joined.push(part)
  }
  return joined
}

const QUERY: ReadonlySet<string> = new Set(['query', 'is_args'])
const REQUEST: Field = { name: 'request', reading: 'request', writing: 'text' }

/**
 * `%m %U%q %H` is the request line cut up: read as one, because a decoded path may hold spaces, and only a protocol at its end tells where
 * it ends.
 */
export function joinRequest(parts: readonly FormatPart[]): FormatPart[] {
  if (parts.some((part) => part.kind === 'field' && part.field.reading === 'request')) return [...parts]
  const at = parts.findIndex(
    (_, i) =>
      names(parts, i, 'method') && names(parts, i + 2, 'path') && names(parts, i + 4, 'protocol', false),
  )
  if (at < 0) return [...parts]
  const all = parts.slice(at, at + 5)
  const written = all.map((part) => (part.kind === 'field' ? part.written : part.text)).join('')
  const column = (parts[at] as FieldPart).column
  return [...parts.slice(0, at), { kind: 'field', field: REQUEST, written, column }, ...parts.slice(at + 5)]
}

/** True when the part at `i` is that field, with one space after it. */
function names(parts: readonly FormatPart[], i: number, name: string, spaced = true): boolean {
  const part = parts[i]
  const after = parts[i + 1]
  if (part?.kind !== 'field' || part.field.name !== name) return false
  return !spaced || (after?.kind === 'literal' && after.text === ' ')
}
