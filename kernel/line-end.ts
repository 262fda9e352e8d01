/** Where the next LF or NUL lies: there is an LF. */
// @ts-ignore: decorator
@inline
export function lineEndOrNul(p: usize): usize {
  const lf = i8x16.splat(0x0a)
  const nul = i8x16.splat(0)
  let low: u32 = 0
  let high: u32 = 0
  while (true) {
    const a = v128.load(p)
    const b = v128.load(p, 16)
    const c = v128.load(p, 32)
    const d = v128.load(p, 48)
    const least = i8x16.min_u(i8x16.min_u(a, b), i8x16.min_u(c, d))
    // A tab passes here too, which costs a look.
    if (v128.any_true(i8x16.le_u(least, lf))) {
      const x = v128.or(i8x16.eq(a, lf), i8x16.eq(a, nul))
      const y = v128.or(i8x16.eq(b, lf), i8x16.eq(b, nul))
      const z = v128.or(i8x16.eq(c, lf), i8x16.eq(c, nul))
      const w = v128.or(i8x16.eq(d, lf), i8x16.eq(d, nul))
      low = <u32>i8x16.bitmask(x) | (<u32>i8x16.bitmask(y) << 16)
      high = <u32>i8x16.bitmask(z) | (<u32>i8x16.bitmask(w) << 16)
      if ((low | high) != 0) break
    }
    p += 64
  }
  return p + <usize>ctz(<u64>low | (<u64>high << 32))
}
