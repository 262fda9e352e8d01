import { KinetailError } from '../../base/errors.ts'
import { text as messages } from '../../messages/messages.ts'
import type { Program, WindowSpec } from '../program.ts'
import { type Token, tokenize } from './lexer.ts'
import { nearestName } from './nearest.ts'
import { placeOf, sqlError } from './place.ts'
import { SOURCE_RELATION } from './streams.ts'

/** What a query of DuckDB begins with. */
const BEGINNINGS: readonly string[] = ['SELECT', 'WITH', 'FROM']
/** Clauses that need all rows, or rows beside each other. */
const TOGETHER: ReadonlySet<string> = new Set(
  'GROUP HAVING DISTINCT ORDER LIMIT OFFSET UNION EXCEPT INTERSECT WITH JOIN OVER QUALIFY SAMPLE PIVOT'.split(
    ' ',
  ),
)
/** DuckDB's functions over all rows, by the beginnings of their names. */
const AGGREGATE =
  /^(?:count|sum|avg|mean|min|max|first|last|any_value|arbitrary|arg_m|min_by|max_by|approx_|quantile|reservoir_q|median|mode|mad|stddev|std|var|list|string_agg|group_concat|listagg|array_agg|bool_|bit_|histogram|entropy|kurtosis|skewness|corr|covar|regr_|product|fsum|favg|geomean|sem|map_agg|json_group|bitstring_agg|sumkahan|kahan_sum|favg)/i

/** The one query of a text in DuckDB's SQL over `logs`, and the window that the flags give it. */
export function compileStandard(source: string, window: WindowSpec | undefined): Program {
  const tokens = tokensOf(source)
  const { start, end } = tokens ? statementSpan(source, tokens) : wholeSpan(source)
  return {
    streams: [
      {
        name: SOURCE_RELATION,
        relation: SOURCE_RELATION,
        origin: 'source',
        columns: undefined,
        output: false,
      },
      { name: 'results', relation: 'results', origin: 'query', columns: undefined, output: true },
    ],
    queries: [
      {
        name: 'query',
        from: SOURCE_RELATION,
        into: 'results',
        window: window ?? { kind: tokens && rowByRow(tokens) ? 'none' : 'running' },
        sql: source.slice(start, end),
        place: placeOf(source, start),
      },
    ],
  }
}

/** Undefined where the text has what only DuckDB can read (`$$ … $$`, say): it will say itself what is wrong. */
function tokensOf(source: string): readonly Token[] | undefined {
  try {
    return tokenize(source)
  } catch (error) {
    if (!(error instanceof KinetailError) || /\$\w*\$|\be'/i.test(source)) return undefined
    throw error
  }
}

function wholeSpan(source: string): { start: number; end: number } {
  const end = source.trimEnd().replace(/(?:\s*;)+$/, '').length
  return { start: source.length - source.trimStart().length, end }
}

/** Where the statement stands between blanks, comments and semicolons. @throws KinetailError unless there is one query. */
function statementSpan(source: string, tokens: readonly Token[]): { start: number; end: number } {
  const parts = tokens.filter(({ kind }) => kind !== 'end')
  const first = parts.findIndex(({ value, kind }) => kind !== 'symbol' || value !== ';')
  if (first < 0) throw sqlError(source, { start: 0, end: 0 }, messages.dialect.empty)
  const stop = parts.findIndex(
    (token, index) => index > first && token.kind === 'symbol' && token.value === ';',
  )
  const after = parts
    .slice(stop < 0 ? parts.length : stop)
    .find(({ value, kind }) => kind !== 'symbol' || value !== ';')
  if (after) throw sqlError(source, after, messages.dialect.twoStatements)
  const begin = parts[first]!
  const open = parts.slice(first).find(({ value, kind }) => kind !== 'symbol' || value !== '(')
  if (open && !BEGINNINGS.includes(open.keyword))
    throw sqlError(source, open, messages.dialect.noQuery(open.value, nearestName(open.value, BEGINNINGS)))
  const last = parts[stop < 0 ? parts.length - 1 : stop - 1]!
  return { start: begin.start, end: last.end }
}

/** A projection and a filter, which give a row for a row: no window is needed, and none would change anything. */
function rowByRow(tokens: readonly Token[]): boolean {
  const selects = tokens.filter(({ keyword }) => keyword === 'SELECT')
  if (selects.length > 1 || tokens.some(({ keyword }) => TOGETHER.has(keyword))) return false
  return !tokens.some(
    (token, index) =>
      token.kind === 'word' && tokens[index + 1]?.value === '(' && AGGREGATE.test(token.value),
  )
}
