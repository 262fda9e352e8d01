import { ABSENT, NULL_TEXT, SLOT, SLOT_END, SLOT_START, SLOT_STATE } from './form'

/**
 * Keeps a value; `-` alone is what servers write for none. Without a branch: whether a visitor came from somewhere is
 * beyond any prediction.
 */
// @ts-ignore: decorator
@inline
export function keep(slot: usize, start: usize, end: usize, state: u32): void {
  const isNone = i32(end - start == 1) & i32(load<u8>(start) == 0x2d)
  store<u32>(slot, <u32>select(NULL_TEXT, start, isNone), SLOT_START)
  store<u32>(slot, <u32>select(NULL_TEXT + 4, end, isNone), SLOT_END)
  store<u32>(slot, select(ABSENT, state, isNone), SLOT_STATE)
}

// @ts-ignore: decorator
@inline
export function keepAny(slot: usize, start: usize, end: usize, state: u32): void {
  store<u32>(slot, <u32>start, SLOT_START)
  store<u32>(slot, <u32>end, SLOT_END)
  store<u32>(slot, state, SLOT_STATE)
}

// @ts-ignore: decorator
@inline
export function keepNothing(slot: usize): void {
  keepAny(slot, NULL_TEXT, NULL_TEXT + 4, ABSENT)
}

/** The first slot of an op. */
// @ts-ignore: decorator
@inline
export function slotOf(op: usize): usize {
  return load<u32>(op, SLOT)
}
