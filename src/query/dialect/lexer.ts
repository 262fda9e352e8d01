import { text as messages } from '../../messages/messages.ts'
import { type Span, sqlError } from './place.ts'

/** What a piece of SQL is: a bare word, a "quoted" name, a number, a 'string', a sign, or the end of the text. */
export type TokenKind = 'word' | 'quoted' | 'number' | 'string' | 'symbol' | 'end'

export interface Token extends Span {
  readonly kind: TokenKind
  /** A word as it is written, a name and a string without quotes and with their escapes undone, else the characters. */
  readonly value: string
  /** The word in upper case, so that keywords compare; empty for everything else. */
  readonly keyword: string
}

/** Signs of two characters stand before those of one, so that the longest wins. */
const SYMBOLS = ['<>', '!=', '<=', '>=', '||', '->', '::', '=>'] as const
const SINGLE = new Set('()[]{},.;+-*/%=<>?:&|^~@$#')

/** SQL cannot be told apart into tokens, at this place. */
type Failure = (span: Span, sentence: string) => never

/**
 * Cuts SQL into tokens, the last of which is the end of the text. Comments (`-- …`, `/* … *​/`) and blanks stand between tokens.
 * Every token is one step forward, so the time is linear in the text and it always ends.
 * @throws KinetailError with line and column for a string, name or comment that never ends and for a foreign character.
 */
export function tokenize(source: string): Token[] {
  const fail: Failure = (span, sentence) => {
    throw sqlError(source, span, sentence)
  }
  const tokens: Token[] = []
  let at = skipBlanks(source, 0, fail)
  while (at < source.length) {
    const token = nextToken(source, at, fail)
    tokens.push(token)
    at = skipBlanks(source, token.end, fail)
  }
  tokens.push({ kind: 'end', value: '', keyword: '', start: source.length, end: source.length })
  return tokens
}

/** The offset of the next thing that is neither blank nor comment. */
function skipBlanks(source: string, from: number, fail: Failure): number {
  let at = from
  for (;;) {
    const blank = /[\s\u00a0\ufeff]*/y
    blank.lastIndex = at
    blank.test(source)
    at = blank.lastIndex
    if (source.startsWith('--', at)) {
      const end = source.slice(at).search(/[\r\n]/)
      at = end < 0 ? source.length : at + end
    } else if (source.startsWith('/*', at)) {
      const end = source.indexOf('*/', at + 2)
      if (end < 0) fail({ start: at, end: at + 2 }, messages.dialect.openComment)
      at = end + 2
    } else return at
  }
}

function nextToken(source: string, at: number, fail: Failure): Token {
  const first = source[at]!
  if (first === "'") return stringToken(source, at, at, fail)
  if (first === '"') return quotedToken(source, at, fail)
  if (/[0-9]/.test(first) || (first === '.' && /[0-9]/.test(source[at + 1] ?? '')))
    return numberToken(source, at)
  if (/^[uU]&['"]/.test(source.slice(at, at + 3))) return unicodeToken(source, at, fail)
  if (/^[nN]'/.test(source.slice(at, at + 2))) return stringToken(source, at, at + 1, fail)
  const word = /[\p{L}_][\p{L}\p{N}\p{M}_$]*/uy
  word.lastIndex = at
  const found = word.exec(source)?.[0]
  if (found !== undefined)
    return { kind: 'word', value: found, keyword: found.toUpperCase(), start: at, end: at + found.length }
  const symbol =
    SYMBOLS.find((pair) => source.startsWith(pair, at)) ?? (SINGLE.has(first) ? first : undefined)
  if (symbol === undefined) return foreign(source, at, fail)
  return { kind: 'symbol', value: symbol, keyword: '', start: at, end: at + symbol.length }
}

/** What editors and web pages make of quotation marks is named as what it should be. */
function foreign(source: string, at: number, fail: Failure): never {
  const character = String.fromCodePoint(source.codePointAt(at)!)
  const meant = '‘’‚‛`´'.includes(character) ? "'" : '“”„‟'.includes(character) ? '"' : undefined
  return fail({ start: at, end: at + character.length }, messages.dialect.foreignCharacter(character, meant))
}

/** `'it''s'`, from the quote at `quote`; the token begins at `start`, where a prefix may stand. */
function stringToken(source: string, start: number, quote: number, fail: Failure): Token {
  const end = endOfQuoted(source, quote, "'")
  if (end === undefined) fail({ start, end: quote + 1 }, messages.dialect.openString)
  const value = source.slice(quote + 1, end! - 1).replaceAll("''", "'")
  return { kind: 'string', value, keyword: '', start, end: end! }
}

function quotedToken(source: string, start: number, fail: Failure): Token {
  const end = endOfQuoted(source, start, '"')
  if (end === undefined) fail({ start, end: start + 1 }, messages.dialect.openName)
  const value = source.slice(start + 1, end! - 1).replaceAll('""', '"')
  if (value === '') fail({ start, end: end! }, messages.dialect.emptyName)
  return { kind: 'quoted', value, keyword: '', start, end: end! }
}

/** The offset behind the closing quote, of which two in a row mean one; undefined when there is none. */
function endOfQuoted(source: string, open: number, quote: string): number | undefined {
  let at = open + 1
  for (;;) {
    const close = source.indexOf(quote, at)
    if (close < 0) return undefined
    if (source[close + 1] !== quote) return close + 1
    at = close + 2
  }
}

function numberToken(source: string, start: number): Token {
  const number = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y
  number.lastIndex = start
  const value = number.exec(source)![0]
  return { kind: 'number', value, keyword: '', start, end: start + value.length }
}

/** `U&'\0009'`, and `U&'!0009' UESCAPE '!'`: four hexadecimal digits after the escape, six after escape and `+`. */
function unicodeToken(source: string, start: number, fail: Failure): Token {
  const plain =
    source[start + 2] === "'"
      ? stringToken(source, start, start + 2, fail)
      : quotedToken(source, start + 2, fail)
  const named = /\s+uescape\s+'(.)'/iuy
  named.lastIndex = plain.end
  const clause = named.exec(source)
  const mark = clause?.[1] ?? '\\'
  const escaped = mark.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  const value = plain.value.replaceAll(
    new RegExp(`${escaped}(?:(${escaped})|([0-9a-fA-F]{4})|\\+([0-9a-fA-F]{6})|)`, 'gu'),
    (_, same: string | undefined, four: string | undefined, six: string | undefined) => {
      const point = Number.parseInt(four ?? six ?? '', 16)
      if (same !== undefined) return mark
      if (!(point <= 0x10ffff)) fail(plain, messages.dialect.badEscape(mark))
      return String.fromCodePoint(point)
    },
  )
  return { ...plain, value, start, end: clause ? named.lastIndex : plain.end }
}
