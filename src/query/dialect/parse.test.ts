import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { parse } from './parse.ts'

/** Places and the like taken out: what is left is what was meant. */
function meaning(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(meaning)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => key !== 'start' && key !== 'end')
  return Object.fromEntries(entries.map(([key, inner]) => [key, meaning(inner)]))
}

function failure(source: string): KinetailError {
  try {
    parse(source)
  } catch (error) {
    expect(error).toBeInstanceOf(KinetailError)
    return error as KinetailError
  }
  throw new Error(`no failure: ${source}`)
}

const name = fc
  .constantFrom('log_type', 'Path', 'x1', 'ROWTIME', 'status_code')
  .map((written) => ({ text: written, tree: { name: written, quoted: false } }))
const quoted = fc
  .constantFrom('select', 'a b', 'a"b', '한글', 'UPPER')
  .map((written) => ({ text: `"${written.replaceAll('"', '""')}"`, tree: { name: written, quoted: true } }))
const identifier = fc.oneof(name, quoted)

interface Written {
  readonly text: string
  readonly tree: unknown
}

const call = { form: '', distinct: false, star: false, unit: undefined, side: undefined }
const over = { ignoreNulls: false, fromLast: false, over: undefined }

/** An expression as it is written and as it should be understood. */
const { expression } = fc.letrec<{ expression: Written }>((tie) => {
  const inner = tie('expression')
  return {
    expression: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'sql' },
      fc.array(identifier, { minLength: 1, maxLength: 3 }).map((path) => ({
        text: path.map(({ text }) => text).join(' . '),
        tree: { kind: 'column', path: path.map(({ tree }) => tree) },
      })),
      fc.constantFrom('', "it's", '-- no comment', 'a\nb').map((value) => ({
        text: `'${value.replaceAll("'", "''")}'`,
        tree: { kind: 'string', value },
      })),
      fc
        .constantFrom('0', '17', '2.50', '1e9')
        .map((value) => ({ text: value, tree: { kind: 'number', value } })),
      fc.constant({
        text: "INTERVAL -'1:30' MINUTE TO SECOND",
        tree: { kind: 'interval', negative: true, value: '1:30', from: 'MINUTE', to: 'SECOND' },
      }),
      fc
        .tuple(inner, fc.constantFrom('OR', 'AND', '=', '<>', '<=', '+', '-', '*', '/', '||'), inner)
        .map(([left, operator, right]) => ({
          text: `((${left.text})${operator === 'OR' || operator === 'AND' ? ` ${operator} ` : operator}(${right.text}))`,
          tree: { kind: 'binary', operator, left: left.tree, right: right.tree },
        })),
      inner.map((operand) => ({
        text: `NOT (${operand.text})`,
        tree: { kind: 'unary', operator: 'NOT', operand: operand.tree },
      })),
      fc.tuple(inner, inner, fc.boolean()).map(([operand, low, not]) => ({
        text: `(${operand.text}) ${not ? 'NOT ' : ''}BETWEEN (${low.text}) AND 9`,
        tree: {
          kind: 'between',
          not,
          operand: operand.tree,
          low: low.tree,
          high: { kind: 'number', value: '9' },
        },
      })),
      fc.tuple(inner, inner).map(([when, result]) => ({
        text: `CASE WHEN ${when.text} THEN ${result.text} END`,
        tree: {
          kind: 'case',
          operand: undefined,
          whens: [{ when: when.tree, result: result.tree }],
          otherwise: undefined,
        },
      })),
      fc.tuple(inner, inner).map(([first, second]) => ({
        text: `COALESCE(${first.text}, ${second.text})`,
        tree: {
          kind: 'call',
          name: { name: 'COALESCE', quoted: false },
          ...call,
          arguments: [first.tree, second.tree],
          ...over,
        },
      })),
      inner.map((operand) => ({
        text: `FLOOR((${operand.text}) TO minute)`,
        tree: {
          kind: 'call',
          name: { name: 'FLOOR', quoted: false },
          ...call,
          form: 'TO',
          unit: 'MINUTE',
          arguments: [operand.tree],
          ...over,
        },
      })),
      inner.map((operand) => ({
        text: `CAST(${operand.text} AS DECIMAL(4, 2))`,
        tree: { kind: 'cast', operand: operand.tree, type: { name: 'DECIMAL', arguments: [4, 2] } },
      })),
    ),
  }
})

describe('parse', () => {
  it('understands an expression as it was meant, however its blanks and comments stand', () => {
    const blank = fc.constantFrom(' ', '\n', ' -- so\n', ' /* so */ ', '\t')
    fc.assert(
      fc.property(expression, blank, ({ text, tree }, between) => {
        const [statement] = parse(`SELECT STREAM${between}(${text})${between}AS "it" FROM s;`)
        const { query } = statement as unknown as {
          query: { selects: { items: { expression: unknown }[] }[] }
        }
        expect(meaning(query.selects[0]!.items[0]!.expression)).toEqual(tree)
      }),
      { numRuns: 150 },
    )
  })

  it('ends on any row of words, with a tree or with a place inside the text', () => {
    const words = fc.array(
      fc.constantFrom(
        ...'SELECT STREAM FROM WHERE GROUP BY ( ) , ; * a "b" \'c\' 1 INTERVAL MINUTE OVER PARTITION RANGE PRECEDING'.split(
          ' ',
        ),
        ...'WINDOWED STAGGER CREATE OR REPLACE PUMP AS INSERT INTO CASE WHEN END CAST STEP FLOOR TO UNION ALL . + - ||'.split(
          ' ',
        ),
      ),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(words, (written) => {
        const source = written.join(' ')
        try {
          parse(source)
        } catch (error) {
          expect(error).toBeInstanceOf(KinetailError)
          const { line, column } = (error as KinetailError).facts as { line: number; column: number }
          expect(line).toBe(1)
          expect(column).toBeLessThanOrEqual(source.length + 1)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('gives up on thousands of brackets with a sentence, not with a full stack', () => {
    expect(failure(`SELECT ${'('.repeat(5000)}`).message).toContain('stand in each other')
    expect(failure(`SELECT ${'NOT '.repeat(5000)}a FROM b`).message).toContain('stand in each other')
    expect(failure(`SELECT ${'-'.repeat(1)}${' -'.repeat(5000)}a FROM b`).message).toContain(
      'stand in each other',
    )
    expect(failure(`${'SELECT * FROM ('.repeat(5000)}`).message).toContain('stand in each other')
  })

  it('reads the statements of the old service one after another', () => {
    const kinds = parse(`
      CREATE OR REPLACE STREAM "DESTINATION_SQL_STREAM" (ticker VARCHAR(4) NOT NULL, "n" INTEGER) DESCRIPTION 'so';
      CREATE OR REPLACE PUMP "STREAM_PUMP" STARTED AS INSERT INTO "DESTINATION_SQL_STREAM" (ticker, "n")
        SELECT STREAM ticker, COUNT(*) FROM "SOURCE_SQL_STREAM_001" GROUP BY ticker, STEP("SOURCE_SQL_STREAM_001".ROWTIME BY INTERVAL '60' SECOND);
      CREATE FUNCTION half(p TIMESTAMP) RETURNS TIMESTAMP CONTAINS SQL RETURNS NULL ON NULL INPUT RETURN FLOOR(p TO HOUR);
      ALTER PUMP "STREAM_PUMP" START;
      SELECT STREAM * FROM x UNION ALL SELECT STREAM * FROM y
    `).map(({ kind }) => kind)
    expect(kinds).toEqual(['stream', 'pump', 'function', 'nothing', 'select'])
  })

  it.each([
    ['SELCT a FROM b', 1, 1, 'Did you mean SELECT?'],
    ['CREATE STRAEM x AS SELECT a FROM b', 1, 8, 'Did you mean STREAM?'],
    ['SELECT a,\n       b FORM c', 2, 10, 'Did you mean FROM?'],
    ['SELECT a FROM b GROUP BY a, ROWTIME RANGE INTERVAL 1 MINUTE', 1, 52, 'in single quotes'],
    ["SELECT a FROM b GROUP BY STEP(ROWTIME BY INTERVAL '1' MINUTES)", 1, 55, 'Did you mean MINUTE?'],
    ['SELECT a b c FROM d', 1, 12, 'FROM'],
    ['SELECT a FROM b WHERE', 1, 22, 'the text ends'],
    ['SELECT order FROM b', 1, 8, '"order"'],
    ['CREATE TABLE t (a INTEGER)', 1, 8, 'CREATE TABLE is not run'],
    ['DROP STREAM x', 1, 1, 'DROP is not run'],
    ['SELECT * FROM a JOIN b ON a.x = b.x', 1, 17, 'joins no streams'],
    ['SELECT a FROM b UNION SELECT a FROM c', 1, 17, 'UNION ALL'],
    ['SELECT a FROM b LIMIT 3', 1, 17, 'TOP_K_ITEMS_TUMBLING'],
    ['SELECT MAX(x) OVER (ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM b', 1, 50, 'current row'],
  ])('says of %j what is wrong at line %i, column %i', (source, line, column, words) => {
    const error = failure(source)
    expect(error.message).toContain(words)
    expect(error.facts).toMatchObject({ line, column })
    expect(error.exitCode).toBe(2)
  })
})
