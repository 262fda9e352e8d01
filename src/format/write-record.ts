import type { AccessLine } from './access-line.ts'
import { ABSENT, PLAIN } from './access-line.ts'
import type { BlockBuilder } from './block-builder.ts'
import { isDigit } from './byte-classes.ts'
import type { EscapeMode } from './escapes.ts'
import { undoEscapes, unescaped } from './escapes.ts'
import { writeJsonText, writePlainText } from './json-text.ts'
import { type Literal, literalOf } from './literal.ts'
import * as op from './op-codes.ts'
import type { EmitOp } from './op-table.ts'
import type { Timestamp } from './timestamp.ts'

const NULL = literalOf(new TextEncoder().encode('null'))
const ZERO = literalOf(new TextEncoder().encode('0'))

/** Runs one emit op: its lead (`step.lead`, prepared), then the value. */
export function writeField(
  out: BlockBuilder,
  line: AccessLine,
  step: EmitOp,
  lead: Literal,
  escapes: EscapeMode,
  time: Timestamp,
): void {
  if (step.code === op.WRITE_IF_PRESENT && line.state[step.slot] === ABSENT) return
  out.writeLiteral(lead)
  const { slot } = step
  switch (step.code) {
    case op.WRITE_TEXT:
    case op.WRITE_IF_PRESENT:
      writeText(out, line, slot, escapes)
      break
    case op.WRITE_NUMBER:
      writeNumber(out, line, slot, NULL)
      break
    case op.WRITE_SIZE:
      writeNumber(out, line, slot, ZERO)
      break
    case op.WRITE_TIME:
      writeTime(out, time)
      break
    case op.WRITE_SCALED:
      writeScaled(out, line, step)
      break
    case op.WRITE_LIST:
      writeList(out, line, slot, escapes)
      break
    case op.WRITE_NUMBER_OR_TEXT:
      if (isNumber(line, slot)) writeNumber(out, line, slot, NULL)
      else writeText(out, line, slot, escapes)
  }
}

function writeText(out: BlockBuilder, line: AccessLine, slot: number, escapes: EscapeMode): void {
  const state = line.state[slot]
  if (state === ABSENT) {
    out.writeLiteral(NULL)
    return
  }
  out.reserve(2)
  out.bytes[out.at++] = 0x22
  if (state === PLAIN) writePlainText(out, line.bytes, line.view, line.start[slot]!, line.end[slot]!)
  else writeEscaped(out, line, slot, escapes)
  out.reserve(1)
  out.bytes[out.at++] = 0x22
}

function writeEscaped(out: BlockBuilder, line: AccessLine, slot: number, escapes: EscapeMode): void {
  const length = undoEscapes(line.bytes, line.start[slot]!, line.end[slot]!, escapes)
  writeJsonText(out, unescaped(), 0, length)
}

/** Leading zeros are no JSON; nginx writes a status of 000 for a client that left at once. */
function writeNumber(out: BlockBuilder, line: AccessLine, slot: number, absent: Literal): void {
  if (line.state[slot] === ABSENT) {
    out.writeLiteral(absent)
    return
  }
  const end = line.end[slot]!
  writePlainText(out, line.bytes, line.view, firstDigit(line.bytes, line.start[slot]!, end), end)
}

export function writeTime(out: BlockBuilder, time: Timestamp): void {
  out.reserve(time.length + 2)
  const { bytes } = out
  const { text, length } = time
  let at = out.at
  bytes[at++] = 0x22
  for (let i = 0; i < length; i++) bytes[at++] = text[i]!
  bytes[at++] = 0x22
  out.at = at
}

/** Moves the decimal point left without arithmetic: 2513 µs is 0.002513 s, to the digit. */
function writeScaled(out: BlockBuilder, line: AccessLine, step: EmitOp): void {
  const { slot, shift } = step
  if (line.state[slot] === ABSENT) {
    out.writeLiteral(NULL)
    return
  }
  const written = String.fromCharCode(...line.bytes.subarray(line.start[slot], line.end[slot]))
  const [whole = '', fraction = ''] = written.split('.')
  const digits = whole.padStart(shift + 1, '0')
  const seconds = digits.slice(0, -shift).replace(/^0+(?=\d)/, '')
  const rest = (digits.slice(-shift) + fraction).replace(/0+$/, '')
  out.write(new TextEncoder().encode(rest === '' ? seconds : `${seconds}.${rest}`))
}

function writeList(out: BlockBuilder, line: AccessLine, slot: number, escapes: EscapeMode): void {
  const start = line.start[slot]!
  const end = line.end[slot]!
  const isList = line.state[slot] === PLAIN && itemEnd(line.bytes, start, end) < end
  if (isList) writeItems(out, line, start, end)
  else if (isNumber(line, slot)) writeNumber(out, line, slot, NULL)
  else writeText(out, line, slot, escapes)
}

/** Items of a list as they are: the slot is plain, so nothing in them needs an escape. */
function writeItems(out: BlockBuilder, line: AccessLine, start: number, end: number): void {
  const { bytes } = line
  let i = start
  let mark = 0x5b
  for (;;) {
    const to = itemEnd(bytes, i, end)
    const isNone = to - i === 1 && bytes[i] === 0x2d
    const quotes = isNone || isDecimal(bytes, i, to) ? 0 : 1
    out.reserve(3)
    out.bytes[out.at++] = mark
    if (quotes > 0) out.bytes[out.at++] = 0x22
    if (isNone) out.writeLiteral(NULL)
    else writePlainText(out, bytes, line.view, quotes > 0 ? i : firstDigit(bytes, i, to), to)
    out.reserve(2)
    if (quotes > 0) out.bytes[out.at++] = 0x22
    if (to >= end) break
    mark = 0x2c
    i = to + (bytes[to] === 0x2c ? 2 : 3)
  }
  out.bytes[out.at++] = 0x5d
}

/** Where the item at `i` ends: before `, ` or ` : `, or at `end`. */
function itemEnd(bytes: Uint8Array, i: number, end: number): number {
  for (; i < end; i++) {
    if (bytes[i] === 0x2c && i + 1 < end && bytes[i + 1] === 0x20) return i
    if (bytes[i] === 0x20 && i + 2 < end && bytes[i + 1] === 0x3a && bytes[i + 2] === 0x20) return i
  }
  return end
}

function isNumber(line: AccessLine, slot: number): boolean {
  return line.state[slot] === PLAIN && isDecimal(line.bytes, line.start[slot]!, line.end[slot]!)
}

/** JSON has no leading zeros. */
function firstDigit(bytes: Uint8Array, start: number, end: number): number {
  while (start < end - 1 && bytes[start] === 0x30 && isDigit(bytes[start + 1])) start++
  return start
}

function isDecimal(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start
  while (i < end && isDigit(bytes[i])) i++
  if (i === start || i === end) return i > start
  if (bytes[i] !== 0x2e || i + 1 === end) return false
  i++
  while (i < end && isDigit(bytes[i])) i++
  return i === end
}
