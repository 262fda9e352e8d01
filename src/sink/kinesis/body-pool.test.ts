import { describe, expect, it } from 'vitest'
import { BodyPool } from './body-pool.ts'

const KIB = 1024

describe('buffers of bodies', () => {
  it('are used again when they are long enough', () => {
    const pool = new BodyPool(1024 * KIB)
    const first = pool.take(100 * KIB)
    pool.giveBack(first)
    expect(pool.take(90 * KIB)).toBe(first)
    pool.giveBack(first)
    const longer = pool.take(200 * KIB)
    expect(longer).not.toBe(first)
    expect(longer.length).toBeGreaterThanOrEqual(200 * KIB)
  })

  it('are never lent twice', () => {
    const pool = new BodyPool(1024 * KIB)
    const one = pool.take(10)
    expect(pool.take(10)).not.toBe(one)
  })

  it('are kept up to a limit', () => {
    const pool = new BodyPool(128 * KIB)
    const buffers = Array.from({ length: 3 }, () => pool.take(64 * KIB))
    for (const buffer of buffers) pool.giveBack(buffer)
    const again = Array.from({ length: 3 }, () => pool.take(64 * KIB))
    expect(again.filter((buffer) => buffers.includes(buffer))).toHaveLength(2)
  })
})
