import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, type Slab } from './memory.ts'

const MIB = 1024 ** 2

describe('the arena', () => {
  it('never hands out a byte twice, and is whole again when all is given back', () => {
    const deeds = fc.array(
      fc.record({ take: fc.boolean(), bytes: fc.integer({ min: 1, max: 20 * MIB }), which: fc.nat() }),
      {
        maxLength: 80,
      },
    )
    fc.assert(
      fc.property(deeds, (all) => {
        const arena = new Arena(16 * MIB, 64 * MIB)
        const held: Slab[] = []
        for (const { take, bytes, which } of all) {
          if (take) {
            const slab = arena.take(bytes)
            if (slab === undefined) continue
            expect(slab.bytes).toBeGreaterThanOrEqual(bytes)
            expect(slab.at % 4096).toBe(0)
            expect(slab.at).toBeGreaterThanOrEqual(16 * MIB)
            expect(slab.at + slab.bytes).toBeLessThanOrEqual(80 * MIB)
            for (const other of held)
              expect(slab.at >= other.at + other.bytes || other.at >= slab.at + slab.bytes).toBe(true)
            held.push(slab)
          } else if (held.length > 0) arena.giveBack(held.splice(which % held.length, 1)[0]!)
          expect(arena.used).toBe(held.reduce((sum, slab) => sum + slab.bytes, 0))
        }
        for (const slab of held) arena.giveBack(slab)
        const whole = Array.from({ length: 4 }, () => arena.take(16 * MIB))
        expect(whole.every((slab) => slab !== undefined)).toBe(true)
        expect(arena.take(1)).toBeUndefined()
      }),
    )
  })

  it('refuses a slab that is given back twice, and one that is too large', () => {
    const arena = new Arena(0, 16 * MIB)
    const slab = arena.take(5000)!
    arena.giveBack(slab)
    expect(() => arena.giveBack(slab)).toThrow('once')
    expect(arena.take(17 * MIB)).toBeUndefined()
  })
})
