import { describe, expect, it } from 'vitest'
import { openKernel } from '../../kernel/kernel.ts'
import { BufferPool } from './buffers.ts'

const SIZE = 256 * 1024

describe('buffers between reading and parsing', () => {
  it('lie in kernel memory, go round, and are given back at the end, those that were out too', () => {
    const kernel = openKernel()!
    const before = kernel.arena.used
    const pool = new BufferPool(SIZE, 2)
    const out = Array.from({ length: 4 }, () => pool.take(SIZE))
    expect(out.every((buffer) => kernel.holds(buffer) && buffer.length === SIZE)).toBe(true)
    expect(new Set(out.map((buffer) => buffer.byteOffset)).size).toBe(4)
    const [first, ...others] = out
    pool.release(first!)
    expect(pool.take(SIZE)).toBe(first)
    for (const buffer of others) pool.release(buffer)
    pool.close()
    pool.release(first!)
    expect(kernel.arena.used).toBe(before)
  })

  it('are ordinary memory for small reads, and when the arena is full', () => {
    const kernel = openKernel()!
    const pool = new BufferPool(SIZE)
    expect(kernel.holds(pool.take(100))).toBe(false)
    const slabs = []
    for (let slab = kernel.arena.take(2 ** 24); slab; slab = kernel.arena.take(2 ** 24)) slabs.push(slab)
    for (let slab = kernel.arena.take(SIZE); slab; slab = kernel.arena.take(SIZE)) slabs.push(slab)
    const buffer = pool.take(SIZE)
    expect(kernel.holds(buffer)).toBe(false)
    expect(buffer).toHaveLength(SIZE)
    for (const slab of slabs) kernel.arena.giveBack(slab)
    pool.release(buffer)
    expect(pool.take(SIZE)).toBe(buffer)
    pool.close()
  })
})
