import { ABSENT, PLAIN, SLOT, SLOT_END, SLOT_START, SLOT_STATE } from './form'

/** Keeps a value; `-` alone is what servers write for none. */
// @ts-ignore: decorator
@inline
export function keep(slot: usize, start: usize, end: usize, state: u32): void {
  keepAny(slot, start, end, end - start == 1 && load<u8>(start) == 0x2d ? ABSENT : state)
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
  store<u32>(slot, ABSENT, SLOT_STATE)
}

/** The first slot of an op. */
// @ts-ignore: decorator
@inline
export function slotOf(op: usize): usize {
  return load<u32>(op, SLOT)
}
