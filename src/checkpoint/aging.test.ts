import { describe, expect, it } from 'vitest'
import { Aging } from './aging.ts'
import type { Checkpoint } from './checkpoint.ts'

const DAY = 24 * 3_600_000
const NOW = 1000 * DAY

function checkpoint(more: Partial<Checkpoint>): Checkpoint {
  const fingerprint = { length: 0, hash: '' }
  const place = { generation: '', fingerprint, name: '/log', path: '/log', offset: 0, updated: 0 }
  return { device: '1', inode: '7', truncations: 0, ...place, ...more }
}

/** A clock that jumps, and one that does not. */
function clocks(): {
  aging: Aging
  pass: (ms: number) => void
  jump: (ms: number) => void
  now: () => number
} {
  let [wall, ran] = [NOW, 5]
  return {
    aging: new Aging(
      () => wall,
      () => ran,
    ),
    pass: (ms) => {
      wall += ms
      ran += ms
    },
    jump: (ms) => {
      wall += ms
    },
    now: () => wall,
  }
}

describe('while the process runs', () => {
  it.each([40 * DAY, -40 * DAY])('a jump of %d ms makes nothing older or younger', (by) => {
    const { aging, pass, jump, now } = clocks()
    const gone = checkpoint({ gone: NOW - 3 * DAY })
    const retired = checkpoint({ retired: true, updated: NOW - 4 * DAY })
    const live = checkpoint({ updated: NOW - DAY })
    pass(1000)
    jump(by)
    aging.look([gone, retired, live])
    expect(now() - gone.gone!).toBe(3 * DAY + 1000)
    expect(now() - retired.gone!).toBe(4 * DAY + 1000)
    expect(retired.updated).toBe(NOW - 4 * DAY)
    expect(live).toEqual(checkpoint({ updated: NOW - DAY }))
    aging.look([gone])
    expect(now() - gone.gone!).toBe(3 * DAY + 1000)
  })

  it('time that goes by counts, and so does a jump of less than a day', () => {
    const { aging, pass, jump } = clocks()
    const gone = checkpoint({ gone: NOW - DAY })
    pass(30 * DAY)
    aging.look([gone])
    jump(DAY)
    aging.look([gone])
    expect(gone.gone).toBe(NOW - DAY)
  })

  it('what was gone only after the jump is not gone since a time to come', () => {
    const { aging, jump, now } = clocks()
    jump(40 * DAY)
    const gone = checkpoint({ gone: now() - 10 })
    aging.look([gone])
    expect(gone.gone).toBe(now())
  })
})

describe('when a process begins', () => {
  it('40 days of standstill count as one', () => {
    const gone = checkpoint({ gone: NOW - 42 * DAY })
    const live = checkpoint({ updated: NOW - 41 * DAY, seen: NOW - 40 * DAY })
    expect(clocks().aging.open([gone, live])).toBe(true)
    expect(NOW - gone.gone!).toBe(3 * DAY)
    expect(live.seen).toBe(NOW - 40 * DAY)
  })

  it('a run a day lets everything age', () => {
    const gone = checkpoint({ gone: NOW - 6 * DAY })
    expect(clocks().aging.open([gone, checkpoint({ updated: NOW - DAY })])).toBe(false)
    expect(gone.gone).toBe(NOW - 6 * DAY)
  })

  it('a time to come is taken for now', () => {
    const gone = checkpoint({ gone: NOW + 6 * DAY })
    expect(clocks().aging.open([gone])).toBe(true)
    expect(gone.gone).toBe(NOW)
  })
})
