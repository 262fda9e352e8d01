import { text as messages } from '../../messages/messages.ts'
import type { Identifier, Query } from './ast.ts'
import { type Token, tokenize } from './lexer.ts'
import { nearestName } from './nearest.ts'
import { type Span, sqlError } from './place.ts'

/** How deep brackets, CASE and NOT may stand in each other: far more than people write, far less than the stack holds. */
const DEEPEST = 120

/** Words that begin a clause: none of them is a name unless it is quoted. */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'ALL AND AS ASC BETWEEN BY CASE CAST CREATE CROSS DESC DISTINCT ELSE END EXCEPT EXISTS FALSE FROM FULL GROUP ' +
    'HAVING IN INNER INSERT INTERSECT INTERVAL INTO IS JOIN LEFT LIKE NATURAL NOT NULL ON OR ORDER OVER PARTITION ' +
    'RIGHT SELECT SIMILAR STREAM TABLE THEN TRUE UNION USING WHEN WHERE WINDOW WINDOWED WITH'
  ).split(' '),
)

/** The tokens of a text, one after another. What is not there as expected is an error at its place, with the word it may have been. */
export class TokenReader {
  readonly source: string
  readonly #tokens: readonly Token[]
  readonly #query: (reader: TokenReader) => Query
  #at = 0
  #depth = 0

  /** `query` reads a SELECT where one stands inside an expression. */
  constructor(source: string, query: (reader: TokenReader) => Query) {
    this.source = source
    this.#tokens = tokenize(source)
    this.#query = query
  }

  /** The token `ahead` of the next one; the last one never ends. */
  peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)]!
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.#at++
    return token
  }

  /** The token that was taken last. */
  get last(): Token {
    return this.#tokens[Math.max(0, this.#at - 1)]!
  }

  get ended(): boolean {
    return this.peek().kind === 'end'
  }

  query(): Query {
    return this.nested(() => this.#query(this))
  }

  /** Goes one level deeper for as long as `read` takes. */
  nested<Result>(read: () => Result): Result {
    if (this.#depth >= DEEPEST) this.fail(this.peek(), messages.dialect.tooDeep(DEEPEST))
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }

  is(...keywords: readonly string[]): boolean {
    return keywords.every((keyword, ahead) => this.peek(ahead).keyword === keyword)
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'symbol' && token.value === symbol
  }

  /** Takes these words if they come next. */
  accept(...keywords: readonly string[]): boolean {
    if (!this.is(...keywords)) return false
    this.#at += keywords.length
    return true
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false
    this.#at++
    return true
  }

  expect(...keywords: readonly string[]): Token {
    for (const keyword of keywords) if (!this.accept(keyword)) this.unexpected([keyword])
    return this.last
  }

  expectSymbol(symbol: string): Token {
    if (!this.acceptSymbol(symbol)) this.unexpected([symbol])
    return this.last
  }

  expectString(what: string): Token {
    if (this.peek().kind !== 'string') this.unexpected([what])
    return this.next()
  }

  expectNumber(what: string): Token {
    if (this.peek().kind !== 'number') this.unexpected([what])
    return this.next()
  }

  /** Whether a name may begin here; `word` unless it is one that begins a clause. */
  isName(ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.has(token.keyword))
  }

  identifier(what: string): Identifier {
    const token = this.peek()
    if (!this.isName())
      this.unexpected([what], token.kind === 'word' ? messages.dialect.quoteIt(token.value) : '')
    this.next()
    return { name: token.value, quoted: token.kind === 'quoted', start: token.start, end: token.end }
  }

  /** One or more, with commas between. */
  list<Item>(read: () => Item): Item[] {
    const items = [read()]
    while (this.acceptSymbol(',')) items.push(read())
    return items
  }

  /** `read` between brackets. */
  bracketed<Result>(read: () => Result): Result {
    this.expectSymbol('(')
    const result = this.nested(read)
    this.expectSymbol(')')
    return result
  }

  /** From the start of `from` to the end of what was taken last. */
  spanFrom(from: Span): Span {
    return { start: from.start, end: Math.max(from.end, this.last.end) }
  }

  /** The next token is none of these. Where it looks like one of them mistyped, the message says so. */
  unexpected(wanted: readonly string[], hint = ''): never {
    const token = this.peek()
    const words = wanted.filter((word) => /^[A-Z_]+$/.test(word))
    const nearest = token.kind === 'word' ? nearestName(token.value, words) : undefined
    const shown = wanted.map((word) => (/^[(),;]$/.test(word) ? `"${word}"` : word))
    return this.fail(token, messages.dialect.unexpected(found(token), shown, nearest, hint))
  }

  fail(span: Span, sentence: string): never {
    throw sqlError(this.source, span, sentence)
  }
}

function found(token: Token): string | undefined {
  if (token.kind === 'end') return undefined
  if (token.kind === 'string') return `'${token.value}'`
  return token.kind === 'symbol' || token.kind === 'quoted' ? `"${token.value}"` : token.value
}
