import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { planEmission } from './emit-plan.ts'
import type { EscapeMode } from './escapes.ts'
import { nameFields } from './field-names.ts'
import type { Field, FormatPart, Reading } from './format-part.ts'
import { joinPathAndQuery, joinRequest } from './join-request.ts'
import { checkNeighbours, isFixed, isInQuotes, isOpen, isTime } from './neighbours.ts'
import * as op from './op-codes.ts'
import type { OpLabel, OpTable, ParseOp } from './op-table.ts'

export interface TableOptions {
  readonly logType: string
  readonly escapes: EscapeMode
  /** `contract`: the ten standard keys and nothing else; `all`: every field of the format after them. */
  readonly keep: 'contract' | 'all'
  /** What may follow the last field: anything after a space, or only what holds no quote. */
  readonly tail: 'any' | 'unquoted'
  /** True for a format string that a user wrote: it is refused where fields cannot be told apart, and sentences may hold their stop. */
  readonly isUsers?: boolean
  /** FLAG_… that the client's address must meet besides; a virtual host is then checked too. */
  readonly clientFlags?: number
}

/** A field of the format with what was decided about it. */
export interface PlannedField {
  readonly name: string
  /** First slot, -1 when its value is not kept. */
  readonly slot: number
  readonly reading: Reading
  readonly part: Extract<FormatPart, { kind: 'field' }>
}

const READ_CODES: Readonly<Record<Reading, number>> = {
  address: op.READ_ADDRESS,
  text: op.READ_TEXT,
  user: op.READ_TEXT,
  request: op.READ_REQUEST,
  clf_time: op.READ_CLF_TIME,
  iso_time: op.READ_ISO_TIME,
  epoch_time: op.READ_EPOCH_TIME,
  pattern_time: op.READ_PATTERN_TIME,
  integer: op.READ_NUMBER,
  number: op.READ_NUMBER,
  upstream: op.READ_UPSTREAM,
}
const SLOTS: Partial<Record<Reading, number>> = { request: 4, address: 2 }
const encoder = new TextEncoder()

/** Turns a server's format, cut into parts, into the op table. */
export function compileTable(parts: readonly FormatPart[], options: TableOptions): OpTable {
  const joined = joinRequest(joinPathAndQuery(parts))
  if (options.isUsers) checkNeighbours(joined, options.escapes)
  const fields = plan(joined, options)
  const parse: ParseOp[] = []
  const labels: OpLabel[] = []
  const first = literalAt(joined, 0)
  if (first !== '') {
    parse.push({ code: op.READ_LITERAL, slot: -1, stop: encoder.encode(first), flags: 0 })
    labels.push({ written: '', column: 0, name: '', reading: 'literal' })
  }
  fields.forEach((field, i) => {
    parse.push(readingOp(joined, field, i, options))
    const { written, column } = field.part
    labels.push({ written, column, name: field.name, reading: field.reading })
  })
  const tail = tailOf(parse, options)
  if (tail === op.FLAG_TAIL_NONE) endInWord(parse, fields)
  parse.push({ code: op.READ_END, slot: -1, stop: new Uint8Array(0), flags: tail })
  return {
    parse,
    labels,
    emit: planEmission(fields, options),
    slots: fields.reduce((sum, field) => Math.max(sum, field.slot + (SLOTS[field.reading] ?? 1)), 0),
    escapes: options.escapes,
    secondDotted: ((options.clientFlags ?? 0) & (op.FLAG_DOTTED | op.FLAG_IP)) !== 0,
    timeOp: parse.findIndex(readsTime),
  }
}

/** Where the place of a stop is found by what follows, something more at the line's end would make every place fit. */
function tailOf(parse: readonly ParseOp[], { tail }: TableOptions): number {
  if (parse.some((one) => (one.flags & op.FLAG_AGAIN) !== 0)) return op.FLAG_TAIL_NONE
  return tail === 'any' ? op.FLAG_TAIL_ANY : op.FLAG_TAIL_UNQUOTED
}

/** Behind a text that may hold spaces, a word at the line's end is one word: the spaces are that text's. */
function endInWord(parse: ParseOp[], fields: readonly PlannedField[]): void {
  const last = parse.at(-1)!
  if (last.code !== op.READ_TEXT || last.stop.length > 0 || fields.at(-1)!.part.field.spaces) return
  parse[parse.length - 1] = { ...last, flags: last.flags | op.FLAG_ONE_WORD }
}

function readsTime({ code, flags }: ParseOp): boolean {
  return (code >= op.READ_CLF_TIME && code <= op.READ_EPOCH_TIME) || (flags & op.FLAG_TIME) !== 0
}

function plan(parts: readonly FormatPart[], options: TableOptions): PlannedField[] {
  const fieldParts = parts.filter((part) => part.kind === 'field')
  if (fieldParts.length === 0) throw new KinetailError('config', text.format.noFields)
  const names = nameFields(fieldParts)
  let slot = 0
  return fieldParts.map((part, i) => {
    const name = names[i]!
    const reading = readingOf(part.field, name.name)
    const kept = name.kept && (options.keep === 'all' || name.standard)
    const planned = { name: name.name, slot: kept ? slot : -1, reading, part }
    if (kept) slot += SLOTS[reading] ?? 1
    return planned
  })
}

/** Only the client's address and the first time are read as such; their doubles are text. */
function readingOf({ reading, pattern }: Field, name: string): Reading {
  if (reading === 'address') return name === 'ip_address' ? 'address' : 'text'
  if (!isTime(reading) || name === 'timestamp') return reading
  return pattern === undefined ? 'text' : 'pattern_time'
}

function readingOp(
  parts: readonly FormatPart[],
  field: PlannedField,
  i: number,
  options: TableOptions,
): ParseOp {
  const at = i * 2 + 1
  const written = literalAt(parts, at + 1)
  const isLast = at + 2 >= parts.length
  const next = parts[at + 2]
  const isNext = written === '' && !isLast && !isFixed(field.part.field)
  const after = isNext ? '/' : written
  const quoted = after.startsWith('"') && isInQuotes(parts, at, options.escapes)
  const beforeTime = next?.kind === 'field' && next.field.reading === 'clf_time'
  let code = READ_CODES[field.reading]
  if (quoted && code === op.READ_TEXT) code = op.READ_QUOTED
  let flags = isNext ? op.FLAG_STOP_IS_NEXT : 0
  const isSparse = options.isUsers && (options.escapes === 'json' || options.escapes === 'none')
  if (quoted) flags |= op.FLAG_QUOTED
  else if (after.startsWith(' ') && !isSparse) flags |= op.FLAG_NOT_EMPTY
  if (isSparse && at > 1 && after.startsWith(' ') && literalAt(parts, at - 1).endsWith(' '))
    flags |= op.FLAG_GAP
  if (quoted && isLast && after === '"') flags |= op.FLAG_LAST
  if (field.reading === 'user' && beforeTime) flags |= op.FLAG_BEFORE_TIME
  else if (code === op.READ_TEXT && options.isUsers && isOpen(field.part.field, written))
    flags |= op.FLAG_AGAIN
  if (field.reading === 'integer') flags |= op.FLAG_INTEGER
  if (code === op.READ_NUMBER && isSparse) flags |= op.FLAG_MAY_BE_EMPTY
  if (field.reading === 'pattern_time' && field.name === 'timestamp') flags |= op.FLAG_TIME
  if (field.name === 'ip_address') flags |= options.clientFlags ?? 0
  if (field.name === 'virtual_host' && options.clientFlags !== undefined) flags |= op.FLAG_HOST
  const pattern = field.reading === 'pattern_time' ? { pattern: field.part.field.pattern! } : {}
  return { code, slot: field.slot, stop: encoder.encode(after), flags, ...pattern }
}

function literalAt(parts: readonly FormatPart[], i: number): string {
  const part = parts[i]
  return part?.kind === 'literal' ? part.text : ''
}
