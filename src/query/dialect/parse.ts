import { text as messages } from '../../messages/messages.ts'
import type { ColumnDeclaration, Insert, Statement } from './ast.ts'
import { parseExpression, parseType } from './parse-expression.ts'
import { parseQuery } from './parse-query.ts'
import type { Span } from './place.ts'
import { TokenReader } from './token-reader.ts'

/** Statements that other databases have, and the old service did not or kinetail does not need. */
const REFUSED: readonly string[] = [
  'ALTER',
  'DROP',
  'DELETE',
  'UPDATE',
  'SET',
  'GRANT',
  'MERGE',
  'WITH',
  'VALUES',
]
const CREATED: readonly string[] = ['TABLE', 'VIEW', 'SCHEMA', 'FOREIGN', 'INDEX', 'SERVER', 'TYPE']

/**
 * Statements in the SQL of Kinesis Data Analytics, separated by semicolons.
 * @throws KinetailError with line, column and the nearest word where the text is no such statement.
 */
export function parse(source: string): Statement[] {
  const reader = new TokenReader(source, parseQuery)
  const statements: Statement[] = []
  while (!reader.ended) {
    if (reader.acceptSymbol(';')) continue
    statements.push(parseStatement(reader))
    if (!reader.ended && !reader.isSymbol(';')) reader.unexpected([';'])
  }
  return statements
}

function parseStatement(reader: TokenReader): Statement {
  const from = reader.peek()
  if (reader.is('SELECT')) return { kind: 'select', query: parseQuery(reader), ...reader.spanFrom(from) }
  if (reader.is('INSERT')) return { kind: 'insert', insert: parseInsert(reader), ...reader.spanFrom(from) }
  if (reader.is('ALTER', 'PUMP')) return parseAlterPump(reader)
  if (reader.is('SET', 'SCHEMA')) return skipSchema(reader)
  const refused = REFUSED.find((word) => reader.is(word))
  if (refused !== undefined) reader.fail(from, messages.dialect.refused.statement(refused))
  if (!reader.accept('CREATE')) reader.unexpected(['CREATE', 'INSERT', 'SELECT'])
  reader.accept('OR', 'REPLACE')
  if (reader.accept('STREAM')) return parseStream(reader, from)
  if (reader.accept('PUMP')) return parsePump(reader, from)
  if (reader.accept('FUNCTION')) return parseFunction(reader, from)
  const created = CREATED.find((word) => reader.is(word))
  if (created !== undefined) reader.fail(reader.peek(), messages.dialect.refused.create(created))
  return reader.unexpected(['STREAM', 'PUMP', 'FUNCTION'])
}

function parseStream(reader: TokenReader, from: Span): Statement {
  const name = parseName(reader, messages.dialect.what.stream)
  const columns = reader.isSymbol('(') ? parseColumns(reader) : undefined
  if (reader.accept('DESCRIPTION')) reader.expectString(messages.dialect.what.text)
  const query = reader.accept('AS') ? parseQuery(reader) : undefined
  if (columns === undefined && query === undefined) reader.unexpected(['(', 'AS'])
  return { kind: 'stream', name, columns, query, ...reader.spanFrom(from) }
}

function parseColumns(reader: TokenReader): ColumnDeclaration[] {
  return reader.bracketed(() => reader.list(() => parseColumn(reader)))
}

function parseColumn(reader: TokenReader): ColumnDeclaration {
  const from = reader.peek()
  const name = reader.identifier(messages.dialect.what.column)
  const type = parseType(reader)
  reader.accept('NOT', 'NULL')
  return { name, type, ...reader.spanFrom(from) }
}

function parsePump(reader: TokenReader, from: Span): Statement {
  const name = parseName(reader, messages.dialect.what.pump)
  if (reader.is('STOPPED')) reader.fail(reader.peek(), messages.dialect.refused.stopped)
  reader.accept('STARTED')
  if (reader.accept('DESCRIPTION')) reader.expectString(messages.dialect.what.text)
  reader.expect('AS')
  return { kind: 'pump', name, insert: parseInsert(reader), ...reader.spanFrom(from) }
}

function parseInsert(reader: TokenReader): Insert {
  const from = reader.expect('INSERT', 'INTO')
  const into = parseName(reader, messages.dialect.what.stream)
  const columns = reader.isSymbol('(')
    ? reader.bracketed(() => reader.list(() => reader.identifier(messages.dialect.what.column)))
    : undefined
  if (!reader.is('SELECT')) reader.unexpected(['SELECT'])
  return { into, columns, query: parseQuery(reader), ...reader.spanFrom(from) }
}

/** `name`, or `schema.name` of which the last part counts. */
function parseName(reader: TokenReader, what: string): Insert['into'] {
  let name = reader.identifier(what)
  while (reader.acceptSymbol('.')) name = reader.identifier(what)
  return name
}

/** `CREATE FUNCTION f (p TYPE) RETURNS TYPE … RETURN expression`: what stands between is said by the standard and changes nothing here. */
function parseFunction(reader: TokenReader, from: Span): Statement {
  const name = parseName(reader, messages.dialect.what.function)
  const parameters = reader.bracketed(() =>
    reader.isSymbol(')') ? [] : reader.list(() => parseColumn(reader)),
  )
  reader.expect('RETURNS')
  const returns = parseType(reader)
  while (!reader.is('RETURN')) {
    const word = reader.peek()
    if (word.keyword === 'EXTERNAL' || word.keyword === 'JAVA')
      reader.fail(word, messages.dialect.refused.external)
    if (word.kind !== 'word') reader.unexpected(['RETURN'])
    reader.next()
  }
  reader.expect('RETURN')
  const body = parseExpression(reader)
  return { kind: 'function', name, parameters, returns, body, ...reader.spanFrom(from) }
}

/** `ALTER PUMP "p" START`: every pump runs from the start. */
function parseAlterPump(reader: TokenReader): Statement {
  const from = reader.expect('ALTER', 'PUMP')
  parseName(reader, messages.dialect.what.pump)
  if (reader.is('STOP')) reader.fail(reader.peek(), messages.dialect.refused.stopped)
  reader.expect('START')
  return { kind: 'nothing', ...reader.spanFrom(from) }
}

function skipSchema(reader: TokenReader): Statement {
  const from = reader.expect('SET', 'SCHEMA')
  reader.next()
  return { kind: 'nothing', ...reader.spanFrom(from) }
}
