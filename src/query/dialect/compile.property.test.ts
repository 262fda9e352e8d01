import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { LOG_COLUMNS } from '../log-columns.ts'
import type { Program } from '../program.ts'
import { compileDialect } from './compile.ts'
import { FUNCTIONS } from './functions/all.ts'

let database: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  database = await DuckDBInstance.create(':memory:')
  connection = await database.connect()
})
afterAll(() => {
  connection.closeSync()
  database.closeSync()
})

const WINDOW = 'NULL::TIMESTAMP AS window_start, NULL::TIMESTAMP AS window_end'

/** Has DuckDB bind every query of a program, each over relations that the ones before it give. */
async function bind({ streams, queries }: Program): Promise<void> {
  const columns = LOG_COLUMNS.map(({ name, type }) => `CAST(NULL AS ${type}) AS "${name}"`)
  await connection.run(
    `CREATE OR REPLACE TEMP VIEW logs AS SELECT ${columns.join(', ')}, ${WINDOW} WHERE false`,
  )
  for (const { sql, into } of queries) {
    const { relation } = streams.find(({ name }) => name === into)!
    await connection.run(
      `CREATE OR REPLACE TEMP VIEW "${relation}" AS SELECT *, NULL::TIMESTAMP AS rowtime, ${WINDOW} FROM (${sql}) WHERE false`,
    )
    const result = await connection.run(`SELECT * FROM "${relation}"`)
    expect(result.columnCount).toBeGreaterThan(3)
  }
}

const column = fc.constantFrom(
  'log_type',
  'status_code',
  '"response_size"',
  's.Path',
  'SOURCE_SQL_STREAM_001.method',
  '"timestamp"',
  'APPROXIMATE_ARRIVAL_TIME',
  'order_id',
  '"Price"',
)
const rowExamples = FUNCTIONS.filter(({ over, group }) => over === 'row' && group !== 'record')
  .map(({ example }) => example)
  .filter((example) => !/\brecord\b|logger|referer|user_id|ip_address|message|level/.test(example))
const value = fc.oneof(
  column,
  fc.constantFrom(...rowExamples),
  fc.tuple(column, fc.constantFrom('||', '=', '<>'), column).map((parts) => `(${parts.join(' ')})`),
  fc
    .tuple(column, column)
    .map(([a, b]) => `CASE WHEN ${a} IS NULL THEN CAST(${b} AS VARCHAR(5)) ELSE 'x' END`),
  fc.constantFrom(
    'response_size / status_code',
    '-order_id * 2.5',
    'CAST("Price" AS INTEGER) / 3',
    "status_code IN (200, '404')",
  ),
)
const aggregate = fc.constantFrom(
  'COUNT(*)',
  'COUNT(DISTINCT s.path)',
  'SUM(status_code)',
  'SUM("Price" * 2)',
  'AVG(response_size)',
  'MIN(log_type)',
  'MAX(s.ROWTIME)',
  'STDDEV_POP(order_id)',
  'FIRST_VALUE(path)',
  "LAST_VALUE(CASE WHEN status_code > 399 THEN 'bad' END)",
)
const over = fc.constantFrom(
  "(PARTITION BY log_type RANGE INTERVAL '1' MINUTE PRECEDING)",
  "(PARTITION BY log_type RANGE BETWEEN INTERVAL '1:30' MINUTE TO SECOND PRECEDING AND CURRENT ROW)",
)
const overRows = fc.constantFrom('(PARTITION BY UPPER(path) ROWS 3 PRECEDING)', 'w', '(w ROWS 5 PRECEDING)')
const from = fc.constantFrom(
  'SOURCE_SQL_STREAM_001 AS s',
  '"SOURCE_SQL_STREAM_001" s WHERE s.status_code >= 200',
  "SOURCE_SQL_STREAM_001 AS s WHERE method LIKE 'G%' AND NOT (log_type IS NULL)",
)
const cut = fc.constantFrom(
  "STEP(s.ROWTIME BY INTERVAL '90' SECOND)",
  'FLOOR(ROWTIME TO HOUR)',
  "ROWTIME RANGE INTERVAL '5' MINUTE",
)
const rowColumn = (text: string): string => text.replaceAll('SOURCE_SQL_STREAM_001.', 's.')

const select = fc.oneof(
  fc
    .tuple(fc.array(value, { minLength: 1, maxLength: 4 }), from)
    .map(([items, relation]) => `SELECT STREAM ${items.join(', ')} FROM ${relation}`),
  fc
    .tuple(fc.array(column, { maxLength: 2 }), fc.array(aggregate, { minLength: 1, maxLength: 4 }), from, cut)
    .map(
      ([keys, values, relation, window]) =>
        `SELECT STREAM ${[...keys, ...values].join(', ')} FROM ${relation} GROUP BY ${[window, ...keys].join(', ')} HAVING COUNT(*) > 1`,
    ),
  fc
    .tuple(fc.array(column, { minLength: 1, maxLength: 2 }), aggregate, from)
    .map(
      ([keys, item, relation]) =>
        `SELECT STREAM ${keys.join(', ')}, ${item} FROM ${relation} WINDOWED BY STAGGER (PARTITION BY ${keys.join(', ')}, FLOOR("timestamp" TO MINUTE) RANGE INTERVAL '1' MINUTE)`,
    ),
  fc
    .tuple(value, aggregate, over, from)
    .map(
      ([item, analytic, window, relation]) =>
        `SELECT STREAM ${item}, ${analytic} OVER ${window} FROM ${relation}`,
    ),
  fc
    .tuple(column, aggregate, overRows, from)
    .map(
      ([item, analytic, window, relation]) =>
        `SELECT STREAM ${item}, ${analytic} OVER ${window} FROM ${relation} WINDOW w AS (PARTITION BY UPPER(path) ROWS 2 PRECEDING)`,
    ),
)
const nested = fc
  .tuple(select, fc.constantFrom('*', 'x', 'x || y', 'COUNT(*)'), fc.boolean())
  .map(([inner, items, where]) => {
    const window = items === 'COUNT(*)' ? " GROUP BY STEP(t.ROWTIME BY INTERVAL '1' HOUR), x" : ''
    return `SELECT STREAM ${items} FROM (SELECT STREAM CAST(a AS VARCHAR(9)) AS x, 'y' AS y FROM (${inner}) AS i) AS t${where ? ' WHERE x IS NOT NULL' : ''}${window}`
  })

describe('compileDialect', () => {
  it('gives SQL that DuckDB takes, for whatever of its forms stand together', async () => {
    let bound = 0
    await fc.assert(
      fc.asyncProperty(fc.oneof(select, select, nested), async (text) => {
        // In a subquery the first item is called `a`.
        const statement = text.replace(
          /\(SELECT STREAM (?!CAST\(a AS)((?:[^,()]|\([^()]*\))*?)(, | FROM )/,
          '(SELECT STREAM $1 AS a$2',
        )
        const source = `CREATE STREAM SOURCE_SQL_STREAM_001 (log_type VARCHAR(20), status_code INTEGER, "response_size" BIGINT, path VARCHAR(99),
          method VARCHAR(9), "timestamp" TIMESTAMP, order_id BIGINT, "Price" DECIMAL(9, 2), approximate_arrival_time TIMESTAMP);
          CREATE STREAM o AS ${rowColumn(statement)};`
        let program: Program
        try {
          program = compileDialect(source)
        } catch (error) {
          // What is refused is refused in words.
          expect(error).toBeInstanceOf(KinetailError)
          return
        }
        await bind(program)
        bound++
      }),
      { numRuns: 100 },
    )
    expect(bound).toBeGreaterThan(60)
  })

  it('fails in words, with a place, on any row of pieces of statements', () => {
    const pieces = fc.array(
      fc.oneof(
        {
          weight: 3,
          arbitrary: fc.constantFrom(
            ..."SELECT STREAM|FROM SOURCE_SQL_STREAM_001|FROM o|GROUP BY|WHERE|CREATE STREAM o AS|CREATE STREAM o (a INTEGER, b VARCHAR(3));|CREATE PUMP p AS INSERT INTO o|INSERT INTO o (a)|WINDOWED BY STAGGER (PARTITION BY a RANGE INTERVAL '1' MINUTE)|(|)|,|;|AS t|UNION ALL|DISTINCT|*|TABLE(|CURSOR(|ORDER BY|HAVING".split(
              '|',
            ),
          ),
        },
        { weight: 2, arbitrary: fc.oneof(value, aggregate, cut) },
        { weight: 1, arbitrary: fc.constantFrom(...FUNCTIONS.map(({ example }) => example)) },
      ),
      { maxLength: 14 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        try {
          compileDialect(parts.join(' '))
        } catch (error) {
          expect(error).toBeInstanceOf(KinetailError)
          expect((error as KinetailError).facts).toMatchObject({ line: 1 })
        }
      }),
      { numRuns: 500 },
    )
  })
})
