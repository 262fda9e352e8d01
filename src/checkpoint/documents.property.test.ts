import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Crash, type Deed, deed, FaultyDisk } from '../../test/support/faulty-disk.ts'
import type { Checkpoint } from './checkpoint.ts'
import { Documents } from './documents.ts'

const FILES = ['7', '8']

/** The n-th state: two files, which never say the same but in one state. */
function state(n: number): Checkpoint[] {
  const place = { generation: '0123456789abcdef', name: '/log', path: '/log', offset: n, updated: n }
  const fingerprint = { length: 0, hash: '' }
  return FILES.map((inode) => ({ device: '1', inode, truncations: 0, fingerprint, ...place }))
}

interface Outcome {
  /** The last state that was saved. */
  saved: number
  /** The last that is said to be saved or in the spare place: what a killed process leaves. */
  safe: number
  tried: number
}

/** One process: loads, and hands over state after state until it is killed or all are. */
async function run(disk: FaultyDisk, from: Outcome, saves: number): Promise<Outcome> {
  const outcome = { ...from }
  try {
    const documents = new Documents('', disk, () => {})
    const loaded = await loadedBy(documents)
    expect(loaded).toBeGreaterThanOrEqual(outcome.safe)
    expect(loaded).toBeLessThanOrEqual(outcome.tried)
    // What it found is what it knows: an older process's later states are nobody's any more.
    outcome.safe = loaded
    outcome.saved = Math.min(outcome.saved, loaded)
    await documents.reserve()
    for (let i = 0; i < saves; i++) {
      const next = ++outcome.tried
      try {
        await documents.replace(state(next))
        outcome.safe = next
        outcome.saved = next
      } catch (error) {
        if (error instanceof Crash) throw error
        if (await documents.keep(state(next))) outcome.safe = next
        // `keep` takes a crash for a failure, as it does everything: nothing happens behind it.
        if (disk.crashed) throw new Crash()
      }
    }
  } catch (error) {
    if (!(error instanceof Crash)) throw error
    // The machine stopped, and renames that no folder was flushed after are undone: what was saved is left.
    if (disk.lostRenames) outcome.safe = outcome.saved
  }
  return outcome
}

async function loadedBy(documents: Documents): Promise<number> {
  const found = await documents.load()
  const offsets = new Set(found.map(({ offset }) => offset))
  // A whole state, or nothing at all: never a mixture.
  expect(offsets.size).toBeLessThanOrEqual(1)
  expect([0, FILES.length]).toContain(found.length)
  return found[0]?.offset ?? 0
}

const full: fc.Arbitrary<Deed> = fc.record({ kind: fc.constant('fills' as const), for: fc.nat(30) })
const process = fc.tuple(
  fc.array(fc.oneof({ weight: 8, arbitrary: deed }, { weight: 2, arbitrary: full }), { maxLength: 30 }),
  fc.nat(10),
)

it('has at every start the last state that was saved or kept, whatever fails, fills the disk or kills', async () => {
  let kept = 0
  await fc.assert(
    fc.asyncProperty(fc.array(process, { maxLength: 5 }), async (processes) => {
      let files = new Map<string, string>()
      let outcome: Outcome = { saved: 0, safe: 0, tried: 0 }
      for (const [deeds, saves] of [...processes, [[], 0] as const]) {
        const disk = new FaultyDisk(deeds)
        disk.files = files
        outcome = await run(disk, outcome, saves)
        files = disk.files
        kept += [...files.values()].filter((content) => content.startsWith('kinetail-spare')).length
      }
    }),
    { numRuns: 200 },
  )
  // It was no idle promise: halves were in use.
  expect(kept).toBeGreaterThan(0)
})

it('a full disk keeps every state, over kills, and what is saved afterwards holds', async () => {
  const disk = new FaultyDisk([])
  const first = await run(disk, { saved: 0, safe: 0, tried: 0 }, 2)
  disk.full = 1000
  const second = await run(disk, first, 5)
  expect(second).toEqual({ saved: 2, safe: 7, tried: 7 })
  const third = await run(disk, second, 4)
  expect(third).toEqual({ saved: 2, safe: 11, tried: 11 })
  disk.full = 0
  expect(await run(disk, third, 1)).toEqual({ saved: 12, safe: 12, tried: 12 })
  expect(await loadedBy(new Documents('', disk, () => {}))).toBe(12)
})

it('a half torn at any byte leaves the one before', async () => {
  const disk = new FaultyDisk([])
  const first = await run(disk, { saved: 0, safe: 0, tried: 0 }, 2)
  disk.full = 1000
  await run(disk, first, 2)
  const whole = disk.files.get('checkpoint.spare')!
  const half = whole.length / 2
  // The second one written is the newer one, and is in the second half.
  const length = whole.slice(half).indexOf('\0')
  expect(await loadedBy(new Documents('', disk, () => {}))).toBe(4)
  for (let cut = 0; cut < length; cut++) {
    disk.files.set('checkpoint.spare', whole.slice(0, half + cut) + '\0'.repeat(half - cut))
    expect(await loadedBy(new Documents('', disk, () => {}))).toBe(3)
  }
})
