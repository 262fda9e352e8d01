import type { VNode } from 'preact'
import type { SqlResult, SqlValue } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { rate } from '../numbers.ts'
import { Chart } from '../parts/chart.tsx'
import { shown } from '../parts/log-text.ts'
import { Scroll } from '../parts/scroll.tsx'
import { useStore } from '../store.ts'

const COLOURS = ['teal', 'blue', 'violet', 'amber', 'red'] as const
/** Bars of a chart at most: more cannot be told apart. */
const MOST_BARS = 60

/** The rows of a query, and a chart where they have a name and numbers. */
export function ResultTable({ result }: { readonly result: SqlResult }): VNode {
  const { text } = useStore(spoken)
  const { columns, rows } = result
  const drawn = drawable(result)
  return (
    <>
      {drawn !== undefined && (
        <Chart
          label={text.sql.chart}
          x={drawn.places.map((_, at) => at)}
          places={drawn.places}
          ofTime={false}
          bars
          write={rate}
          lines={drawn.lines.map(({ name, values }, at) => ({
            name,
            values,
            colour: COLOURS[at % COLOURS.length]!,
          }))}
        />
      )}
      <Scroll label={text.sql.rows}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, type }) => (
                <th key={name} scope="col" class={isNumber(type) ? 'number' : ''} title={type}>
                  {shown(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              <tr key={at}>
                {row.map((value, place) => (
                  <td key={columns[place]!.name} class={isNumber(columns[place]!.type) ? 'number' : 'line'}>
                    <bdi>{written(value)}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </>
  )
}

function written(value: SqlValue): string {
  if (value === null) return '–'
  if (typeof value === 'number')
    return new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 }).format(value)
  return shown(String(value))
}

function isNumber(type: string): boolean {
  return /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|DOUBLE|FLOAT|REAL|DECIMAL.*)$/i.test(type)
}

interface Drawn {
  readonly places: readonly string[]
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | null)[] }[]
}

/** One bar for each row: named by what is no number, as high as the numbers. Undefined where that makes no sense. */
export function drawable({ columns, rows }: SqlResult): Drawn | undefined {
  const numeric = columns.map(({ type }) => isNumber(type))
  // Where all is numbers, the first names the bars: SELECT status_code, count(*).
  const naming = numeric.includes(false) ? numeric.map((is) => !is) : numeric.map((_, at) => at === 0)
  const measured = columns.map((_, at) => at).filter((at) => numeric[at] === true && naming[at] !== true)
  if (measured.length === 0 || rows.length < 2 || rows.length > MOST_BARS) return undefined
  const name = (row: readonly SqlValue[]): string =>
    row
      .filter((_, at) => naming[at])
      .map((value) => String(value ?? '–'))
      .join(' ')
  return {
    places: rows.map((row) => shorter(shown(name(row)))),
    lines: measured.slice(0, 1).map((at) => ({
      name: shown(columns[at]!.name),
      values: rows.map((row) => numberOf(row[at] ?? null)),
    })),
  }
}

function numberOf(value: SqlValue): number | null {
  if (value === null) return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function shorter(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name
}
