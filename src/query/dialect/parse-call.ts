import { text as messages } from '../../messages/messages.ts'
import type { Call, Expression, Frame, Identifier, OrderItem, TimeUnit, WindowDefinition } from './ast.ts'
import type { TokenReader } from './token-reader.ts'

type ReadExpression = (reader: TokenReader) => Expression

/** Words between the arguments of the functions that SQL writes with words; any of them ends an argument. */
const SEPARATORS: readonly string[] = ['FROM', 'FOR', 'IN', 'PLACING', 'TO', 'BY', 'USING']
const TIME_UNITS: readonly TimeUnit[] = [
  'YEAR',
  'QUARTER',
  'MONTH',
  'WEEK',
  'DAY',
  'HOUR',
  'MINUTE',
  'SECOND',
  'MILLISECOND',
  'DOW',
  'DOY',
  'EPOCH',
]
const SIDES = ['LEADING', 'TRAILING', 'BOTH'] as const

/** Functions that are written without brackets. */
const BARE: ReadonlySet<string> = new Set([
  'CURRENT_TIMESTAMP',
  'CURRENT_ROW_TIMESTAMP',
  'CURRENT_DATE',
  'CURRENT_TIME',
  'LOCALTIME',
  'LOCALTIMESTAMP',
])

/** A call of a function, if one begins here: `NAME(` or one of the words that stand for the time. */
export function parseCall(reader: TokenReader, read: ReadExpression): Call | undefined {
  const from = reader.peek()
  const bracket = reader.isSymbol('(', 1)
  if (from.kind !== 'word' || (!bracket && !BARE.has(from.keyword))) return undefined
  reader.next()
  const name: Identifier = { name: from.value, quoted: false, start: from.start, end: from.end }
  const inside = bracket ? reader.bracketed(() => parseArguments(reader, name, read)) : emptyCall()
  const nulls = parseNulls(reader)
  const over = reader.accept('OVER') ? parseOver(reader, read) : undefined
  return { kind: 'call', name, ...inside, ...nulls, over, ...reader.spanFrom(from) }
}

type Inside = Pick<Call, 'form' | 'distinct' | 'star' | 'arguments' | 'unit' | 'side'>

function emptyCall(): Inside {
  return { form: '', distinct: false, star: false, arguments: [], unit: undefined, side: undefined }
}

function parseArguments(reader: TokenReader, name: Identifier, read: ReadExpression): Inside {
  const call = { ...emptyCall(), arguments: [] as Expression[] }
  if (reader.isSymbol(')')) return call
  if (reader.isSymbol('*') && reader.isSymbol(')', 1)) {
    reader.next()
    return { ...call, star: true }
  }
  const keyword = name.name.toUpperCase()
  if (keyword === 'EXTRACT') {
    const unit = parseTimeUnit(reader)
    reader.expect('FROM')
    return { ...call, unit, form: 'FROM', arguments: [read(reader)] }
  }
  if (reader.is('SELECT')) return { ...call, arguments: [parseQueryArgument(reader, keyword === 'CURSOR')] }
  const distinct = reader.accept('DISTINCT') || (reader.accept('ALL') && false)
  const side = keyword === 'TRIM' ? SIDES.find((word) => reader.accept(word)) : undefined
  const words: string[] = []
  let unit: TimeUnit | undefined
  if (side !== undefined && reader.accept('FROM')) words.push('FROM')
  do {
    call.arguments.push(argument(reader, read))
    const separator = SEPARATORS.find((word) => reader.accept(word))
    if (separator === undefined) continue
    words.push(separator)
    if (separator === 'TO') unit = parseTimeUnit(reader)
    else call.arguments.push(argument(reader, read))
    for (let more = SEPARATORS.find((word) => reader.accept(word)); more !== undefined; ) {
      words.push(more)
      call.arguments.push(argument(reader, read))
      more = SEPARATORS.find((word) => reader.accept(word))
    }
  } while (reader.acceptSymbol(','))
  if (!reader.isSymbol(')')) reader.unexpected([',', ')'])
  return { ...call, distinct, side, unit, form: words.join(' ') }
}

/** `POSITION('a' IN b)` must not take IN for the predicate: its first argument is a plain value. */
function argument(reader: TokenReader, read: ReadExpression): Expression {
  const value = reader.peek()
  const plain =
    (value.kind === 'string' || value.kind === 'number' || reader.isName()) && reader.peek(1).keyword === 'IN'
  if (!plain) return read(reader)
  reader.next()
  const span = { start: value.start, end: value.end }
  if (value.kind === 'string') return { kind: 'string', value: value.value, ...span }
  if (value.kind === 'number') return { kind: 'number', value: value.value, ...span }
  return {
    kind: 'column',
    path: [{ name: value.value, quoted: value.kind === 'quoted', ...span }],
    ...span,
  }
}

function parseQueryArgument(reader: TokenReader, cursor: boolean): Expression {
  const from = reader.peek()
  const query = reader.query()
  return { kind: 'query', query, cursor, ...reader.spanFrom(from) }
}

function parseTimeUnit(reader: TokenReader): TimeUnit {
  const unit = TIME_UNITS.find((word) => reader.is(word)) ?? reader.unexpected(TIME_UNITS)
  reader.next()
  return unit
}

function parseNulls(reader: TokenReader): Pick<Call, 'ignoreNulls' | 'fromLast'> {
  const fromLast = reader.accept('FROM', 'LAST') || (reader.accept('FROM', 'FIRST') && false)
  const ignoreNulls = reader.accept('IGNORE', 'NULLS') || (reader.accept('RESPECT', 'NULLS') && false)
  return { ignoreNulls, fromLast }
}

function parseOver(reader: TokenReader, read: ReadExpression): WindowDefinition | Identifier {
  if (!reader.isSymbol('(')) return reader.identifier(messages.dialect.what.window)
  return parseWindowDefinition(reader, read)
}

/** `(PARTITION BY a, b RANGE INTERVAL '1' MINUTE PRECEDING)`. */
export function parseWindowDefinition(reader: TokenReader, read: ReadExpression): WindowDefinition {
  const from = reader.peek()
  const inside = reader.bracketed(() => {
    const base =
      reader.isName() && !isClause(reader) ? reader.identifier(messages.dialect.what.window) : undefined
    const partitionBy = reader.accept('PARTITION', 'BY') ? reader.list(() => read(reader)) : []
    const orderBy = reader.accept('ORDER', 'BY') ? reader.list(() => orderItem(reader, read)) : []
    return { base, partitionBy, orderBy, frame: parseFrame(reader, read) }
  })
  return { ...inside, ...reader.spanFrom(from) }
}

function isClause(reader: TokenReader): boolean {
  return ['PARTITION', 'ORDER', 'ROWS', 'RANGE'].includes(reader.peek().keyword)
}

function orderItem(reader: TokenReader, read: ReadExpression): OrderItem {
  const from = reader.peek()
  const expression = read(reader)
  const descending = reader.accept('DESC') || (reader.accept('ASC') && false)
  return { expression, descending, ...reader.spanFrom(from) }
}

function parseFrame(reader: TokenReader, read: ReadExpression): Frame | undefined {
  const from = reader.peek()
  const unit = (['ROWS', 'RANGE'] as const).find((word) => reader.accept(word))
  if (unit === undefined) {
    if (!reader.isSymbol(')')) reader.unexpected(['PARTITION', 'ORDER', 'ROWS', 'RANGE', ')'])
    return undefined
  }
  const between = reader.accept('BETWEEN')
  const preceding = parseBound(reader, read)
  if (between) {
    reader.expect('AND')
    if (!reader.accept('CURRENT', 'ROW')) reader.fail(reader.peek(), messages.dialect.refused.frameEnd)
  }
  return { unit, preceding, ...reader.spanFrom(from) }
}

function parseBound(reader: TokenReader, read: ReadExpression): Frame['preceding'] {
  if (reader.accept('CURRENT', 'ROW')) return 'current'
  if (reader.accept('UNBOUNDED')) {
    if (!reader.accept('PRECEDING')) reader.fail(reader.peek(), messages.dialect.refused.frameEnd)
    return 'unbounded'
  }
  const bound = read(reader)
  if (!reader.accept('PRECEDING')) {
    if (reader.is('FOLLOWING')) reader.fail(reader.peek(), messages.dialect.refused.frameEnd)
    reader.unexpected(['PRECEDING'])
  }
  return bound
}
