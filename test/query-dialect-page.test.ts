import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileQuery } from '../src/query/dialect/compile-query.ts'
import { FUNCTIONS } from '../src/query/dialect/functions/all.ts'
import type { FunctionGroup } from '../src/query/dialect/functions/function.ts'
import type { WindowSpec } from '../src/query/program.ts'
import { root } from './e2e/support.ts'

const PAGE = join(root, 'docs/query-dialect.md')
const part = (name: string): RegExp =>
  new RegExp(
    `(<!-- ${name}: made by test/query-dialect-page\\.test\\.ts -->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`,
  )

/** What the old service's documents show, one statement for each form. */
const FORMS: readonly (readonly [title: string, statement: string])[] = [
  [
    'Window in GROUP BY, as the lab guide has it',
    "CREATE STREAM minutes AS\nSELECT log_type, COUNT(*) AS n FROM SOURCE_SQL_STREAM_001\nGROUP BY log_type, ROWTIME RANGE INTERVAL '1' MINUTE;",
  ],
  [
    'Declared stream, pump, STEP',
    'CREATE OR REPLACE STREAM "OUT" (kind VARCHAR(8), n INTEGER);\nCREATE OR REPLACE PUMP "P" AS INSERT INTO "OUT"\n  SELECT STREAM log_type, COUNT(*) FROM "SOURCE_SQL_STREAM_001"\n  GROUP BY log_type, STEP("SOURCE_SQL_STREAM_001".ROWTIME BY INTERVAL \'30\' SECOND);',
  ],
  [
    'FLOOR, HAVING, ROWTIME of the result',
    'SELECT STREAM ROWTIME, path, MAX(status_code) AS worst FROM SOURCE_SQL_STREAM_001\nGROUP BY FLOOR(ROWTIME TO HOUR), path HAVING COUNT(*) > 10;',
  ],
  [
    'WINDOWED BY STAGGER',
    "SELECT STREAM ip_address, COUNT(*) AS n FROM SOURCE_SQL_STREAM_001\nWINDOWED BY STAGGER (PARTITION BY ip_address RANGE INTERVAL '1' MINUTE);",
  ],
  [
    'Sliding window of time',
    "SELECT STREAM ip_address, COUNT(*) OVER (PARTITION BY ip_address RANGE INTERVAL '10' SECOND PRECEDING) AS n\nFROM SOURCE_SQL_STREAM_001;",
  ],
  [
    'Sliding windows of rows, by name',
    'SELECT STREAM path, AVG(response_size) OVER last3 AS mean, LAG(response_size) OVER last3 AS before\nFROM SOURCE_SQL_STREAM_001 WINDOW last3 AS (PARTITION BY path ROWS 2 PRECEDING);',
  ],
  [
    'Most frequent values',
    "SELECT STREAM * FROM TABLE(TOP_K_ITEMS_TUMBLING(\n  CURSOR(SELECT STREAM * FROM SOURCE_SQL_STREAM_001), 'path', 3, 60));",
  ],
  [
    'Number of values',
    "SELECT STREAM NUMBER_OF_DISTINCT_ITEMS FROM TABLE(COUNT_DISTINCT_ITEMS_TUMBLING(\n  CURSOR(SELECT STREAM * FROM SOURCE_SQL_STREAM_001), 'ip_address', 60));",
  ],
  [
    'Ranks within a window',
    "SELECT STREAM * FROM TABLE(GROUP_RANK(CURSOR(SELECT STREAM path, COUNT(*) AS n FROM SOURCE_SQL_STREAM_001\n  GROUP BY path, FLOOR(ROWTIME TO MINUTE)), 'n', 'groupRank', 'desc', 'desc', 0, 10));",
  ],
  [
    'Fields of the records that are no columns, declared',
    "CREATE STREAM SOURCE_SQL_STREAM_001 (order_id BIGINT, level VARCHAR(8));\nSELECT STREAM order_id FROM SOURCE_SQL_STREAM_001 WHERE level = 'WARN';",
  ],
  [
    'A line cut into columns in a subquery',
    "SELECT STREAM t.r.WHAT, t.r.ID FROM (SELECT STREAM\n  VARIABLE_COLUMN_LOG_PARSE(message, 'WHAT TYPE VARCHAR(8), ID TYPE BIGINT', ',') AS r\n  FROM SOURCE_SQL_STREAM_001) AS t;",
  ],
  [
    'A function of one’s own, and UNION ALL',
    "CREATE FUNCTION kilobytes(bytes BIGINT) RETURNS DOUBLE CONTAINS SQL RETURN bytes / 1000.0;\nCREATE STREAM sizes AS\nSELECT STREAM 'access' AS kind, kilobytes(response_size) AS kb FROM SOURCE_SQL_STREAM_001 WHERE status_code < 400\nUNION ALL SELECT STREAM 'error', kilobytes(response_size) FROM SOURCE_SQL_STREAM_001 WHERE status_code >= 400;",
  ],
]

/** What is refused. */
const REFUSED: readonly string[] = [
  'SELECT STREAM * FROM TABLE(RANDOM_CUT_FOREST(CURSOR(SELECT STREAM * FROM SOURCE_SQL_STREAM_001)))',
  'SELECT STREAM * FROM TABLE(HOTSPOTS(CURSOR(SELECT STREAM * FROM SOURCE_SQL_STREAM_001), 1000, 0.2, 17))',
  'SELECT STREAM * FROM a JOIN b ON a.id = b.id',
  'CREATE TABLE reference_data (id INTEGER); SELECT STREAM * FROM SOURCE_SQL_STREAM_001',
  'CREATE VIEW v AS SELECT STREAM * FROM a',
  'SELECT STREAM COUNT(*) FROM SOURCE_SQL_STREAM_001',
  'SELECT STREAM log_type, COUNT(*) FROM SOURCE_SQL_STREAM_001 GROUP BY log_type',
  'SELECT STREAM path FROM SOURCE_SQL_STREAM_001 ORDER BY path',
  'SELECT STREAM path FROM SOURCE_SQL_STREAM_001 LIMIT 10',
  'SELECT STREAM DISTINCT path FROM SOURCE_SQL_STREAM_001',
  'SELECT STREAM path FROM a UNION SELECT STREAM path FROM b',
  'SELECT STREAM path FROM SOURCE_SQL_STREAM_001 WHERE path IN (SELECT path FROM b)',
  'SELECT STREAM MAX(response_size) OVER (ROWS UNBOUNDED PRECEDING) FROM SOURCE_SQL_STREAM_001',
  'SELECT STREAM MAX(response_size) OVER (ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM SOURCE_SQL_STREAM_001',
  "SELECT STREAM REGEX_LOG_PARSE(message, '(?=a)(b)') FROM SOURCE_SQL_STREAM_001",
  'SELECT STREAM * FROM error_stream',
]

const TITLES: Readonly<Record<FunctionGroup, string>> = {
  aggregate: 'Of groups and windows',
  analytic: 'Of windows (OVER) only',
  text: 'Of text',
  number: 'Of numbers',
  time: 'Of dates and times',
  other: 'Of any value',
  record: 'That cut lines',
}

function windowWords(window: WindowSpec): string {
  const { kind, ...facts } = window
  const told = Object.entries(facts).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return [kind, ...told].join(', ')
}

function forms(): string {
  return FORMS.map(([title, statement]) => {
    const { program, dialect } = compileQuery(statement, undefined)
    expect(dialect).toBe('kinesis')
    const queries = program.queries.map(
      (query) =>
        `-- ${query.name}: ${query.from} → ${query.into}; ${windowWords(query.window)}\n${query.sql}`,
    )
    return `### ${title}\n\n\`\`\`sql\n${statement}\n\`\`\`\n\nbecomes\n\n\`\`\`sql\n${queries.join('\n\n')}\n\`\`\`\n\n`
  }).join('')
}

function cell(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``
}

function functions(): string {
  return Object.entries(TITLES)
    .map(([group, title]) => {
      const rows = FUNCTIONS.filter((definition) => definition.group === group).map(({ example, over }) => {
        const grouped = over === 'both' ? ' GROUP BY FLOOR(ROWTIME TO MINUTE)' : ''
        const { program } = compileQuery(
          `SELECT STREAM ${example} AS v FROM SOURCE_SQL_STREAM_001${grouped}`,
          undefined,
        )
        const sql = /^SELECT ([\s\S]*) AS v\nFROM/.exec(program.queries[0]!.sql)![1]!
        return `| ${cell(example)} | ${cell(sql)} |\n`
      })
      return `### ${title}\n\n| written | run as |\n| --- | --- |\n${rows.join('')}\n`
    })
    .join('')
}

function refused(): string {
  const rows = REFUSED.map((statement) => {
    let told = ''
    try {
      compileQuery(statement, undefined)
    } catch (error) {
      told = (error as Error).message.split('\n')[0]!.replace(/^line \d+, column \d+: /, '')
    }
    expect(told, statement).not.toBe('')
    return `| ${cell(statement)} | ${told.replaceAll('|', '\\|')} |\n`
  })
  return `| written | what is said |\n| --- | --- |\n${rows.join('')}\n`
}

// `UPDATE_PAGES=1 npm test -- test/query-dialect-page.test.ts` writes it.
test('the page of the dialect shows what statements and functions become, and what is said of those that do not run', () => {
  const page = readFileSync(PAGE, 'utf8')
  let right = page
  for (const [name, made] of [
    ['forms', forms()],
    ['functions', functions()],
    ['refused', refused()],
  ] as const) {
    expect(page).toMatch(part(name))
    right = right.replace(part(name), (_, before: string, after: string) => `${before}\n${made}${after}`)
  }
  if (process.env['UPDATE_PAGES'] === '1') writeFileSync(PAGE, right)
  expect(readFileSync(PAGE, 'utf8')).toBe(right)
})
