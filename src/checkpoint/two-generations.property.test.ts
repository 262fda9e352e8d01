import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Crash, type Deed, deed, FaultyDisk } from '../../test/support/faulty-disk.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { Disk } from './disk.ts'
import { TwoGenerations } from './two-generations.ts'

function at(offset: number): Checkpoint {
  const place = { generation: '0123456789abcdef', name: '/log', path: '/log', offset, updated: offset }
  return { device: '1', inode: '7', truncations: 0, fingerprint: { length: 0, hash: '' }, ...place }
}

/** Saves offsets 1, 2, 3, … until a crash or `saves` are done. Returns the last that was said to be on the disk. */
async function saveOn(
  disk: FaultyDisk,
  saves: number,
  from = 0,
): Promise<{ finished: number; tried: number }> {
  const files = new TwoGenerations('', disk, () => {})
  let finished = from
  let tried = from
  while (tried < from + saves) {
    tried++
    try {
      await files.replace([at(tried)])
      finished = tried
    } catch (error) {
      if (error instanceof Crash) break
    }
  }
  return { finished, tried }
}

async function load(disk: Disk): Promise<{ offset: number; warnings: string[] }> {
  const warnings: string[] = []
  const [found] = await new TwoGenerations('', disk, (message) => warnings.push(message)).load()
  return { offset: found?.offset ?? 0, warnings }
}

it('has what was saved last, whatever fails and whenever the machine stops, without a warning', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { maxLength: 40 }),
      fc.nat(12),
      fc.boolean(),
      async (deeds, saves, links) => {
        const disk = new FaultyDisk(deeds, links)
        const { finished, tried } = await saveOn(disk, saves)
        const { offset, warnings } = await load(disk)
        expect(offset).toBeGreaterThanOrEqual(finished)
        expect(offset).toBeLessThanOrEqual(tried)
        // A process that begins after the crash goes on from there, and so does the one after it.
        const after = new FaultyDisk([], links)
        after.files = disk.files
        expect((await saveOn(after, 2, tried)).finished).toBe(tried + 2)
        expect(await load(after)).toEqual({ offset: tried + 2, warnings: [] })
        expect(warnings).toEqual([])
      },
    ),
    { numRuns: 500 },
  )
})

it.each([true, false])('stops at every single step of a write in turn (second names: %s)', async (links) => {
  const whole = new FaultyDisk([])
  await saveOn(whole, 3)
  expect(whole.steps).toBe(12)
  for (let step = 0; step < whole.steps; step++)
    for (const part of [0, 0.5, 1])
      for (const lost of [0, 1, 2]) {
        const works: Deed[] = Array.from({ length: step }, () => ({ kind: 'works' }))
        const disk = new FaultyDisk([...works, { kind: 'crashes', part, lost }], links)
        const { finished, tried } = await saveOn(disk, 3)
        const { offset, warnings } = await load(disk)
        expect([step, part, lost, offset >= finished && offset <= tried, warnings]).toEqual([
          ...[step, part, lost, true],
          [],
        ])
      }
})

/** What may have become of a file: cut, a byte changed, emptied, zeros, another program's. */
const spoil: fc.Arbitrary<(content: string) => string> = fc.oneof(
  fc.nat(1000).map((cut) => (content: string) => content.slice(0, cut % content.length)),
  fc.tuple(fc.nat(1000), fc.string({ minLength: 1, maxLength: 1 })).map(([at, by]) => (content: string) => {
    const i = at % content.length
    return content.slice(0, i) + by + content.slice(i + 1)
  }),
  fc.constant(() => ''),
  fc.constant((content: string) => '\0'.repeat(content.length)),
  fc.string().map((other) => () => other),
  fc.nat(1000).map((at) => (content: string) => content + content.slice(at % content.length)),
)

it('falls back to the generation before when the newer one was spoilt in whatever way, and to nothing when both were', async () => {
  await fc.assert(
    fc.asyncProperty(spoil, fc.option(spoil, { nil: undefined }), async (newer, older) => {
      const disk = new FaultyDisk([])
      await saveOn(disk, 5)
      const names = ['checkpoint.json', 'checkpoint.previous.json']
      const whole = names.map((name) => disk.files.get(name)!)
      disk.files.set(names[0]!, newer(whole[0]!))
      if (older !== undefined) disk.files.set(names[1]!, older(whole[1]!))
      const isWhole = names.map((name, i) => disk.files.get(name) === whole[i])
      const { offset, warnings } = await load(disk)
      expect(offset).toBe(isWhole[0] ? 5 : isWhole[1] ? 4 : 0)
      expect(warnings).toHaveLength(isWhole[0] ? 0 : isWhole[1] ? 1 : 2)
      // Nothing of it stands in the way of the next.
      await saveOn(disk, 1, 5)
      expect(await load(disk)).toEqual({ offset: 6, warnings: [] })
    }),
    { numRuns: 500 },
  )
})
