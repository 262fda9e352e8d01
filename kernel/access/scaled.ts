import { ABSENT, SLOT_END, SLOT_START, SLOT_STATE } from './form'

const ZERO: u8 = 0x30

/** WRITE_SCALED: moves the decimal point left by `shift` digits without arithmetic; zeros at either end are left out. */
export function writeScaled(slot: usize, shift: u32, o: usize): usize {
  if (load<u32>(slot, SLOT_STATE) == ABSENT) {
    store<u32>(o, 0x6c6c756e)
    return o + 4
  }
  const start: usize = load<u32>(slot, SLOT_START)
  const end: usize = load<u32>(slot, SLOT_END)
  let point = start
  while (point < end && load<u8>(point) != 0x2e) point++
  const whole = point - start
  let i = start
  if (whole <= shift) store<u8>(o++, ZERO)
  else {
    const last = point - shift
    while (i + 1 < last && load<u8>(i) == ZERO) i++
    while (i < last) store<u8>(o++, load<u8>(i++))
  }
  const first = o
  store<u8>(o++, 0x2e)
  for (let zeros: usize = whole; zeros < shift; zeros++) store<u8>(o++, ZERO)
  for (; i < end; i++) if (i != point) store<u8>(o++, load<u8>(i))
  while (o > first + 1 && load<u8>(o - 1) == ZERO) o--
  return o == first + 1 ? first : o
}
