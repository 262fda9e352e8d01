import { describe, expect, it } from 'vitest'
import { openKernel } from './kernel.ts'

describe('the kernel', () => {
  it('is built, and one for the thread', () => {
    expect(openKernel()).not.toBeNull()
    expect(openKernel()).toBe(openKernel())
  })

  it('finds the ends of lines, wherever they lie', () => {
    const kernel = openKernel()!
    const slab = kernel.arena.take(4096)!
    kernel.bytes.fill(0x61, slab.at, slab.at + slab.bytes)
    for (const at of [0, 1, 15, 16, 31, 32, 63, 64, 100]) {
      kernel.bytes[slab.at + at] = 0x0a
      expect(kernel.run.lineEnd(slab.at, slab.at + 101)).toBe(slab.at + at)
      expect(kernel.run.lineEnd(slab.at, slab.at + at)).toBe(slab.at + at)
      kernel.bytes[slab.at + at] = 0x61
    }
    kernel.arena.giveBack(slab)
  })

  it('keeps tables apart', () => {
    const kernel = openKernel()!
    const [a, b] = [kernel.reserve(100), kernel.reserve(10)]
    expect(a % 64).toBe(0)
    expect(b).toBeGreaterThanOrEqual(a + 100)
  })
})
