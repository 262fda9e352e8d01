import { expect, test } from 'vitest'
import { cutEvents } from '../../source/events.ts'
import { eventRules, type MultilineSpec, matchName } from './multiline.ts'
import { MATCH_SYNONYMS } from './pattern-joiner.ts'

function joined(spec: MultilineSpec, lines: readonly string[]): string[] {
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  const { events } = cutEvents(bytes, eventRules(spec), { maxBytes: 1000, final: true })
  if (events === undefined) return [...lines]
  return [...events.ends].map((end, i) => bytes.toString('utf8', i === 0 ? 0 : events.ends[i - 1], end - 1))
}

test('a line that matches begins an event', () => {
  expect(joined({ pattern: '^\\[', match: 'start' }, ['lost', '[1] a', 'b', '', '[2] c'])).toEqual([
    'lost',
    '[1] a\nb\n',
    '[2] c',
  ])
})

test('without a word for it a match is a start', () => {
  expect(joined({ pattern: '^\\[' }, ['[1]', 'b', '[2]'])).toEqual(['[1]\nb', '[2]'])
})

test('a line that matches continues the event before it', () => {
  expect(joined({ pattern: '^\\s', match: 'continuation' }, ['a', ' b', '\tc', 'd'])).toEqual([
    'a\n b\n\tc',
    'd',
  ])
})

test('a line that matches ends its event', () => {
  expect(joined({ pattern: ';$', match: 'end' }, ['a', 'b;', 'c;', 'd'])).toEqual(['a\nb;', 'c;', 'd'])
})

test('a line that matches is continued by the next', () => {
  expect(joined({ pattern: '\\\\$', match: 'continued' }, ['a \\', 'b \\', 'c', 'd'])).toEqual([
    'a \\\nb \\\nc',
    'd',
  ])
})

test('a preset and a pattern of continuations add up; where a pattern says what begins, it alone says so', () => {
  const lines = ['java.lang.Error: x', '\tat A.b(A.java:1)', '> more', 'next']
  expect(joined({ preset: 'java', pattern: '^>', match: 'continuation' }, lines)).toEqual([
    lines.slice(0, 3).join('\n'),
    'next',
  ])
  expect(joined({ preset: 'java', pattern: '^\\t', match: 'start' }, lines)).toEqual([
    lines[0],
    lines.slice(1).join('\n'),
  ])
})

test('the words of other shippers mean what they mean there', () => {
  expect(Object.keys(MATCH_SYNONYMS).map(matchName)).toEqual([
    'continuation',
    'continued',
    'start',
    'continuation',
    'end',
    'continued',
  ])
})

test.each([
  [{}, /not said/],
  [{ preset: 'cobol' }, /preset "cobol"/],
  [{ match: 'start' }, /no pattern/],
  [{ pattern: '^a', match: 'middle' }, /match "middle"/],
  [{ pattern: '(' }, /\(/],
  [{ pattern: '(a+)+b' }, /repeats a repetition/],
])('%j is refused with its reason', (spec, words) => {
  expect(() => eventRules(spec)).toThrow(words)
})
