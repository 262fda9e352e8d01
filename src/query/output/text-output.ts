import type { ResultBatch, ResultRow, Value } from '../result.ts'
import type { Output } from './output.ts'
import { jsonOf, type ResultLabels, resultJson } from './result-json.ts'

/** Writes text somewhere; resolves when it was taken, which waits while the reader of a pipe is slow. */
export type Write = (text: string) => Promise<void>

/** One JSON object a line. */
export function jsonOutput(write: Write, labels: ResultLabels): Output {
  return {
    deliver: (batch) => write(batch.rows.map((row) => `${resultJson(batch, row, labels)}\n`).join('')),
    close: () => Promise.resolve(),
  }
}

/**
 * Comma-separated values (RFC 4180), a line of names first. Where a statement shows several streams their rows have different
 * columns: each change of columns begins with a line of names again, behind an empty line.
 */
export function csvOutput(write: Write, labels: ResultLabels): Output {
  let head = ''
  return {
    deliver: async (batch) => {
      const names = csvLine([
        ...(labels.stream ? ['stream'] : []),
        ...batch.columns.map(({ name }) => name),
        'result_id',
        'revision',
      ])
      const lines = batch.rows.map((row) => csvRow(batch, row, labels))
      const before = names === head ? '' : head === '' ? names : `\r\n${names}`
      head = names
      await write(before + lines.join(''))
    },
    close: () => Promise.resolve(),
  }
}

function csvRow(batch: ResultBatch, row: ResultRow, labels: ResultLabels): string {
  return csvLine([
    ...(labels.stream ? [batch.stream] : []),
    ...batch.columns.map((_, i) => csvValue(row.values[i])),
    row.id,
    String(batch.revision),
  ])
}

function csvValue(value: Value | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : jsonOf(value)
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
