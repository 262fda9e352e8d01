import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fate, inFlight, Ledger } from '../stats/ledger.ts'
import { Watermark } from './ack.ts'
import { type Ahead, KnownAhead } from './ahead.ts'

const NAME = 'app.log'
const PRINT = { end: 0, length: 0, hash: '' }
const FATES: readonly Fate[] = ['delivered', 'dead', 'filtered']
const COLUMNS = { delivered: 'sent', dead: 'dead', filtered: 'filtered' } as const

/** One life of a process: how it cuts the file into chunks, how far it reads, and which lines it settles, in which order. */
const life = fc.record({
  cuts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 }),
  settles: fc.array(fc.tuple(fc.nat(), fc.nat(2)), { maxLength: 30 }),
  /** Chunks that were read and not parsed when it was killed. */
  uncut: fc.nat(2),
})

describe('what is settled ahead', () => {
  it('is exactly what comes back after any number of kills, however the file is cut then, and each line counts once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 40 }),
        fc.array(life, { minLength: 1, maxLength: 5 }),
        (sizes, lives) => {
          const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0))
          const length = starts.at(-1)! + sizes.at(-1)!
          /** What became of each line, in whichever life. */
          const fates = new Map<number, Fate>()
          let saved: { offset: number; lines: Watermark['lines']; ahead: Ahead } = {
            offset: 0,
            lines: { sent: 0, dead: 0, filtered: 0 },
            ahead: { from: 0, runs: [], print: PRINT },
          }
          const last = { cuts: [1000], settles: [], uncut: 0 }
          for (const { cuts, settles, uncut } of [...lives, last]) {
            const ledger = new Ledger()
            ledger.carry(NAME, saved.lines)
            const account = ledger.file(NAME)
            const known = new KnownAhead(saved.ahead, (lines) => ledger.carry(NAME, lines))
            const watermark = new Watermark(saved.offset, ledger, account, () => {}, saved.lines, known)
            const open: { line: number; settle: (fate: Fate) => void }[] = []
            let next = starts.indexOf(saved.offset)
            if (next < 0) next = sizes.length
            const chunks = cuts.flatMap((count) => {
              const lines = sizes.slice(next, next + count).map((_, i) => next + i)
              next += lines.length
              return lines.length > 0 ? [lines] : []
            })
            const acks = chunks.map((lines) => {
              const end = starts[lines.at(-1)!]! + sizes[lines.at(-1)!]!
              return { lines, ack: watermark.open(starts[lines[0]!]!, end - starts[lines[0]!]!) }
            })
            const read = acks.length - Math.min(uncut, acks.length - (lives.length === 0 ? 0 : 1))
            for (const { lines, ack } of acks.slice(0, Math.max(0, read))) {
              const from = starts[lines[0]!]!
              ack.cut(
                Uint32Array.from(lines, (line) => starts[line]! + sizes[line]! - from),
                lines.length,
              )
              for (const [i, line] of lines.entries()) {
                const code = ack.known?.[i] ?? 0
                expect(FATES[code - 1], `line ${line}`).toBe(fates.get(line))
                if (code === 0) open.push({ line, settle: (fate) => ack.settle(i, fate) })
              }
            }
            for (const [pick, fate] of settles) {
              const [one] = open.splice(pick % Math.max(1, open.length), 1)
              if (one === undefined) break
              one.settle(FATES[fate]!)
              fates.set(one.line, FATES[fate]!)
            }
            expect(inFlight(account)).toBe(open.length)
            if (cuts === last.cuts) for (const { settle } of open) settle('delivered')
            // Nothing that was settled is forgotten, and nothing else is taken for settled.
            const { from, pairs } = watermark.ahead()
            const ahead: Ahead = JSON.parse(JSON.stringify({ from, runs: pairs, print: PRINT }))
            expect(settledIn(ahead, starts, sizes)).toEqual(
              [...fates.keys()].filter((line) => starts[line]! >= watermark.settled).sort((a, b) => a - b),
            )
            saved = { offset: watermark.settled, lines: { ...watermark.lines }, ahead }
            if (cuts !== last.cuts) continue
            expect(watermark.settled).toBe(length)
            const counts = { sent: 0, dead: 0, filtered: 0 }
            for (let line = 0; line < sizes.length; line++) counts[COLUMNS[fates.get(line) ?? 'delivered']]++
            expect(ledger.lifetime).toEqual({ read: sizes.length, ...counts })
            expect(watermark.lines).toEqual(counts)
          }
        },
      ),
    )
  })

  it('is a run for each stretch, and as many lines as there is room for', () => {
    const ledger = new Ledger()
    const watermark = new Watermark(0, ledger, ledger.file(NAME))
    const ends = Uint32Array.from({ length: 20_000 }, (_, i) => 10 * (i + 1))
    const ack = watermark.open(0, 200_000)
    ack.cut(ends, 20_000)
    for (let line = 1; line < 101; line++) ack.settle(line, 'delivered')
    ack.settle(101, 'dead')
    expect(watermark.ahead().pairs).toEqual([10, 4 * 1000 + 1, 0, 4 * 10 + 2])
    for (let line = 103; line < 20_000; line += 2) ack.settle(line, 'delivered')
    const { pairs, end } = watermark.ahead()
    expect(pairs).toHaveLength(2 * 4096)
    // Two runs, and then every second line from 103 on.
    expect(end).toBe(10 * (103 + 2 * (4096 - 2 - 1) + 1))
  })

  it('does not hold for a line that has become longer or shorter since', () => {
    const ahead: Ahead = { from: 0, runs: [10, 4 * 10 + 1], print: PRINT }
    const found: object[] = []
    const known = new KnownAhead(ahead, (lines) => found.push(lines))
    expect(known.within(0, 30, Uint32Array.of(10, 21, 30), 3)).toBeUndefined()
    expect(known.within(0, 30, Uint32Array.of(9, 20, 30), 3)).toBeUndefined()
    expect(found).toEqual([])
    expect(known.within(0, 30, Uint32Array.of(10, 15, 30), 3)).toEqual(Uint8Array.of(0, 1, 0))
    expect(found).toEqual([{ sent: 1, dead: 0, filtered: 0 }])
  })
})

/** The lines that lie in runs. */
function settledIn(ahead: Ahead, starts: readonly number[], sizes: readonly number[]): number[] {
  const stretches: [number, number][] = []
  let at = ahead.from
  for (let i = 0; i < ahead.runs.length; i += 2) {
    const start = at + ahead.runs[i]!
    at = start + (ahead.runs[i + 1]! >> 2)
    stretches.push([start, at])
  }
  return starts.flatMap((start, line) =>
    stretches.some(([from, to]) => start >= from && start + sizes[line]! <= to) ? [line] : [],
  )
}
