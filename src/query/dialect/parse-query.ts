import { text as messages } from '../../messages/messages.ts'
import type {
  Alias,
  Expression,
  GroupItem,
  Identifier,
  Query,
  Relation,
  Select,
  SelectItem,
  WindowDefinition,
} from './ast.ts'
import { parseCall, parseWindowDefinition } from './parse-call.ts'
import { parseExpression, parseInterval, parseOrderItem } from './parse-expression.ts'
import type { TokenReader } from './token-reader.ts'

const JOINS: readonly string[] = ['JOIN', 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'NATURAL']

/** `SELECT STREAM … UNION ALL SELECT STREAM …`. */
export function parseQuery(reader: TokenReader): Query {
  const from = reader.peek()
  const selects = [parseSelect(reader)]
  while (reader.accept('UNION')) {
    if (!reader.accept('ALL')) reader.fail(reader.last, messages.dialect.refused.union)
    selects.push(parseSelect(reader))
  }
  const set = ['EXCEPT', 'INTERSECT'].find((word) => reader.is(word))
  if (set !== undefined) reader.fail(reader.peek(), messages.dialect.refused.setOperation(set))
  return { selects, ...reader.spanFrom(from) }
}

function parseSelect(reader: TokenReader): Select {
  const from = reader.expect('SELECT')
  reader.accept('STREAM')
  const distinct = reader.accept('DISTINCT') || (reader.accept('ALL') && false)
  const items = reader.list(() => parseItem(reader))
  reader.expect('FROM')
  const relation = parseRelation(reader)
  const where = reader.accept('WHERE') ? parseExpression(reader) : undefined
  const stagger = parseStagger(reader)
  const groupBy = reader.accept('GROUP', 'BY') ? reader.list(() => parseGroupItem(reader)) : undefined
  const having = reader.accept('HAVING') ? parseExpression(reader) : undefined
  const windows = reader.accept('WINDOW') ? reader.list(() => parseNamedWindow(reader)) : []
  const orderBy = reader.accept('ORDER', 'BY') ? reader.list(() => parseOrderItem(reader)) : []
  const limit = ['LIMIT', 'FETCH', 'OFFSET'].find((word) => reader.is(word))
  if (limit !== undefined) reader.fail(reader.peek(), messages.dialect.refused.limit(limit))
  const rest = { distinct, items, from: relation, where, groupBy, stagger, having, windows, orderBy }
  return { kind: 'select', ...rest, ...reader.spanFrom(from) }
}

function parseItem(reader: TokenReader): SelectItem {
  const from = reader.peek()
  if (reader.acceptSymbol('*'))
    return {
      expression: { kind: 'star', of: undefined, start: from.start, end: from.end },
      alias: undefined,
      start: from.start,
      end: from.end,
    }
  const expression = parseExpression(reader)
  const named = reader.accept('AS')
  const alias =
    named || (reader.isName() && !isClause(reader))
      ? reader.identifier(messages.dialect.what.name)
      : undefined
  if (!named) checkEnd(reader, alias === undefined)
  return { expression, alias, ...reader.spanFrom(from) }
}

/** A forgotten comma or a mistyped FROM is said here, where it stands. */
function checkEnd(reader: TokenReader, nameless: boolean): void {
  if (reader.isSymbol(',') || reader.is('FROM')) return
  reader.unexpected([',', ...(nameless ? ['AS'] : []), 'FROM'])
}

/** Words that may be names elsewhere and begin a clause here. */
function isClause(reader: TokenReader): boolean {
  const { keyword } = reader.peek()
  const clause = ['LIMIT', 'FETCH', 'OFFSET'].includes(keyword)
  // `FORM` or `GRUOP` right before a name is a mistyped clause rather than an alias.
  return clause || (/^(?:FORM|FRMO|FRON|FROMM)$/.test(keyword) && reader.isName(1))
}

function parseRelation(reader: TokenReader): Relation {
  const relation = parseSource(reader)
  const join = JOINS.find((word) => reader.is(word))
  if (join !== undefined || reader.isSymbol(',')) reader.fail(reader.peek(), messages.dialect.refused.join)
  return relation
}

function parseSource(reader: TokenReader): Relation {
  const from = reader.peek()
  if (reader.isSymbol('(')) {
    const query = reader.bracketed(() => {
      if (!reader.is('SELECT')) reader.unexpected(['SELECT'])
      return reader.query()
    })
    const over = reader.is('OVER') ? reader.peek() : undefined
    if (over) reader.fail(over, messages.dialect.refused.streamOver)
    return { kind: 'subquery', query, alias: parseAlias(reader), ...reader.spanFrom(from) }
  }
  if (reader.accept('TABLE')) {
    const call = reader.bracketed(() => parseCall(reader, parseExpression) ?? reader.unexpected([what()]))
    return { kind: 'table', call, alias: parseAlias(reader), ...reader.spanFrom(from) }
  }
  if (reader.is('STREAM') && reader.isSymbol('(', 1)) reader.next()
  let name = reader.identifier(messages.dialect.what.stream)
  // `"schema"."stream"`: there is one schema here.
  while (reader.acceptSymbol('.')) name = reader.identifier(messages.dialect.what.stream)
  if (reader.is('OVER')) reader.fail(reader.peek(), messages.dialect.refused.streamOver)
  return { kind: 'stream', name, alias: parseAlias(reader), ...reader.spanFrom(from) }
}

function what(): string {
  return messages.dialect.what.tableFunction
}

/** `AS t`, `t`, `AS t(a, b)`. */
function parseAlias(reader: TokenReader): Alias | undefined {
  const named = reader.accept('AS')
  if (!named && (!reader.isName() || isClause(reader))) return undefined
  const name = reader.identifier(messages.dialect.what.name)
  const columns: Identifier[] = reader.isSymbol('(')
    ? reader.bracketed(() => reader.list(() => reader.identifier(messages.dialect.what.column)))
    : []
  return { name, columns }
}

function parseGroupItem(reader: TokenReader): GroupItem {
  const from = reader.peek()
  const expression: Expression = parseExpression(reader)
  const range = reader.accept('RANGE') ? parseInterval(reader) : undefined
  return { expression, range, ...reader.spanFrom(from) }
}

/** `WINDOWED BY STAGGER (PARTITION BY a, b RANGE INTERVAL '1' MINUTE)`. */
function parseStagger(reader: TokenReader): Select['stagger'] {
  if (!reader.accept('WINDOWED')) return undefined
  const from = reader.last
  reader.expect('BY')
  if (!reader.accept('STAGGER')) reader.unexpected(['STAGGER'])
  const inside = reader.bracketed(() => {
    reader.expect('PARTITION', 'BY')
    const by = reader.list(() => parseExpression(reader))
    if (!reader.accept('RANGE')) reader.unexpected([',', 'RANGE'])
    return { by, range: parseInterval(reader) }
  })
  return { ...inside, ...reader.spanFrom(from) }
}

function parseNamedWindow(reader: TokenReader): { name: Identifier; window: WindowDefinition } {
  const name = reader.identifier(messages.dialect.what.window)
  reader.expect('AS')
  return { name, window: parseWindowDefinition(reader, parseExpression) }
}
