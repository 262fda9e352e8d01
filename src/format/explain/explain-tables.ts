import { ABSENT, AccessLine, afterStop } from '../access-line.ts'
import { FLAG_AGAIN, FLAG_LAST, READ_LITERAL, READ_REQUEST, READ_TEXT } from '../op-codes.ts'
import type { OpLabel, OpTable, ParseOp } from '../op-table.ts'
import { MOST_TRIES, readField, readTextFrom } from '../read-field.ts'
import {
  BAD_TIMESTAMP,
  EXPECTED_LITERAL,
  LINE_ENDS_EARLY,
  REJECT_REASONS,
  TEXT_AFTER_END,
  UNTERMINATED_QUOTE,
} from '../reject-reasons.ts'
import type { Expected, FieldSpan, LineExplanation } from './explanation.ts'

const REQUEST_NAMES = ['method', 'path', 'protocol', 'request'] as const

/**
 * Runs the tables over `bytes[from, to)` again, in their order, and notes what each op read: of the table that fits, or of the one that
 * came farthest, as `AccessFormat.read` decides.
 */
export function explainTables(
  tables: readonly OpTable[],
  bytes: Uint8Array,
  from: number,
  to: number,
): LineExplanation {
  const line = new AccessLine(Math.max(1, ...tables.map((table) => table.slots)))
  line.open(bytes, from, to)
  let best: LineExplanation | undefined
  let torn: LineExplanation | undefined
  for (const table of tables) {
    const run = runTable(line, table)
    if (run.reason === null) return run
    if (best === undefined || run.column > best.column) best = run
    if (torn === undefined && run.torn) torn = { ...run, reason: null, column: 0, expected: null }
  }
  return torn ?? best ?? { spans: [], reason: 'expected_literal', column: 0, expected: null }
}

interface TableRun extends LineExplanation {
  /** All was there but the closing quote of the last field. */
  readonly torn: boolean
}

function runTable(line: AccessLine, table: OpTable): TableRun {
  line.restart()
  const first = runOps(line, table, 0, [])
  return first.again === null || first.reason === null ? first : (runAgain(line, table, first.again) ?? first)
}

/** The last op whose text may end later than it did, with what was noted before it. */
interface Again {
  readonly op: number
  readonly start: number
  readonly end: number
  readonly before: readonly FieldSpan[]
}

/** Runs the ops from `from` on, of which `spans` has what the ones before read. */
function runOps(
  line: AccessLine,
  { parse, labels, timeOp }: OpTable,
  from: number,
  spans: FieldSpan[],
): TableRun & { readonly again: Again | null } {
  let again: Again | null = null
  for (let i = from; i < parse.length; i++) {
    const one = parse[i]!
    const start = line.at
    const fits = readField(line, one)
    const { reason, column } = line
    const torn =
      !fits && (one.flags & FLAG_LAST) !== 0 && reason === UNTERMINATED_QUOTE && timeOp >= 0 && i > timeOp
    if (fits && (one.flags & FLAG_AGAIN) !== 0)
      again = { op: i, start, end: line.textEnd, before: [...spans] }
    if (labels[i] && (fits || torn)) spans.push(...spansOf(line, one, labels[i]!, start, torn))
    if (fits) continue
    const expected = expectedOf(labels, i, one, reason, column - (start - line.from))
    return { spans, reason: REJECT_REASONS[reason]!, column, expected, torn, again }
  }
  return { spans, reason: null, column: 0, expected: null, torn: false, again }
}

/** As `AccessFormat` does, lets a text that may hold its stop end later and later; null when nothing fits. */
function runAgain(line: AccessLine, table: OpTable, { op, start, end, before }: Again): TableRun | null {
  const { written, name } = table.labels[op]!
  let textEnd = end
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    line.at = start
    if (!readTextFrom(line, table.parse[op]!, textEnd + 1)) return null
    textEnd = line.textEnd
    const span = { written, name, start: start - line.from, end: textEnd - line.from }
    const run = runOps(line, table, op + 1, [...before, span])
    if (run.reason === null) return run
  }
  return null
}

function spansOf(
  line: AccessLine,
  { code, slot, stop }: ParseOp,
  { written, name }: OpLabel,
  start: number,
  torn: boolean,
): FieldSpan[] {
  if (code === READ_LITERAL) return []
  const { from } = line
  if (code === READ_REQUEST && slot >= 0)
    return REQUEST_NAMES.flatMap((part, k) =>
      line.state[slot + k] === ABSENT
        ? []
        : [{ written, name: part, start: line.start[slot + k]! - from, end: line.end[slot + k]! - from }],
    )
  const end = torn ? line.to : valueEnd(line, start, stop)
  return [{ written, name, start: start - from, end: end - from }]
}

/** Where the value ends after which the op moved to `line.at`: at the first place from which the stop leads there. */
function valueEnd({ bytes, at, to }: AccessLine, start: number, stop: Uint8Array): number {
  if (stop.length === 0) return at
  for (let i = start; i < at; i++) if (afterStop(bytes, i, to, stop) === at) return i
  return at
}

/** @param into bytes between the field's beginning and the column */
function expectedOf(
  labels: readonly OpLabel[],
  i: number,
  { code, stop }: ParseOp,
  reason: number,
  into: number,
): Expected {
  const label = labels[i]
  if (label === undefined || reason === TEXT_AFTER_END)
    return { written: '', name: '', kind: 'end', literal: undefined }
  const literal = new TextDecoder().decode(stop)
  // A user name ends where a date begins: what is missing is the date.
  const next = labels[i + 1]
  const late = reason === BAD_TIMESTAMP && code === READ_TEXT && next !== undefined
  const { written, name, reading } = late ? next : label
  const misses = reason === EXPECTED_LITERAL || (reason === LINE_ENDS_EARLY && into > 0)
  return { written, name, kind: reading, literal: misses && !late ? literal : undefined }
}
