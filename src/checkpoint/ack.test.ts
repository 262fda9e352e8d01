import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Fate, inFlight, Ledger } from '../stats/ledger.ts'
import { type Ack, Watermark } from './ack.ts'

interface Line {
  readonly chunk: number
  readonly index: number
  /** Offset after it, in the file. */
  readonly end: number
}

const FATES: readonly Fate[] = ['delivered', 'dead', 'filtered']

/** A file of chunks of lines: sizes in bytes. */
const file = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }), {
  minLength: 1,
  maxLength: 12,
})

describe('Watermark', () => {
  it('never passes an unsettled line, and reaches the end when all are settled, in whatever order', () => {
    fc.assert(
      fc.property(file, fc.nat(1000), fc.infiniteStream(fc.nat()), (chunks, begin, order) => {
        const ledger = new Ledger()
        const account = ledger.file('app.log')
        let moves = 0
        const watermark = new Watermark(begin, ledger, account, () => moves++)
        const countedBelow = (settled: number): object => {
          const below = [...fates].filter(([end]) => end <= settled).map(([, fate]) => fate)
          const of = (fate: Fate): number => below.filter((one) => one === fate).length
          return { sent: of('delivered'), dead: of('dead'), filtered: of('filtered') }
        }
        const open: { ack: Ack; ends: Uint32Array }[] = []
        let offset = begin
        const uncut = chunks.map((sizes) => {
          const length = sizes.reduce((sum, size) => sum + size, 0)
          const ack = watermark.open(offset, length)
          let end = 0
          const ends = Uint32Array.from(sizes, (size) => {
            end += size
            return end
          })
          const one = { ack, ends, start: offset }
          offset += length
          return one
        })
        const waiting: Line[] = []
        /** Offset after each line, and what became of it. */
        const fates = new Map<number, Fate>()
        // Cuts and settles interleave at random; chunks are cut out of order too, as parallel parsers would.
        while (uncut.length > 0 || waiting.length > 0) {
          const choice = order.next().value % (uncut.length + waiting.length)
          if (choice < uncut.length) {
            const [one] = uncut.splice(choice, 1)
            one!.ack.cut(one!.ends, one!.ends.length)
            open.push(one!)
            for (const [index, end] of one!.ends.entries())
              waiting.push({ chunk: open.length - 1, index, end: one!.start + end })
          } else {
            const [line] = waiting.splice(choice - uncut.length, 1)
            const fate = FATES[order.next().value % FATES.length]!
            fates.set(line!.end, fate)
            open[line!.chunk]!.ack.settle(line!.index, fate)
          }
          const firstUncut = Math.min(Number.POSITIVE_INFINITY, ...uncut.map(({ start }) => start))
          for (const { end } of waiting) expect(watermark.settled).toBeLessThan(end)
          expect(watermark.settled).toBeLessThanOrEqual(firstUncut)
          expect(inFlight(account)).toBe(waiting.length)
          // Of the lines below the offset, and of no other.
          expect(watermark.lines).toEqual(countedBelow(watermark.settled))
        }
        expect(watermark.settled).toBe(offset)
        expect(watermark.idle).toBe(true)
        expect(moves).toBeGreaterThan(0)
        const lines = chunks.flat().length
        expect(account).toEqual({ read: lines, ...watermark.lines })
        expect(account.sent + account.dead + account.filtered).toBe(lines)
      }),
    )
  })

  it('covers the part of a line that was cut off', () => {
    const ledger = new Ledger()
    const watermark = new Watermark(0, ledger, ledger.file('a'))
    const ack = watermark.open(0, 5000)
    ack.cut(Uint32Array.of(100), 1)
    ack.settle(0, 'dead')
    expect(watermark.settled).toBe(5000)
    expect(ledger.total).toEqual({ read: 1, sent: 0, dead: 1, filtered: 0 })
  })

  it('counts all lines of an event with it, and passes it as a whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.nat()),
        (weights, order) => {
          const ledger = new Ledger()
          const account = ledger.file('a')
          const watermark = new Watermark(0, ledger, account)
          const ends = weights.map((_, i) => 10 * (i + 1))
          const ack = watermark.open(0, 10 * weights.length)
          ack.cut(Uint32Array.from(ends), ends.length, Uint32Array.from(weights))
          const all = weights.reduce((sum, weight) => sum + weight, 0)
          const left = [...weights.keys()]
          const fates = new Map<number, Fate>()
          const of = (fate: Fate, below: number): number =>
            [...fates].reduce((sum, [i, one]) => (one === fate && i < below ? sum + weights[i]! : sum), 0)
          while (left.length > 0) {
            const fate = FATES[order.next().value % FATES.length]!
            const some = left.splice(order.next().value % left.length, 1 + (order.next().value % 3))
            for (const one of some) fates.set(one, fate)
            if (some.length === 1) ack.settle(some[0]!, fate)
            else ack.settleMany(Uint32Array.from(some), some.length, fate)
            const settled = weights.findIndex((_, i) => !fates.has(i))
            const below = settled < 0 ? weights.length : settled
            expect(watermark.settled).toBe(10 * below)
            expect(watermark.lines).toEqual({
              sent: of('delivered', below),
              dead: of('dead', below),
              filtered: of('filtered', below),
            })
            expect(account.read).toBe(all)
            expect(account.sent).toBe(of('delivered', weights.length))
          }
          expect(inFlight(account)).toBe(0)
        },
      ),
    )
  })

  it('refuses a line that is not there, a line twice and a cut twice', () => {
    const ledger = new Ledger()
    const ack = new Watermark(0, ledger, ledger.file('a')).open(0, 10)
    expect(() => ack.settle(0, 'delivered')).toThrow('no line 0')
    ack.cut(Uint32Array.of(4, 10), 2)
    ack.settle(1, 'delivered')
    expect(() => ack.settle(1, 'delivered')).toThrow('settled before')
    expect(() => ack.settle(2, 'delivered')).toThrow('no line 2')
    expect(() => ack.cut(Uint32Array.of(10), 1)).toThrow('cut once')
  })

  it('walks over 200,000 chunks that waited for the first one without walking over them again and again', () => {
    const ledger = new Ledger()
    const watermark = new Watermark(0, ledger, ledger.file('a'))
    const acks = Array.from({ length: 200_000 }, (_, i) => watermark.open(i * 10, 10))
    const ends = Uint32Array.of(10)
    for (const ack of acks) ack.cut(ends, 1)
    const started = performance.now()
    for (const ack of acks.toReversed()) ack.settle(0, 'delivered')
    expect(performance.now() - started).toBeLessThan(5000)
    expect(watermark.settled).toBe(2_000_000)
  })

  it('leaves a chunk that is over to the garbage collector, whoever still holds one before it', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const ledger = new Ledger()
    const watermark = new Watermark(0, ledger, ledger.file('app.log'))
    const through = (start: number): Ack => {
      const ack = watermark.open(start, 10)
      ack.cut(Uint32Array.of(10), 1)
      return ack
    }
    const held = through(0)
    const second = new WeakRef(through(10))
    watermark.open(20, 10)
    held.settle(0, 'delivered')
    second.deref()!.settle(0, 'delivered')
    expect(watermark.settled).toBe(20)
    // What was looked at stays until the end of the turn (ECMA-262, KeptAlive).
    await new Promise(setImmediate)
    collect()
    expect(second.deref()).toBeUndefined()
    expect(() => held.settle(0, 'delivered')).toThrow('settled before')
  })
})
