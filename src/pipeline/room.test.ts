import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Room } from './room.ts'

describe('room for so much', () => {
  it('is never overdrawn but by one that is larger than all of it, and nobody is passed over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 40 }), async (wanted) => {
        const room = new Room(100)
        const inside: number[] = []
        const entered: number[] = []
        wanted.forEach((one, i) => {
          void room.take(one).then(() => {
            inside.push(one)
            entered.push(i)
          })
        })
        while (entered.length < wanted.length) {
          await Promise.resolve()
          const sum = inside.reduce((total, one) => total + one, 0)
          expect(sum <= 100 || inside.length === 1).toBe(true)
          const leaving = inside.shift()
          if (leaving !== undefined) room.giveBack(leaving)
        }
        expect(entered).toEqual(wanted.map((_, i) => i))
      }),
    )
  })
})
