import { KinetailError } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'

/** A word of an SQL expression. */
export interface Token {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'mark' | 'end'
  /** A word or name as written, the text of a string, a number's digits, a mark. */
  readonly text: string
  readonly column: number
}

/** Words and marks, in order of trial. A name has points within, and hyphens only in quotes. */
const TOKEN =
  /\s*(?:(?<word>[\p{L}_@][\p{L}\p{N}_@]*(?:\.[\p{L}\p{N}_@]+)*)|"(?<name>(?:[^"]|"")+)"|'(?<string>(?:[^']|'')*)'|(?<number>[-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][-+]?\d+)?)|(?<mark>!~\*|~\*|!~|<>|!=|<=|>=|==|[=<>~(),]))/uy

/** Cuts an expression into tokens; the last is the end. */
export function tokensOf(written: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (/\S/.test(written.slice(at))) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(written)
    const column = at + /^\s*/.exec(written.slice(at))![0].length
    if (!match) throw ruleError(written, column, what(written, column))
    const [kind, found] = Object.entries(match.groups!).find(([, value]) => value !== undefined)!
    tokens.push({ kind: kind as Token['kind'], text: unquoted(kind, found!), column })
    at += match[0].length
  }
  tokens.push({ kind: 'end', text: '', column: written.trimEnd().length })
  return tokens
}

/** An error at a place of an expression, with a caret under it. */
export function ruleError(written: string, column: number, why: string): KinetailError {
  return new KinetailError('config', text.shape.badRule(written, column, why))
}

function what(written: string, column: number): string {
  const first = written[column]!
  if (first === "'" || first === '"') return text.shape.unclosed(first)
  return text.shape.unexpected(first)
}

function unquoted(kind: string, found: string): string {
  if (kind === 'string') return found.replaceAll("''", "'")
  return kind === 'name' ? found.replaceAll('""', '"') : found
}
