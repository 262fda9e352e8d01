import { at16 } from './bytes'

/** Copies `length` bytes, any number of whole blocks: up to 31 bytes of nonsense behind them. The two must not overlap. */
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
