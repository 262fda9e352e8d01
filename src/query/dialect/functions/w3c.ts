import type { KnownType } from '../value-types.ts'
import { numbered, type RecordColumn } from './record-columns.ts'

/** The formats of web servers that have a name, in the letters of Apache's LogFormat (IIS has no one format). */
const NAMED: Readonly<Record<string, string>> = {
  COMMON: '%h %l %u %t "%r" %>s %b',
  'COMMON WITH VHOST': '%v %h %l %u %t "%r" %>s %b',
  'NCSA EXTENDED': '%h %l %u %t "%r" %>s %b "%[Referer]i" "%[User-agent]i"',
  REFERER: '%[Referer]i ---> %U',
  AGENT: '%[User-agent]i',
}

const TEXT: KnownType = { type: 'string', duckdb: 'VARCHAR', length: undefined }
const WHOLE: KnownType = { type: 'integer', duckdb: 'BIGINT', length: undefined }
/** What these specifiers write is a whole number, or a dash. */
const NUMERIC = new Set(['b', 'B', 's', 'D', 'T', 'p', 'I', 'O', 'k', 'P'])

/** The pattern and the columns of a format, by name or in the letters of Apache; undefined when there is no such. */
export function w3cFormat(
  written: string,
): { readonly pattern: string; readonly columns: readonly RecordColumn[] } | undefined {
  const named = NAMED[written.trim().toUpperCase().replace(/\s+/g, ' ')]
  const format = named ?? (written.includes('%') ? written : undefined)
  if (format === undefined) return undefined
  const types: KnownType[] = []
  let pattern = '^'
  for (const [piece, letter] of format.matchAll(
    /%(?:[<>!,0-9]*)(?:[[{][^\]}]*[\]}])?([A-Za-z])|%%|[\s\S]/g,
  )) {
    if (letter === undefined) pattern += piece === '%%' ? '%' : piece.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    else {
      types.push(NUMERIC.has(letter) ? WHOLE : TEXT)
      // A field ends where the character behind it comes; a time in brackets and a request in quotes hold blanks.
      pattern += letter === 't' ? '(\\[[^\\]]*\\])' : '(.*?)'
    }
  }
  if (types.length === 0) return undefined
  const columns = numbered(types.length).map((column, index) => ({ ...column, type: types[index]! }))
  return { pattern: `${pattern}$`, columns }
}
