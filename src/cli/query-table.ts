import type { Output } from '../query/output/output.ts'
import { jsonOf } from '../query/output/result-json.ts'
import type { Write } from '../query/output/text-output.ts'
import type { ResultBatch, Value } from '../query/result.ts'
import { displayWidth } from './table.ts'
import { harmless } from './terminal-text.ts'

/** What a value looks like to a person; what could act on the terminal is made harmless. */
export function shown(value: Value | undefined, type = ''): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string' && type === 'TIMESTAMP')
    return value.replace('T', ' ').replace(/(?:\.0+)?Z$/, '')
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(12)))
  return harmless(typeof value === 'string' ? value : jsonOf(value))
}

/** A batch as lines of a table, its names first. Numbers stand to the right. */
export function tableLines(
  batch: ResultBatch,
  least: readonly number[] = [],
): { head: string; rows: string[]; widths: number[] } {
  const names = batch.columns.map(({ name }) => harmless(name))
  const cells = batch.rows.map((row) => batch.columns.map(({ type }, i) => shown(row.values[i], type)))
  const widths = names.map((name, i) =>
    Math.max(least[i] ?? 0, displayWidth(name), ...cells.map((row) => displayWidth(row[i]!))),
  )
  const right = batch.columns.map(({ type }) => /INT|DOUBLE|FLOAT|DECIMAL/.test(type))
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => {
        const room = ' '.repeat(widths[i]! - displayWidth(cell))
        return right[i] ? room + cell : cell + room
      })
      .join('  ')
      .trimEnd()
  return { head: line(names), rows: cells.map(line), widths }
}

/**
 * Results as one table that grows: the names again only where they change.
 * @param whole streams whose every batch is a table of its own: that of a query without a window so far
 */
export function tableOutput(write: Write, severalStreams: boolean, whole: ReadonlySet<string>): Output {
  let before = ''
  let widths: number[] = []
  return {
    deliver: async (batch) => {
      const key = `${batch.stream}\n${batch.columns.map(({ name }) => name).join('\n')}`
      const fresh = key !== before || whole.has(batch.stream)
      const lines = tableLines(batch, fresh ? [] : widths)
      const title = fresh && severalStreams ? [`[${harmless(batch.stream)}]`] : []
      const gap = fresh && before !== '' ? [''] : []
      before = key
      widths = lines.widths
      await write(
        [...gap, ...title, ...(fresh ? [lines.head] : []), ...lines.rows].map((line) => `${line}\n`).join(''),
      )
    },
    close: () => Promise.resolve(),
  }
}
