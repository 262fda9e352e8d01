import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lineage, type ShardInfo } from './lineage.ts'
import { LATEST, TRIM_HORIZON } from './position.ts'

const shard = (id: string, parents: string[] = [], closed = false): ShardInfo => ({ id, parents, closed })
const ids = (lineage: Lineage): string[] => lineage.ready().map((start) => start.shardId)

describe('which shards to read, and when', () => {
  it('begins with the oldest, and goes on with the children of what was read', () => {
    const lineage = new Lineage(TRIM_HORIZON)
    lineage.begin([shard('a', [], true), shard('b', ['a']), shard('c', ['a'], true), shard('d', ['c', 'x'])])
    expect(ids(lineage)).toEqual(['a'])
    expect(ids(lineage)).toEqual([])
    lineage.done('a')
    expect(ids(lineage)).toEqual(['b', 'c'])
    lineage.done('c')
    // x was trimmed from the stream: nobody waits for it.
    expect(ids(lineage)).toEqual(['d'])
  })

  it('waits for both parents of a merge, in either order', () => {
    for (const [first, second] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const lineage = new Lineage(TRIM_HORIZON)
      lineage.begin([shard('a'), shard('b')])
      ids(lineage)
      lineage.learn([shard('m', ['a', 'b'])])
      lineage.done(first)
      expect(ids(lineage)).toEqual([])
      lineage.done(second)
      expect(ids(lineage)).toEqual(['m'])
    }
  })

  it('from the latest: open shards there, later children from their beginning', () => {
    const lineage = new Lineage(LATEST)
    lineage.begin([shard('a', [], true), shard('b', ['a']), shard('c', ['a'])])
    expect(lineage.ready()).toEqual([
      { shardId: 'b', position: LATEST },
      { shardId: 'c', position: LATEST },
    ])
    lineage.learn([shard('b', ['a']), shard('d', ['b'])])
    lineage.done('b')
    expect(lineage.ready()).toEqual([{ shardId: 'd', position: TRIM_HORIZON }])
  })

  it('one shard alone: no other, no children', () => {
    const lineage = new Lineage(LATEST, 'b')
    lineage.begin([shard('a', [], true), shard('b', ['a'], true)])
    expect(ids(lineage)).toEqual(['b'])
    lineage.learn([shard('c', ['b'])])
    lineage.done('b')
    expect(ids(lineage)).toEqual([])
  })

  it('reads every shard of any family once, never before its parents', () => {
    // Each step splits one open shard or merges two; then shards end in any order of those being read.
    const steps = fc.array(fc.tuple(fc.boolean(), fc.nat(), fc.nat()), { maxLength: 30, size: 'max' })
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { minLength: 100, maxLength: 100 }), (family, turns) => {
        const all = new Map<string, { id: string; parents: string[]; closed: boolean }>()
        const add = (parents: string[]): void => {
          const id = `s${all.size}`
          all.set(id, { id, parents, closed: false })
        }
        add([])
        add([])
        for (const [split, i, j] of family) {
          const open = [...all.values()].filter((one) => !one.closed)
          const one = open[i % open.length]!
          const other = open[j % open.length]!
          if (split || one === other) {
            one.closed = true
            add([one.id])
            add([one.id])
          } else {
            one.closed = true
            other.closed = true
            add([one.id, other.id])
          }
        }
        const lineage = new Lineage(TRIM_HORIZON)
        lineage.begin([...all.values()])
        const done = new Set<string>()
        let reading: string[] = []
        for (const turn of turns) {
          const started = ids(lineage)
          for (const id of started)
            expect(all.get(id)!.parents.every((parent) => done.has(parent))).toBe(true)
          reading.push(...started)
          const ended = reading[turn % Math.max(1, reading.length)]
          if (ended === undefined) break
          reading = reading.filter((id) => id !== ended)
          expect(done.has(ended)).toBe(false)
          done.add(ended)
          lineage.done(ended)
        }
        expect(done.size).toBe(all.size)
      }),
    )
  })
})
