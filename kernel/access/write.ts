import { Line } from '../line'
import { writeJsonText } from '../json-text'
import { isDigit } from './classes'
import * as code from './codes'
import * as form from './form'
import { isDecimal, isList, writeItems } from './list'
import { writeScaled } from './scaled'
import { State } from './state'
import { undoEscapes } from './unescape'

const QUOTE: u8 = 0x22
/** `null`, little-endian. */
const NULL: u32 = 0x6c6c756e

/** Writes the record of the line whose slots are filled, without its closing brace; returns where it ends. */
export function writeRecord(table: usize, o: usize): usize {
  Line.keyStart = 0
  Line.keyEnd = 0
  Line.eventTime = State.timeMs
  return writeFields(table, load<u32>(table, form.EMIT), o)
}

/** Runs the table's emit ops from `op` on. */
export function writeFields(table: usize, op: usize, o: usize): usize {
  const end: usize = load<u32>(table, form.EMIT_END)
  while (op != end) {
    const kind = load<u32>(op, form.EMIT_CODE)
    const slot: usize = load<u32>(op, form.EMIT_SLOT)
    if (kind != code.WRITE_IF_PRESENT || load<u32>(slot, form.SLOT_STATE) != form.ABSENT) {
      o = writeLead(op, o)
      const before = o
      o = writeValue(table, op, kind, slot, o)
      if (load<u32>(op, form.IS_KEY) != 0) keepKey(before, o)
    }
    op = load<u32>(op, form.NEXT_EMIT)
  }
  return o
}

// @ts-ignore: decorator
@inline
function writeLead(op: usize, o: usize): usize {
  const bytes: usize = load<u32>(op, form.LEAD_BYTES)
  v128.store(o, v128.load(op, form.LEAD))
  v128.store(o, v128.load(op, form.LEAD + 16), 16)
  if (bytes > 32) copyRest(op + form.LEAD + 32, bytes - 32, o + 32)
  return o + bytes
}

// @ts-ignore: decorator
@inline
function writeValue(table: usize, op: usize, kind: u32, slot: usize, o: usize): usize {
  switch (kind) {
    case code.WRITE_NOTHING:
      return o
    case code.WRITE_NUMBER:
      return writeNumber(slot, o, NULL, 4)
    case code.WRITE_SIZE:
      return writeNumber(slot, o, 0x30, 1)
    case code.WRITE_TIME:
      v128.store(o, v128.load(State.time))
      v128.store(o, v128.load(State.time, 16), 16)
      v128.store(o, v128.load(State.time, 32), 32)
      v128.store(o, v128.load(State.time, 48), 48)
      return o + State.timeBytes
    case code.WRITE_SCALED:
      return writeScaled(slot, load<u32>(op, form.SHIFT), o)
    case code.WRITE_NUMBER_OR_TEXT:
      return isNumber(slot) ? writeNumber(slot, o, NULL, 4) : writeText(table, slot, o)
    case code.WRITE_LIST:
      if (isList(slot)) return writeItems(load<u32>(slot, form.SLOT_START), load<u32>(slot, form.SLOT_END), o)
      return isNumber(slot) ? writeNumber(slot, o, NULL, 4) : writeText(table, slot, o)
    default:
      return writeText(table, slot, o)
  }
}

// @ts-ignore: decorator
@inline
function writeText(table: usize, slot: usize, o: usize): usize {
  const state = load<u32>(slot, form.SLOT_STATE)
  const start: usize = load<u32>(slot, form.SLOT_START)
  const end: usize = load<u32>(slot, form.SLOT_END)
  store<u8>(o, QUOTE)
  if (state == form.CAREFUL) {
    o = writeEscaped(table, start, end, o + 1)
    store<u8>(o, QUOTE)
    return o + 1
  }
  // ABSENT is 0 quotes around `null`, PLAIN is one on either side.
  o = copy(start, end - start, o + state)
  store<u8>(o, QUOTE)
  return o + state
}

/** Copies bytes that stand in JSON as they are; up to 64 more are overwritten. */
// @ts-ignore: decorator
@inline
export function copy(from: usize, bytes: usize, o: usize): usize {
  copy64(from, o)
  if (bytes > 64) copyRest(from + 64, bytes - 64, o + 64)
  return o + bytes
}

/** Apart, because V8 looks at the stack's end at the head of every loop, whether it runs or not. */
function copyRest(from: usize, bytes: usize, o: usize): void {
  for (let i: usize = 0; i < bytes; i += 64) copy64(from + i, o + i)
}

// @ts-ignore: decorator
@inline
function copy64(from: usize, o: usize): void {
  v128.store(o, v128.load(from))
  v128.store(o, v128.load(from, 16), 16)
  v128.store(o, v128.load(from, 32), 32)
  v128.store(o, v128.load(from, 48), 48)
}

/**
 * Text with escapes of the server's. What they stand for is laid where the field's JSON cannot have come to before it has
 * read it: of n bytes come at most 6 n, and they are read from 5 n on.
 */
export function writeEscaped(table: usize, start: usize, end: usize, o: usize): usize {
  const plain = o + 5 * (end - start) + 32
  const plainEnd = undoEscapes(table, start, end, plain)
  return writeJsonText(plain, plainEnd, o)
}

/** Leading zeros are no JSON; nginx writes a status of 000 for a client that left at once. */
// @ts-ignore: decorator
@inline
function writeNumber(slot: usize, o: usize, absent: u32, absentBytes: usize): usize {
  if (load<u32>(slot, form.SLOT_STATE) == form.ABSENT) {
    store<u32>(o, absent)
    return o + absentBytes
  }
  let start: usize = load<u32>(slot, form.SLOT_START)
  const end: usize = load<u32>(slot, form.SLOT_END)
  while (start + 1 < end && load<u8>(start) == 0x30 && isDigit(load<u8>(start, 1))) start++
  v128.store(o, v128.load(start))
  if (end - start > 16) copyRest(start + 16, end - start - 16, o + 16)
  return o + (end - start)
}

function isNumber(slot: usize): bool {
  if (load<u32>(slot, form.SLOT_STATE) != form.PLAIN) return false
  return isDecimal(load<u32>(slot, form.SLOT_START), load<u32>(slot, form.SLOT_END))
}

/** Quotes are left out, null is no key. */
function keepKey(before: usize, o: usize): void {
  const first = load<u8>(before)
  if (first == 0x6e) return
  const quote: usize = first == QUOTE ? 1 : 0
  Line.keyStart = before + quote
  Line.keyEnd = o - quote
}
