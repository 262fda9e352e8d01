import { text as messages } from '../../messages/messages.ts'
import type {
  BinaryOperator,
  Expression,
  Identifier,
  Interval,
  IntervalUnit,
  OrderItem,
  TypeName,
} from './ast.ts'
import { parseCall } from './parse-call.ts'
import type { Span } from './place.ts'
import type { TokenReader } from './token-reader.ts'

const UNITS: readonly IntervalUnit[] = ['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']
const COMPARISONS: readonly string[] = ['=', '<>', '!=', '<', '>', '<=', '>=']

/** A value: OR binds loosest, then AND, NOT, comparisons, `||`, sums, products, signs. */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() =>
    chain(
      reader,
      () => parseAnd(reader),
      () => (reader.accept('OR') ? 'OR' : undefined),
    ),
  )
}

function parseAnd(reader: TokenReader): Expression {
  return chain(
    reader,
    () => parseNot(reader),
    () => (reader.accept('AND') ? 'AND' : undefined),
  )
}

function parseNot(reader: TokenReader): Expression {
  if (!reader.accept('NOT')) return parsePredicate(reader)
  const from = reader.last
  const operand = reader.nested(() => parseNot(reader))
  return { kind: 'unary', operator: 'NOT', operand, ...reader.spanFrom(from) }
}

/** A comparison, or one of the predicates written in words. */
function parsePredicate(reader: TokenReader): Expression {
  let left = parseConcat(reader)
  for (;;) {
    const sign = COMPARISONS.find((symbol) => reader.isSymbol(symbol))
    if (sign !== undefined) {
      reader.next()
      const right = parseConcat(reader)
      const operator = (sign === '!=' ? '<>' : sign) as BinaryOperator
      left = { kind: 'binary', operator, left, right, ...reader.spanFrom(left) }
    } else {
      const wider = parseWordPredicate(reader, left)
      if (wider === undefined) return left
      left = wider
    }
  }
}

function parseWordPredicate(reader: TokenReader, operand: Expression): Expression | undefined {
  if (reader.accept('IS')) return parseIs(reader, operand)
  const not = reader.is('NOT') && ['BETWEEN', 'IN', 'LIKE', 'SIMILAR'].includes(reader.peek(1).keyword)
  if (not) reader.next()
  if (reader.accept('BETWEEN')) {
    const low = parseConcat(reader)
    reader.expect('AND')
    const high = parseConcat(reader)
    return { kind: 'between', not, operand, low, high, ...reader.spanFrom(operand) }
  }
  if (reader.accept('IN')) {
    if (reader.isSymbol('(') && ['SELECT'].includes(reader.peek(1).keyword))
      reader.fail(reader.peek(1), messages.dialect.refused.inQuery)
    const list = reader.bracketed(() => reader.list(() => parseExpression(reader)))
    return { kind: 'in', not, operand, list, ...reader.spanFrom(operand) }
  }
  const similar = reader.accept('SIMILAR', 'TO')
  if (!similar && !reader.accept('LIKE')) return undefined
  const pattern = parseConcat(reader)
  const mark = reader.accept('ESCAPE') ? parseConcat(reader) : undefined
  return { kind: 'like', not, similar, operand, pattern, escape: mark, ...reader.spanFrom(operand) }
}

function parseIs(reader: TokenReader, left: Expression): Expression {
  const not = reader.accept('NOT')
  if (reader.accept('DISTINCT', 'FROM')) {
    const right = parseConcat(reader)
    return { kind: 'distinct', not, left, right, ...reader.spanFrom(left) }
  }
  for (const what of ['NULL', 'TRUE', 'FALSE', 'UNKNOWN'] as const)
    if (reader.accept(what)) return { kind: 'is', not, operand: left, what, ...reader.spanFrom(left) }
  return reader.unexpected(['NULL', 'TRUE', 'FALSE', 'UNKNOWN', 'DISTINCT'])
}

function parseConcat(reader: TokenReader): Expression {
  return chain(
    reader,
    () => parseSum(reader),
    () => (reader.acceptSymbol('||') ? '||' : undefined),
  )
}

function parseSum(reader: TokenReader): Expression {
  return chain(
    reader,
    () => parseProduct(reader),
    () => takeSign(reader, ['+', '-']),
  )
}

function parseProduct(reader: TokenReader): Expression {
  return chain(
    reader,
    () => parseSigned(reader),
    () => takeSign(reader, ['*', '/', '%']),
  )
}

function parseSigned(reader: TokenReader): Expression {
  const sign = takeSign(reader, ['-', '+'])
  if (sign === undefined) return parsePostfix(reader)
  const from = reader.last
  const operand = reader.nested(() => parseSigned(reader))
  return { kind: 'unary', operator: sign as '-' | '+', operand, ...reader.spanFrom(from) }
}

/** `(a - b) MINUTE TO SECOND` is the difference as an interval; a record's fields follow with points. */
function parsePostfix(reader: TokenReader): Expression {
  const bracket = reader.isSymbol('(')
  const operand = parsePrimary(reader)
  const difference = bracket && operand.kind === 'binary' && operand.operator === '-'
  if (!difference || !UNITS.some((unit) => reader.is(unit))) return operand
  const { from, to } = parseQualifier(reader)
  return { kind: 'difference', operand, from, to, ...reader.spanFrom(operand) }
}

function parsePrimary(reader: TokenReader): Expression {
  const token = reader.peek()
  if (token.kind === 'string') return { kind: 'string', value: reader.next().value, ...spanOf(token) }
  if (token.kind === 'number') return { kind: 'number', value: reader.next().value, ...spanOf(token) }
  if (reader.isSymbol('(')) return parseBracket(reader)
  const constant = (['TRUE', 'FALSE', 'UNKNOWN', 'NULL'] as const).find((word) => token.keyword === word)
  if (constant !== undefined) {
    reader.next()
    return { kind: 'constant', value: constant, ...spanOf(token) }
  }
  const moment = (['TIMESTAMP', 'DATE', 'TIME'] as const).find((word) => token.keyword === word)
  if (moment !== undefined && reader.peek(1).kind === 'string') {
    reader.next()
    return { kind: 'moment', type: moment, value: reader.next().value, ...reader.spanFrom(token) }
  }
  if (token.keyword === 'INTERVAL') return parseInterval(reader)
  if (token.keyword === 'CASE') return parseCase(reader)
  if (token.keyword === 'CAST') return parseCast(reader)
  if (token.keyword === 'EXISTS') reader.fail(token, messages.dialect.refused.inQuery)
  const call = parseCall(reader, parseExpression)
  return call ?? parseColumn(reader)
}

function parseBracket(reader: TokenReader): Expression {
  const from = reader.peek()
  if (reader.peek(1).keyword === 'SELECT') reader.fail(reader.peek(1), messages.dialect.refused.scalarQuery)
  const inner = reader.bracketed(() => parseExpression(reader))
  return { ...inner, ...reader.spanFrom(from) }
}

/** `column`, `stream.column`, `alias.record.field`. */
function parseColumn(reader: TokenReader): Expression {
  const from = reader.peek()
  const path: Identifier[] = [reader.identifier(messages.dialect.what.value)]
  while (reader.isSymbol('.')) {
    if (reader.isSymbol('*', 1)) {
      reader.next()
      reader.next()
      if (path.length > 1) reader.unexpected([messages.dialect.what.column])
      return { kind: 'star', of: path[0], ...reader.spanFrom(from) }
    }
    reader.next()
    path.push(reader.identifier(messages.dialect.what.column))
  }
  return { kind: 'column', path, ...reader.spanFrom(from) }
}

function parseCase(reader: TokenReader): Expression {
  const from = reader.expect('CASE')
  const operand = reader.is('WHEN') ? undefined : parseExpression(reader)
  const whens: { when: Expression; result: Expression }[] = []
  while (reader.accept('WHEN')) {
    const when = parseExpression(reader)
    reader.expect('THEN')
    whens.push({ when, result: parseExpression(reader) })
  }
  if (whens.length === 0) reader.unexpected(['WHEN'])
  const otherwise = reader.accept('ELSE') ? parseExpression(reader) : undefined
  if (!reader.accept('END')) reader.unexpected(['WHEN', 'ELSE', 'END'])
  return { kind: 'case', operand, whens, otherwise, ...reader.spanFrom(from) }
}

function parseCast(reader: TokenReader): Expression {
  const from = reader.expect('CAST')
  const { operand, type } = reader.bracketed(() => {
    const value = parseExpression(reader)
    reader.expect('AS')
    return { operand: value, type: parseType(reader) }
  })
  return { kind: 'cast', operand, type, ...reader.spanFrom(from) }
}

/** `INTERVAL '1' MINUTE`, `INTERVAL -'2 3:4' DAY TO MINUTE`. */
export function parseInterval(reader: TokenReader): Interval {
  const from = reader.expect('INTERVAL')
  const negative = reader.acceptSymbol('-') || (reader.acceptSymbol('+') && false)
  const value = reader.expectString(messages.dialect.what.intervalText).value
  return { kind: 'interval', negative, value, ...parseQualifier(reader), ...reader.spanFrom(from) }
}

function parseQualifier(reader: TokenReader): { from: IntervalUnit; to: IntervalUnit | undefined } {
  const from = parseUnit(reader)
  return { from, to: reader.accept('TO') ? parseUnit(reader) : undefined }
}

function parseUnit(reader: TokenReader): IntervalUnit {
  const unit = UNITS.find((word) => reader.is(word)) ?? reader.unexpected(UNITS)
  reader.next()
  // `SECOND(10, 3)` gives the digits of the leading field and of the fraction: they limit nothing here.
  if (reader.isSymbol('('))
    reader.bracketed(() => reader.list(() => reader.expectNumber(messages.dialect.what.number)))
  return unit
}

/** `VARCHAR(16)`, `DOUBLE PRECISION`, `CHARACTER VARYING(3)`. */
export function parseType(reader: TokenReader): TypeName {
  const from = reader.peek()
  let name = reader.identifier(messages.dialect.what.type).name.toUpperCase()
  if (name === 'DOUBLE') reader.accept('PRECISION')
  if ((name === 'CHARACTER' || name === 'CHAR') && reader.accept('VARYING')) name = 'VARCHAR'
  if (name === 'BINARY' && reader.accept('VARYING')) name = 'VARBINARY'
  if (name === 'INTERVAL') parseQualifier(reader)
  const numbers = reader.isSymbol('(')
    ? reader.bracketed(() =>
        reader.list(() => Number(reader.expectNumber(messages.dialect.what.number).value)),
      )
    : []
  return { name, arguments: numbers, ...reader.spanFrom(from) }
}

export function parseOrderItem(reader: TokenReader): OrderItem {
  const from = reader.peek()
  const expression = parseExpression(reader)
  const descending = reader.accept('DESC') || (reader.accept('ASC') && false)
  return { expression, descending, ...reader.spanFrom(from) }
}

function chain(reader: TokenReader, part: () => Expression, operator: () => string | undefined): Expression {
  let left = part()
  for (let sign = operator(); sign !== undefined; sign = operator()) {
    const right = part()
    left = {
      kind: 'binary',
      operator: sign as BinaryOperator,
      left,
      right,
      ...reader.spanFrom(left),
    }
  }
  return left
}

function takeSign(reader: TokenReader, signs: readonly string[]): string | undefined {
  const sign = signs.find((symbol) => reader.isSymbol(symbol))
  if (sign !== undefined) reader.next()
  return sign
}

function spanOf({ start, end }: Span): Span {
  return { start, end }
}
