import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { type Deed, type Life, LogWorld, MAX_LINE } from '../../../test/support/log-world.ts'

/** More of them by hand: `TAIL_RUNS=3000 npm test -- src/source/tail/tail.property`, `TAIL_SEED` repeats a run. */
const RUNS = Number(process.env['TAIL_RUNS'] ?? 60)
const SEED = process.env['TAIL_SEED']

const size = fc.integer({ min: 0, max: 90 })
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('lines' as const),
      sizes: fc.array(size, { minLength: 1, maxLength: 6 }),
      crlf: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('partial' as const, 'late' as const), size }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('copytruncate' as const), lost: fc.nat({ max: 2 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('compress' as const),
      halves: fc.boolean(),
      truncating: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('rename', 'dated', 'delete', 'deleteRotated', 'renameBack', 'truncate')
      .map((word) => ({ do: word }) as Deed),
  },
  {
    weight: 5,
    arbitrary: fc
      .constantFrom('pause', 'crash', 'stop', 'start', 'settle')
      .map((word) => ({ do: word }) as Deed),
  },
)

it('random deeds: every line, in order, under one generation and offset, and twice only after a crash', async () => {
  const root = temporaryFolder()
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 3, maxLength: 24 }),
      fc.constantFrom(16, 100, 4096),
      fc.boolean(),
      async (deeds, chunkBytes, pattern) => {
        const world = new LogWorld(join(root, String(round++)), chunkBytes, pattern)
        try {
          await world.start()
          for (const one of deeds) await world.do(one)
          await world.finish()
          check(world)
        } finally {
          await world.abandon()
        }
      },
    ),
    {
      numRuns: RUNS,
      ...(SEED === undefined ? {} : { seed: Number(SEED) }),
      interruptAfterTimeLimit: RUNS * 1500,
    },
  )
}, 3_000_000)

function check(world: LogWorld): void {
  const generations = new Map<string, Life>()
  for (const line of world.seen) {
    const life = world.lives.find((one) =>
      LogWorld.linesOf(one).some(
        (expected) =>
          expected.offset === line.offset &&
          (expected.text === line.text || (!line.ended && expected.text.startsWith(line.text))),
      ),
    )
    expect(life, `line ${JSON.stringify(line)} is in no file`).toBeDefined()
    expect(generations.get(line.generation) ?? life, 'one generation, one life of a file').toBe(life)
    generations.set(line.generation, life!)
    const expected = LogWorld.linesOf(life!).find(({ offset }) => offset === line.offset)!
    // A line whose end was truncated away is as long as what was seen of it, in the file or in its copy.
    const destroyed = life!.gone || life!.kept < life!.bytes.length
    const part = !line.ended && (destroyed || line.text.length < expected.text.length)
    if (part) expect(line.cutLine ?? 0).toBeLessThanOrEqual(expected.length)
    else expect(line.cutLine).toBe(expected.length > MAX_LINE ? expected.length : undefined)
  }
  expect(new Set(generations.values()).size, 'one life, one generation').toBe(generations.size)
  for (const [i, { from, disk }] of world.runs.entries()) {
    const run = world.seen.slice(from, world.runs[i + 1]?.from)
    const reached = new Map<string, number>()
    for (const { generation, offset } of run) {
      expect(offset, 'in order, none twice in a run').toBeGreaterThan(reached.get(generation) ?? -1)
      expect(offset, 'nothing below the checkpoint').toBeGreaterThanOrEqual(disk.get(generation) ?? 0)
      reached.set(generation, offset)
    }
  }
}
