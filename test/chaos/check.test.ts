import { describe, expect, it } from 'vitest'
import { check, isClean, type Verdict } from './check.ts'
import type { RawRecord } from './endpoint.ts'
import type { Written } from './log-file.ts'

const line = (offset: number, more: Partial<Written> = {}): Written => ({
  kind: 'good',
  life: 0,
  offset,
  mayBeDestroyed: false,
  ...more,
})

/** A file of five lines; the third never parses, the fourth is blank, the fifth came between copy and truncation. */
const TRUTH = [
  {
    name: 'a.log',
    written: [
      line(0),
      line(100),
      line(200, { kind: 'bad' }),
      line(300, { kind: 'blank' }),
      line(400, { mayBeDestroyed: true }),
    ],
  },
]

function record(n: number, more: { offset?: number; generation?: string; request?: string } = {}): RawRecord {
  const { offset = n * 100, generation = '0123456789abcdef', request = 'r' } = more
  const text = `{"message":"kt-0-${n}-kt","request_id":"${request}","event_id":"${generation}:${offset}"}`
  return { data: Buffer.from(text), partitionKey: request, shardId: 'shardId-000000000000' }
}

const letter = { line: 'kt-0-2-kt', reason: 'r', offset: 200 }

function verdict(records: RawRecord[], letters = [letter]): Verdict {
  return check(TRUTH, records, letters, 'auto')
}

describe('the check', () => {
  it('is content with what is as it should be, and tells what truncation destroyed', () => {
    const found = verdict([record(0), record(1)])
    expect(found).toMatchObject({
      lines: 5,
      delivered: 2,
      deadLettered: 1,
      blank: 1,
      destroyed: 1,
      doubled: 0,
    })
    expect(isClean(found)).toBe(true)
    expect(verdict([record(0), record(1), record(4)])).toMatchObject({ delivered: 3, destroyed: 0 })
  })

  it('counts doubles that an event id gives away, and takes them for no fault', () => {
    const found = verdict([record(0), record(1), record(0), record(1)])
    expect(found).toMatchObject({ delivered: 2, doubled: 2, doubledAfter: 0, outOfOrder: 0 })
    expect(isClean(found)).toBe(true)
  })

  it.each([
    ['a line is missing', { missing: 1 }, [record(0)], [letter]],
    ['a rejected line is in no dead letter', { missing: 1 }, [record(0), record(1)], []],
    [
      'a line came under two event ids',
      { doubledAfter: 1 },
      [record(0), record(1), record(1, { generation: 'f'.repeat(16) })],
      [letter],
    ],
    ['two lines of a key changed places', { outOfOrder: 1 }, [record(1), record(0)], [letter]],
    [
      'an event id is not the place of its line',
      { wrong: 1 },
      [record(0), record(1, { offset: 7 })],
      [letter],
    ],
    ['a rejected line became a record', { wrong: 1 }, [record(0), record(1), record(2)], [letter]],
    ['nobody wrote it', { wrong: 1 }, [record(0), record(1), record(9)], [letter]],
    [
      'a good line is a dead letter',
      { wrong: 1 },
      [record(0), record(1)],
      [letter, { line: 'kt-0-1-kt', reason: 'r', offset: 100 }],
    ],
  ] as const)('finds out when %s', (_, expected, records, letters) => {
    const found = verdict([...records], [...letters])
    expect(found).toMatchObject(expected)
    expect(isClean(found)).toBe(false)
    expect(found.examples).not.toEqual([])
  })

  describe('when truncation destroyed the other half of a line', () => {
    const text = '10.0.0.1 - - [15/Jan/2026:10:30:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl kt-0-1-kt"'
    const truth = [{ name: 'a.log', written: [line(0), line(100, { mayBeDestroyed: true, text })] }]
    const half = (fields: string, offset: number): RawRecord => ({
      ...record(0),
      data: Buffer.from(`{"timestamp":"t",${fields},"event_id":"0123456789abcdef:${offset}"}`),
    })
    const seen = (record0: RawRecord[], letters: (typeof letter)[] = []): Verdict =>
      check(truth, [record(0), ...record0], letters, 'auto')

    it('knows the half that was read, as a record and as a dead letter', () => {
      const parsed = seen([half('"user_agent":"curl kt-0"', 100)])
      expect(parsed).toMatchObject({ delivered: 2, deliveredThenDestroyed: 1, destroyed: 0 })
      expect(isClean(parsed)).toBe(true)
      const kept = seen([half(`"message":${JSON.stringify(text.slice(0, 60))}`, 100)])
      expect(kept).toMatchObject({ delivered: 2 })
      expect(isClean(kept)).toBe(true)
      const dead = seen([], [{ line: text.slice(0, 60), reason: 'r', offset: 100 }])
      expect(dead).toMatchObject({ deadLettered: 1, deadLetteredThenDestroyed: 1 })
      expect(isClean(dead)).toBe(true)
    })

    it.each([
      ['another place', half('"user_agent":"curl kt-0"', 90)],
      ['other words', half('"user_agent":"curl kt-9"', 100)],
      ['words from the middle', half('"message":"GET / HTTP/1.1"', 100)],
    ])('knows no half with %s', (_, wrong) => {
      expect(seen([wrong])).toMatchObject({ wrong: 1, delivered: 1 })
    })

    it('knows no half of a line that nobody truncated', () => {
      const whole = [{ name: 'a.log', written: [line(0), line(100)] }]
      const found = check(whole, [record(0), half('"user_agent":"curl kt-0"', 100)], [], 'auto')
      expect(found).toMatchObject({ wrong: 1, missing: 1 })
    })
  })

  it('lets lines of different keys change places', () => {
    expect(isClean(verdict([record(1, { request: 'x' }), record(0, { request: 'y' })]))).toBe(true)
  })

  it('reads aggregates and packed lines', () => {
    const lines = [record(0), record(1)].map(({ data }) => Buffer.from(data).toString()).join('\n')
    expect(isClean(verdict([{ ...record(0), data: Buffer.from(`${lines}\n`) }]))).toBe(true)
  })
})
