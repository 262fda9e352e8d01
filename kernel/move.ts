import { at16 } from './bytes'

/** Copies `length` bytes in whole blocks: up to 31 bytes of nonsense behind them. The two must not overlap. */
// @ts-ignore: decorator
@inline
export function copy(to: usize, from: usize, length: usize): void {
  for (let k: usize = 0; k < length; k += 32) {
    const a = at16(from + k)
    const b = at16(from + k + 16)
    v128.store(to + k, a)
    v128.store(to + k, b, 16)
  }
}

/** Copies `length` bytes, at least 8, and nothing behind them: the last block overlaps the one before it. */
export function copyAll(to: usize, from: usize, length: usize): void {
  if (length < 16) {
    const end = load<u64>(from + length - 8)
    store<u64>(to, load<u64>(from))
    store<u64>(to + length - 8, end)
    return
  }
  for (let k: usize = 0; k < length - 16; k += 16) v128.store(to + k, at16(from + k))
  v128.store(to + length - 16, at16(from + length - 16))
}

/** Moves the bytes of `[from, end)` to `to`, which may overlap; up to 15 bytes of nonsense behind them. */
export function move(to: usize, from: usize, end: usize): void {
  if (to <= from) {
    for (let k: usize = 0; from + k < end; k += 16) v128.store(to + k, at16(from + k))
    return
  }
  // From behind. The first bytes are taken before anything is written over them.
  const first = at16(from)
  let p = end
  while (p >= from + 16) {
    p -= 16
    v128.store(to + (p - from), at16(p))
  }
  v128.store(to, first)
}
