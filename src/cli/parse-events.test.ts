import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventRules } from '../format/multiline/multiline.ts'
import type { LineChunk } from '../source/line-cutter.ts'
import { EventCutter, withPauses } from './parse-events.ts'

const rules = { ...eventRules({ pattern: '^ ', match: 'continuation' }), maxLines: 3 }

/** Each event as [text, offset, lines, full length where it is marked as cut]. */
function eventsOf(chunks: Iterable<LineChunk>): [string, number, number, number | undefined][] {
  return [...chunks].flatMap(({ bytes, offset, events, cutLine }) => {
    const text = Buffer.from(bytes).toString('latin1')
    const ends = events ? [...events.ends] : cutLine === undefined ? endsOf(text) : [text.length]
    return ends.map((end, i): [string, number, number, number | undefined] => {
      const start = i === 0 ? 0 : ends[i - 1]!
      return [text.slice(start, end), offset + start, events?.lines[i] ?? 1, cutLine]
    })
  })
}

function endsOf(text: string): number[] {
  const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1)
  return text.endsWith('\n') ? ends : [...ends, text.length]
}

function* inPieces(cutter: EventCutter, bytes: Buffer, cuts: readonly number[]): Generator<LineChunk> {
  const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length]
  // What was pushed may be overwritten once it was taken, as the buffer is that a file is read into.
  for (let i = 1; i < places.length; i++) {
    const piece = Buffer.from(bytes.subarray(places[i - 1], places[i]))
    for (const chunk of cutter.push(piece)) yield { ...chunk, bytes: new Uint8Array(chunk.bytes) }
    piece.fill(0x7e)
  }
  yield* cutter.end()
}

test('whatever the pieces, the events are those of the text', () => {
  const text = fc.array(fc.constantFrom('a', ' b', '\n', 'defghijklm\n', ' x\n', '\r\n'), { maxLength: 30 })
  fc.assert(
    fc.property(
      text,
      fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 20 }),
      (parts, cuts, limit) => {
        const bytes = Buffer.from(parts.join(''))
        const whole = eventsOf(inPieces(new EventCutter(rules, limit), bytes, []))
        expect(eventsOf(inPieces(new EventCutter(rules, limit), bytes, cuts))).toEqual(whole)
        let at = 0
        for (const [text, offset, , cutLine] of whole) {
          expect(offset).toBe(at)
          at += cutLine === undefined || cutLine < text.length ? text.length : cutLine
        }
        expect(at).toBe(bytes.length)
      },
    ),
    { numRuns: 1000 },
  )
})

test('after a pause the whole lines that are held are an event, and half a line waits', () => {
  const cutter = new EventCutter(rules, 100)
  expect([...cutter.push(Buffer.from('a\n b\n c'))]).toEqual([])
  expect(eventsOf(cutter.pause())).toEqual([['a\n b\n', 0, 2, undefined]])
  expect([...cutter.pause()]).toEqual([])
  expect(eventsOf(cutter.push(Buffer.from('\nd\n')))).toEqual([[' c\n', 5, 1, undefined]])
  expect(eventsOf(cutter.end())).toEqual([['d\n', 8, 1, undefined]])
})

test('a pause is told once, and nothing is lost around it', async () => {
  let go = (): void => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  async function* source(): AsyncGenerator<number> {
    yield 1
    await gate
    yield 2
  }
  const seen: (number | undefined)[] = []
  for await (const one of withPauses(source(), 10)) {
    seen.push(one)
    if (one === undefined) go()
  }
  expect(seen).toEqual([1, undefined, 2])
})
