import { SPACE } from '../bytes'
import { isDigit } from './classes'
import { PLAIN, SLOT_END, SLOT_START, SLOT_STATE } from './form'

const COMMA: u32 = 0x2c
const COLON: u32 = 0x3a
const QUOTE: u8 = 0x22
const NULL: u32 = 0x6c6c756e

/** WRITE_LIST: true when the slot holds more than one value, and no byte that needs an escape. */
export function isList(slot: usize): bool {
  if (load<u32>(slot, SLOT_STATE) != PLAIN) return false
  const end: usize = load<u32>(slot, SLOT_END)
  return itemEnd(load<u32>(slot, SLOT_START), end) < end
}

/** Writes the values of `[i, end)` as a JSON array: numbers, texts, and null for `-`. */
export function writeItems(i: usize, end: usize, o: usize): usize {
  let mark: u8 = 0x5b
  for (;;) {
    const to = itemEnd(i, end)
    const isNone = to - i == 1 && load<u8>(i) == 0x2d
    const isText = !isNone && !isDecimal(i, to)
    store<u8>(o++, mark)
    if (isText) store<u8>(o++, QUOTE)
    if (isNone) {
      store<u32>(o, NULL)
      o += 4
    } else {
      // JSON has no leading zeros.
      if (!isText) while (i + 1 < to && load<u8>(i) == 0x30 && isDigit(load<u8>(i, 1))) i++
      for (let k = i; k < to; k++) store<u8>(o++, load<u8>(k))
    }
    if (isText) store<u8>(o++, QUOTE)
    if (to >= end) break
    mark = <u8>COMMA
    i = to + (load<u8>(to) == COMMA ? 2 : 3)
  }
  store<u8>(o, 0x5d)
  return o + 1
}

/** Where the value at `i` ends: before `, ` or ` : `, or at `end`. */
function itemEnd(i: usize, end: usize): usize {
  for (; i < end; i++) {
    const byte = load<u8>(i)
    if (byte == COMMA && i + 1 < end && load<u8>(i, 1) == SPACE) return i
    if (byte == SPACE && i + 2 < end && load<u8>(i, 1) == COLON && load<u8>(i, 2) == SPACE) return i
  }
  return end
}

/** True for `12` and `12.5`. */
export function isDecimal(start: usize, end: usize): bool {
  let i = start
  while (i < end && isDigit(load<u8>(i))) i++
  if (i == start || i == end) return i > start
  if (load<u8>(i) != 0x2e || i + 1 == end) return false
  i++
  while (i < end && isDigit(load<u8>(i))) i++
  return i == end
}
