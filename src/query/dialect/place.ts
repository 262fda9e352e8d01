import { KinetailError } from '../../base/errors.ts'
import { text as messages } from '../../messages/messages.ts'

/** Part of a text: from the UTF-16 offset `start` up to, not including, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A place for people: line and column count from 1, columns in characters (code points). */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Longest piece of a line that an excerpt shows, in characters: what fits a terminal of 80 columns beside the line number. */
const EXCERPT = 68

/** The place of an offset. A line ends with LF, CRLF or CR. */
export function placeOf(source: string, offset: number): Place {
  const before = source.slice(0, offset).split(/\r\n|\n|\r/)
  return { line: before.length, column: [...before.at(-1)!].length + 1 }
}

/** What an error of SQL may know beyond its sentence. */
export interface SqlErrorOptions {
  readonly cause?: unknown
  readonly facts?: Readonly<Record<string, string | number | boolean>>
}

/** A failure at a place of a statement: line, column, the sentence, and the line with carets under the part that it is about. */
export function sqlError(
  source: string,
  span: Span,
  sentence: string,
  options: SqlErrorOptions = {},
): KinetailError {
  const place = placeOf(source, span.start)
  return new KinetailError(
    'usage',
    messages.dialect.at(place.line, place.column, sentence, excerpt(source, span)),
    { ...options, facts: { ...options.facts, line: place.line, column: place.column } },
  )
}

/** The line of the span's start, its number before it, and carets below: of a long line the part around them. */
export function excerpt(source: string, span: Span): string {
  const { line, column } = placeOf(source, span.start)
  const characters = [...(source.split(/\r\n|\n|\r/)[line - 1] ?? '')]
  const wanted = [...source.slice(span.start, Math.max(span.end, span.start)).split(/[\r\n]/)[0]!].length
  const far = column + Math.min(wanted, EXCERPT / 4) > EXCERPT
  const from = far ? column - 1 - EXCERPT / 2 : 0
  const shown = characters.slice(from, from + EXCERPT)
  const lead = from > 0 ? '…' : ''
  const rest = from + EXCERPT < characters.length ? '…' : ''
  const carets = Math.max(1, Math.min(wanted, shown.length - (column - 1 - from)))
  // A tab stays a tab below the line, so that the carets stand where the terminal puts the text; wide characters (한글) take two cells.
  const indent = shown.slice(0, column - 1 - from).map((character) => blank(character))
  const number = `${line}`.padStart(4)
  return (
    `${number} | ${lead}${shown.join('')}${rest}\n` +
    `${' '.repeat(number.length)} | ${lead && ' '}${indent.join('')}${'^'.repeat(carets)}`
  )
}

/** East Asian wide characters by their blocks: Hangul, kana, CJK and the full-width forms (Unicode TR 11). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

function blank(character: string): string {
  if (character === '\t') return '\t'
  return WIDE.test(character) ? '  ' : ' '
}
