import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutEvents, type EventRules, type Events, type LineJoiner, longestLook } from './events.ts'

/** Lines that begin with a space belong to the event before; after a `!` nothing does. */
class SpaceJoiner implements LineJoiner {
  closed = false

  begin(bytes: Uint8Array, from: number, to: number): void {
    this.closed = bytes[to - 1] === 0x21 && to > from
  }

  joins(bytes: Uint8Array, from: number): boolean {
    return bytes[from] === 0x20
  }
}

const rules: EventRules = { joiner: new SpaceJoiner(), flushMs: 1000, maxLines: 4 }

interface Event {
  readonly text: string
  readonly lines: number
  readonly cut: boolean
}

/** What comes of bytes that arrive in pieces, as a reader of files goes about it: it looks again at what was not whole. */
function eventsOf(all: Uint8Array, cuts: readonly number[], maxBytes: number): Event[] {
  const events: Event[] = []
  let offset = 0
  const steps = [...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length]
  for (const [i, seen] of steps.entries()) {
    for (;;) {
      const bytes = all.subarray(offset, seen)
      const final = i === steps.length - 1
      const cut = cutEvents(bytes, rules, { maxBytes, final })
      if (cut.whole > 0) {
        events.push(...textsOf(bytes.subarray(0, cut.whole), cut.events, cut.limited))
        offset += cut.whole
        continue
      }
      if (!cut.overlong) break
      // A line over the limit is an event of its own, of which the beginning is kept.
      const end = bytes.indexOf(0x0a)
      if (end < 0 && !final) break
      const next = end < 0 ? bytes.length : end + 1
      events.push({ text: Buffer.from(bytes.subarray(0, maxBytes)).toString('latin1'), lines: 1, cut: true })
      offset += next
    }
  }
  return events
}

function textsOf(bytes: Uint8Array, events: Events | undefined, cut: boolean): Event[] {
  const text = Buffer.from(bytes).toString('latin1')
  if (events === undefined)
    return [...text.matchAll(/[^\n]*\n|[^\n]+$/g)].map(([line]) => ({ text: line, lines: 1, cut }))
  return [...events.ends].map((end, i) => ({
    text: text.slice(i === 0 ? 0 : events.ends[i - 1], end),
    lines: events.lines[i]!,
    cut,
  }))
}

const texts = fc
  .array(fc.constantFrom('a', ' b', '\n', 'cd!\n', ' efghij\n', '\r\n', 'x\n', ' \n'), { maxLength: 40 })
  .map((parts) => Buffer.from(parts.join('')))

test('wherever bytes are cut, the events are the same', () => {
  fc.assert(
    fc.property(
      texts,
      fc.array(fc.nat({ max: 160 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 24 }),
      (bytes, cuts, maxBytes) => {
        expect(eventsOf(bytes, cuts, maxBytes)).toEqual(eventsOf(bytes, [], maxBytes))
      },
    ),
    { numRuns: 2000 },
  )
})

test('no byte and no line is lost, and no event is over its limits', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 8, max: 40 }), (bytes, maxBytes) => {
      const events = eventsOf(bytes, [], maxBytes)
      const whole = bytes.toString('latin1')
      const long = whole.split('\n').some((line) => line.length > maxBytes)
      if (!long) expect(events.map(({ text }) => text).join('')).toBe(whole)
      expect(events.reduce((sum, { lines }) => sum + lines, 0)).toBe(
        whole.split('\n').length - Number(whole === '' || whole.endsWith('\n')),
      )
      for (const { text, lines } of events) {
        expect(text.replace(/\n$/, '').length).toBeLessThanOrEqual(maxBytes)
        expect(lines).toBeLessThanOrEqual(rules.maxLines)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what the longest look sees holds the end of an event, or a line over the limit', () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 24 }), (bytes, maxBytes) => {
      const look = longestLook(maxBytes)
      if (bytes.length < look) return
      const { whole, overlong } = cutEvents(bytes.subarray(0, look), rules, { maxBytes })
      expect(whole > 0 || overlong).toBe(true)
    }),
    { numRuns: 2000 },
  )
})

test('an event ends where it was ended before, whatever follows', () => {
  const bytes = Buffer.from('a\n b\n c\nd\n')
  const cut = cutEvents(bytes, rules, { maxBytes: 100, endsAt: (at) => at === 5 })
  expect(cut.events).toEqual({ ends: Uint32Array.of(5, 8), lines: Uint32Array.of(2, 1) })
  expect(cut.whole).toBe(8)
})

test('an event of too many lines is cut, told as cut, and goes on as another', () => {
  const bytes = Buffer.from('a\n b\n c\n d\n e\n f\nx\n')
  const first = cutEvents(bytes, rules, { maxBytes: 100, final: true })
  expect(first).toMatchObject({ whole: 11, limited: true })
  const second = cutEvents(bytes.subarray(11), rules, { maxBytes: 100, final: true })
  expect(second).toMatchObject({ whole: 8, limited: false })
  expect(second.events).toEqual({ ends: Uint32Array.of(6, 8), lines: Uint32Array.of(2, 1) })
})

test('lines that are events each are told as such: nothing is joined', () => {
  expect(cutEvents(Buffer.from('a\nb\nc\n'), rules, { maxBytes: 100 })).toEqual({
    whole: 4,
    limited: false,
    overlong: false,
    open: 6,
  })
})
