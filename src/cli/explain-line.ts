import type { FormatSpec } from '../format/create-engine.ts'
import { type Explained, Explainer, type Parsed, type Rejected } from '../format/explain/explainer.ts'
import type { Expected } from '../format/explain/explanation.ts'
import { type Fix, type Fixer, strip } from '../format/explain/fix.ts'
import { fixCommand, logFilesOf, named } from '../format/explain/fix-command.ts'
import { expectedWords, foundWords, kindWords } from '../format/explain/words.ts'
import { text } from '../messages/messages.ts'
import { columnsOf } from '../stats/display-width.ts'
import { fixLines, formatName } from './explain-fix.ts'
import { table } from './table.ts'
import { harmless, type Paint } from './terminal-text.ts'

/** A line, explained, with all that is to be said of it. */
export interface ExplainedLine {
  readonly line: Uint8Array
  /** Number in the input, from 1. */
  readonly number: number
  /** The format that was asked for, or the nearest; undefined when no format fits and none was asked for. */
  readonly spec: FormatSpec
  readonly explained: Explained
  /** Formats that read it, when it did not parse. */
  readonly fits: readonly FormatSpec[]
  readonly fix: Fix | undefined
}

/** Explains a line in the format asked for, or in the nearest. */
export function explainAs(
  line: Uint8Array,
  number: number,
  asked: Explainer | undefined,
  fixer: Fixer,
): ExplainedLine {
  const { explainer, explained } = asked
    ? { explainer: asked, explained: asked.explain(line) }
    : fixer.closest(line)
  const failed = explained.fate === 'rejected'
  const fits = failed ? fixer.fitting(line).map(({ spec }) => spec) : []
  return { line, number, spec: explainer.spec, explained, fits, fix: failed ? fixer.fix(line) : undefined }
}

/** Cells of a line that are shown around the fault, on each side. */
const AROUND = 60

/** The explanation for a person. @param file name of the input, undefined for standard input and arguments */
export function explanationText(one: ExplainedLine, file: string | undefined, paint: Paint): string {
  const { explained, line, number, spec } = one
  const say = text.explain
  const where = file === undefined ? say.lineAt(number) : say.lineOf(harmless(file), number)
  if (explained.fate === 'blank') return `${say.blank(where)}\n`
  if (explained.fate === 'parsed') {
    const note = explained.brokenJson
    const broken = note ? [row(say.labels.note, brokenWords(note))] : []
    return `${paint('green', say.parses(where, formatName(spec)))}\n${fieldTable(explained, line)}${broken.join('')}`
  }
  const rows = [
    row(say.labels.expected, harmless(expectedWords(explained))),
    row(say.labels.found, harmless(foundWords(explained))),
    row(say.labels.reason, `${text.format.reasons[explained.reason]} (${explained.reason})`),
    ...(one.fits.length > 0 ? [row(say.labels.fits, one.fits.map(formatName).join(', '))] : []),
    ...fixLines(one.fix, file, fixIsTimed(one)).map((words, i) => row(i === 0 ? say.labels.fix : '', words)),
  ]
  const head = paint('red', say.fails(where, formatName(spec), explained.column + 1))
  return `${head}\n\n${pointed(line, explained.column, paint)}\n${rows.join('')}`
}

/** The same for programs; columns are bytes from 0, as in dead letters. */
export function explanationJson(one: ExplainedLine, file: string | undefined): object {
  const { explained, line, number, spec } = one
  const head = {
    ...(file === undefined ? {} : { file }),
    number,
    line: Buffer.from(line).toString(),
    ...named(spec),
    fate: explained.fate,
  }
  if (explained.fate === 'blank') return head
  if (explained.fate === 'parsed') {
    const { record, brokenJson } = explained
    return {
      ...head,
      fields: fieldsOf(explained, line),
      record,
      ...(brokenJson ? { broken_json: brokenJson } : {}),
    }
  }
  const { reason, column, expected, found } = explained
  return {
    ...head,
    reason,
    reason_text: text.format.reasons[reason],
    column,
    expected,
    found,
    fields: fieldsOf(explained, line),
    fits: one.fits.map(named),
    fix: fixJson(one.fix, file),
  }
}

export function fixJson(fix: Fix | undefined, file: string | undefined): object | null {
  if (!fix) return null
  const { kind, spec, changes } = fix
  const config = logFilesOf(fix, file)
  return {
    kind,
    command: fixCommand(fix, file),
    ...named(spec),
    ...(config ? { log_files: config } : {}),
    changes,
  }
}

function fixIsTimed({ fix, line }: ExplainedLine): boolean {
  if (!fix) return true
  const after = new Explainer(fix.spec).explain(strip(line, fix))
  return after.fate === 'parsed' && after.timed
}

interface ShownField {
  readonly name: string
  readonly written: string
  readonly start: number | null
  readonly end: number | null
  readonly value: unknown
}

/** The fields of the line in its order, then what the record has besides. */
function fieldsOf(explained: Parsed | Rejected, line: Uint8Array): ShownField[] {
  const record = explained.fate === 'parsed' ? explained.record : {}
  const spans = explained.spans.map(({ name, written, start, end }) => {
    const value = Object.hasOwn(record, name)
      ? record[name]
      : Buffer.from(line.subarray(start, end)).toString()
    return { name, written, start, end, value }
  })
  const placed = new Set(spans.map(({ name }) => name))
  const others = Object.entries(record).filter(([name]) => !placed.has(name))
  return [...spans, ...others.map(([name, value]) => ({ name, written: '', start: null, end: null, value }))]
}

function fieldTable(parsed: Parsed, line: Uint8Array): string {
  const { columns, left } = text.explain
  const rows = fieldsOf(parsed, line).map(({ name, written, start, end, value }) => {
    const place = start === null || end === null ? '' : end > start ? `${start + 1}-${end}` : `${start + 1}`
    const out = Object.hasOwn(parsed.record, name) ? '' : ` ${left}`
    return [`  ${place}`, harmless(written), harmless(name), `${harmless(JSON.stringify(value))}${out}`]
  })
  return table([`  ${columns.columns}`, columns.format, columns.field, columns.value], rows)
}

function brokenWords({ column, expected }: { column: number; expected: Expected }): string {
  return text.explain.brokenJson(column + 1, kindWords(expected.kind))
}

function row(label: string, words: string): string {
  const width = Math.max(...Object.values(text.explain.labels).map(columnsOf))
  return `  ${label}${' '.repeat(width - columnsOf(label))}  ${words}\n`
}

/** The line around the column, and a caret below its byte. Wide characters take two cells, active ones are spelled out. */
export function pointed(line: Uint8Array, column: number, paint: Paint): string {
  const before = harmless(Buffer.from(line.subarray(0, column)).toString())
  const after = harmless(Buffer.from(line.subarray(column)).toString())
  const left = columnsOf(before) > AROUND ? `…${tail(before, AROUND)}` : before
  const right = columnsOf(after) > AROUND ? `${head(after, AROUND)}…` : after
  return `  ${left}${right}\n  ${' '.repeat(columnsOf(left))}${paint('red', '^')}\n`
}

function head(words: string, cells: number): string {
  return [...words].slice(0, cells).join('')
}

function tail(words: string, cells: number): string {
  return [...words].slice(-cells).join('')
}
