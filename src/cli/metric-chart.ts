import { type Series, type SeriesQuery, shown } from './metric-series.ts'

/** Eighths of a column, from the left. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'] as const
const MIN_BAR = 10

/** One bar of text for each period of each series, periods without data included. Ends with a line end. */
export function chart(all: readonly Series[], query: SeriesQuery, columns: number): string {
  return all.map((series) => chartOf(series, query, columns)).join('\n')
}

function chartOf({ metric, stat, unit, points }: Series, query: SeriesQuery, columns: number): string {
  const values = new Map(points.map(({ timeMs, value }) => [timeMs, value]))
  const most = Math.max(0, ...values.values())
  const rows: { time: string; value: number; label: string }[] = []
  for (let time = query.startMs; time < query.endMs; time += query.periodMs) {
    const value = values.get(time) ?? 0
    rows.push({ time: label(time), value, label: shown(value) })
  }
  const widest = Math.max(...rows.map((row) => row.label.length))
  const width = Math.max(MIN_BAR, columns - 18 - widest - 1)
  const lines = rows.map((row) => `${row.time}  ${bar(row.value, most, width)}${row.label}\n`)
  return `${metric} (${stat}${unit === 'None' ? '' : `, ${unit}`})\n${lines.join('')}`
}

/** `01-15 10:30:45`, in UTC. */
function label(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(5, 19).replace('T', ' ')
}

/** A bar and the space after it; nothing at all for 0. */
function bar(value: number, most: number, width: number): string {
  if (value <= 0) return ''
  const eighths = Math.max(1, Math.round((value / most) * width * 8))
  return `${'█'.repeat(eighths >> 3)}${EIGHTHS[eighths & 7]} `
}
