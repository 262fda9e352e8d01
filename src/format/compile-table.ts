import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { planEmission } from './emit-plan.ts'
import type { EscapeMode } from './escapes.ts'
import { nameFields } from './field-names.ts'
import type { FormatPart, Reading } from './format-part.ts'
import * as op from './op-codes.ts'
import type { OpLabel, OpTable, ParseOp } from './op-table.ts'

export interface TableOptions {
  readonly logType: string
  readonly escapes: EscapeMode
  /** `contract`: the ten standard keys and nothing else; `all`: every field of the format after them. */
  readonly keep: 'contract' | 'all'
  /** What may follow the last field: anything after a space, or only what holds no quote. */
  readonly tail: 'any' | 'unquoted'
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
  integer: op.READ_NUMBER,
  number: op.READ_NUMBER,
  upstream: op.READ_UPSTREAM,
}
const SLOTS: Partial<Record<Reading, number>> = { request: 4, address: 2 }
const encoder = new TextEncoder()

/** Turns a server's format, cut into parts, into the op table. */
export function compileTable(parts: readonly FormatPart[], options: TableOptions): OpTable {
  const joined = joinPathAndQuery(parts)
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
  const tail = options.tail === 'any' ? op.FLAG_TAIL_ANY : op.FLAG_TAIL_UNQUOTED
  parse.push({ code: op.READ_END, slot: -1, stop: new Uint8Array(0), flags: tail })
  return {
    parse,
    labels,
    emit: planEmission(fields, options),
    slots: fields.reduce((sum, field) => Math.max(sum, field.slot + (SLOTS[field.reading] ?? 1)), 0),
    escapes: options.escapes,
    secondDotted: ((options.clientFlags ?? 0) & (op.FLAG_DOTTED | op.FLAG_IP)) !== 0,
    timeOp: parse.findIndex((one) => one.code >= op.READ_CLF_TIME && one.code <= op.READ_EPOCH_TIME),
  }
}

function plan(parts: readonly FormatPart[], options: TableOptions): PlannedField[] {
  const fieldParts = parts.filter((part) => part.kind === 'field')
  if (fieldParts.length === 0) throw new KinetailError('config', text.format.noFields)
  const names = nameFields(fieldParts)
  let slot = 0
  return fieldParts.map((part, i) => {
    const name = names[i]!
    const reading = readingOf(part.field.reading, name.name)
    const kept = name.kept && (options.keep === 'all' || name.standard)
    const planned = { name: name.name, slot: kept ? slot : -1, reading, part }
    if (kept) slot += SLOTS[reading] ?? 1
    return planned
  })
}

/** Only the client's address and the first time are read as such; their doubles are text. */
function readingOf(reading: Reading, name: string): Reading {
  if (reading === 'address') return name === 'ip_address' ? 'address' : 'text'
  const isTime = reading === 'clf_time' || reading === 'iso_time' || reading === 'epoch_time'
  return isTime && name !== 'timestamp' ? 'text' : reading
}

function readingOp(
  parts: readonly FormatPart[],
  field: PlannedField,
  i: number,
  options: TableOptions,
): ParseOp {
  const before = literalAt(parts, i * 2)
  const after = literalAt(parts, i * 2 + 2)
  const isLast = i * 2 + 3 >= parts.length
  const next = parts[i * 2 + 3]
  if (after === '' && !isLast && next?.kind === 'field')
    throw new KinetailError(
      'config',
      text.format.adjacentFields(field.part.written, next.written, next.column),
    )
  const quoted = before.endsWith('"') && after.startsWith('"') && options.escapes !== 'none'
  const beforeTime = next?.kind === 'field' && next.field.reading === 'clf_time'
  let code = READ_CODES[field.reading]
  if (quoted && code === op.READ_TEXT) code = op.READ_QUOTED
  let flags = 0
  if (quoted) flags |= op.FLAG_QUOTED
  else if (after.startsWith(' ')) flags |= op.FLAG_NOT_EMPTY
  if (quoted && isLast && after === '"') flags |= op.FLAG_LAST
  if (field.reading === 'user' && beforeTime) flags |= op.FLAG_BEFORE_TIME
  if (field.reading === 'integer') flags |= op.FLAG_INTEGER
  if (field.name === 'ip_address') flags |= options.clientFlags ?? 0
  if (field.name === 'virtual_host' && options.clientFlags !== undefined) flags |= op.FLAG_HOST
  return { code, slot: field.slot, stop: encoder.encode(after), flags }
}

function literalAt(parts: readonly FormatPart[], i: number): string {
  const part = parts[i]
  return part?.kind === 'literal' ? part.text : ''
}

/** `%U%q` is the request target cut in two, without anything between: read it as the one path that it was. */
function joinPathAndQuery(parts: readonly FormatPart[]): FormatPart[] {
  const joined: FormatPart[] = []
  for (const part of parts) {
    const between = joined.at(-1)
    const before = joined.at(-2)
    const follows = between?.kind === 'literal' && between.text === '' && before?.kind === 'field'
    if (follows && part.kind === 'field' && before.field.name === 'path' && part.field.name === 'query') {
      joined.pop()
    } else {
      joined.push(part)
    }
  }
  return joined
}
