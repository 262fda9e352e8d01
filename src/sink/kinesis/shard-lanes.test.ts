import { describe, expect, it } from 'vitest'
import { evenRanges } from '../../testing/chaos-stream.ts'
import { ShardLanes } from './shard-lanes.ts'

describe('the lanes of shards', () => {
  it('are one for each shard, by name and range', () => {
    const ranges = evenRanges(3)
    const lanes = new ShardLanes(ranges)
    expect(lanes.names).toEqual(ranges.map(({ id }) => id))
    expect(lanes.spans).toEqual(ranges.map(({ start, end }) => `${start}-${end}`))
  })

  it('are others when their number for each shard changes, since keys are divided among them otherwise', () => {
    const [first] = evenRanges(3)
    const before = new ShardLanes(evenRanges(3), 2)
    const after = new ShardLanes([first!, ...evenRanges(2, 7).slice(1)], 3)
    expect(after.names.slice(0, 3)).toEqual([first!.id, first!.id, first!.id])
    expect(after.spans.filter((span) => before.spans.includes(span))).toEqual([])
  })
})
