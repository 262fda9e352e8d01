import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../test/support/folder.ts'
import { type Deed, type Life, LogWorld, MAX_LINE } from '../../../test/support/log-world.ts'
import type { EventRules, LineJoiner } from '../events.ts'

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

/** Some lines belong to the event before, told by their number; some end theirs. Lines that are no more than a number's first digits tell nothing. */
class NumberJoiner implements LineJoiner {
  closed = false

  begin(bytes: Uint8Array, from: number, to: number): void {
    this.closed = numberOf(bytes, from, to) % 7 === 0
  }

  joins(bytes: Uint8Array, from: number, to: number): boolean {
    const number = numberOf(bytes, from, to)
    this.closed = number % 7 === 0
    return number % 3 !== 0
  }
}

function numberOf(bytes: Uint8Array, from: number, to: number): number {
  return Number.parseInt(Buffer.from(bytes.subarray(from, to)).toString(), 10) || 0
}

it(
  'random deeds: every line, in order, under one generation and offset, and twice only after a crash',
  () => randomDeeds(undefined, check),
  3_000_000,
)

it(
  'the same where lines are joined, and an event has the same lines however often it is read',
  () =>
    randomDeeds({ joiner: new NumberJoiner(), flushMs: 8, maxLines: 3 }, (world) => {
      check(world)
      checkEvents(world)
    }),
  3_000_000,
)

async function randomDeeds(events: EventRules | undefined, verify: (world: LogWorld) => void): Promise<void> {
  const root = temporaryFolder()
  let round = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(deed, { minLength: 3, maxLength: 24 }),
      fc.constantFrom(16, 100, 4096),
      fc.boolean(),
      async (deeds, chunkBytes, pattern) => {
        const world = new LogWorld(join(root, String(round++)), chunkBytes, pattern, events)
        try {
          await world.start()
          for (const one of deeds) await world.do(one)
          await world.finish()
          verify(world)
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
}

/** An event that was ended is never read again as a longer one under the same id: a reader would drop the lines that came later. */
function checkEvents(world: LogWorld): void {
  const events = new Map<string, number>()
  for (const [i, { from }] of world.runs.entries()) {
    for (const { generation, event } of world.seen.slice(from, world.runs[i + 1]?.from)) {
      const key = `${generation}:${event.offset}`
      const known = events.get(key) ?? event.lines
      expect(event.lines, `lines of the event ${key}`).toBeLessThanOrEqual(known)
      events.set(key, event.lines)
    }
  }
}

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
