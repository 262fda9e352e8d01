import { describe, expect, it } from 'vitest'
import { Watermark } from './watermark.ts'

const NEVER = Number.POSITIVE_INFINITY

describe('the watermark', () => {
  it('is the least of what hosts and shards brought, less the lateness, and never goes back', () => {
    const watermark = new Watermark(10, NEVER)
    watermark.row('a', 'h1', 1_000, 2_000, 0)
    watermark.row('a', 'h2', 500, 2_000, 0)
    watermark.row('b', 'h1', 900, 2_000, 0)
    expect(watermark.advance()).toBe(490)
    expect(watermark.heldBy).toEqual({ shardId: 'a', host: 'h2' })
    watermark.row('a', 'h2', 2_000, 2_000, 0)
    expect(watermark.advance()).toBe(890)
    watermark.row('c', 'h9', 5, 2_000, 0)
    expect(watermark.advance()).toBe(890)
    watermark.row('c', 'h9', 1_500, 2_000, 0)
    watermark.row('c', 'h9', 3, 2_000, 0)
    expect(watermark.advance()).toBe(890)
  })

  it('waits for shards that nobody heard of, and for those with a backlog that brought nothing', () => {
    const watermark = new Watermark(0, NEVER)
    watermark.open('a')
    watermark.open('b')
    expect(watermark.advance()).toBeUndefined()
    watermark.row('a', 'h', 1_000, 1_000, 0)
    expect(watermark.advance()).toBeUndefined()
    expect(watermark.heldBy).toEqual({ shardId: 'b', host: '' })
    watermark.progress('b', 60_000, 0)
    expect(watermark.advance()).toBeUndefined()
    watermark.progress('b', 0, 0)
    expect(watermark.advance()).toBe(1_000)
  })

  it('does not wait for a host of which nothing came while the shard went on', () => {
    const watermark = new Watermark(0, 5_000)
    watermark.row('a', 'gone', 1_000, 1_000, 0)
    watermark.row('a', 'h', 6_000, 6_000, 0)
    expect(watermark.advance()).toBe(1_000)
    watermark.row('a', 'h', 6_001, 6_001, 0)
    expect(watermark.advance()).toBe(6_001)
  })

  it('does not wait for a shard without backlog of which nothing came for a while', () => {
    const watermark = new Watermark(0, 5_000)
    watermark.row('a', 'h', 100_000, 100_000, 0)
    watermark.row('b', 'h', 50_000, 50_000, 0)
    watermark.progress('b', 0, 5_000)
    expect(watermark.advance()).toBe(50_000)
    watermark.progress('b', 0, 5_001)
    expect(watermark.advance()).toBe(100_000)
    // With a backlog it is a reader that is slow, not a shard that is idle.
    const behind = new Watermark(0, 5_000)
    behind.row('a', 'h', 100_000, 100_000, 0)
    behind.row('b', 'h', 50_000, 50_000, 0)
    behind.progress('b', 90_000, 60_000)
    expect(behind.advance()).toBe(50_000)
  })

  it('goes on with the clock when all are idle, so that the last window ends', () => {
    const watermark = new Watermark(0, 5_000)
    watermark.row('a', 'h', 100_000, 100_000, 0)
    watermark.progress('a', 0, 5_000)
    expect(watermark.advance()).toBe(100_000)
    watermark.progress('a', 0, 25_000)
    expect(watermark.advance()).toBe(120_000)
  })

  it('takes no event for later than its arrival', () => {
    const watermark = new Watermark(0, NEVER)
    watermark.row('a', 'fast', 9_000_000_000_000, 1_000, 0)
    expect(watermark.advance()).toBe(1_000)
  })

  it('is held by a shard no longer that is at its end, and remembers how far it was', () => {
    const watermark = new Watermark(0, 5_000)
    watermark.row('a', 'h', 1_000, 1_000, 0)
    watermark.row('b', 'h', 2_000, 2_000, 0)
    watermark.finish('a')
    expect(watermark.advance()).toBe(2_000)
    watermark.finish('b')
    expect(watermark.advance()).toBe(2_000)
  })

  it('goes on after a restart where it was, and waits for what it knew', () => {
    const before = new Watermark(10, 5_000)
    before.row('a', 'h1', 1_000, 1_000, 0)
    before.row('b', 'h2', 3_000, 3_000, 0)
    expect(before.advance()).toBe(990)
    const after = new Watermark(10, 5_000, JSON.parse(JSON.stringify(before.state)))
    expect(after.value).toBe(990)
    after.row('a', 'h1', 2_000, 2_000, 0)
    expect(after.advance()).toBe(990)
    after.row('b', 'h3', 9_000, 3_500, 0)
    expect(after.advance()).toBe(1_990)
  })
})
