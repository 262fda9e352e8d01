import { describe, expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'

describe('docker', () => {
  test.each([
    [
      '{"log":"a \\"b\\" \\\\n\\r\\n","stream":"stderr","time":"2024-01-15T10:30:45.1Z"}',
      'a "b" \\n',
      undefined,
    ],
    ['{"log":"half \\\\\\\\n","stream":"stdout","time":"2024-01-15T10:30:45.1Z"}', 'half \\\\n', true],
    ['{"log":"\\n","stream":"stdout","time":"2024-01-15T10:30:45.1Z","attrs":{"a":"b"}}', '', undefined],
    ['{"time":"2024-01-15T10:30:45.1Z","log":""}', '', true],
  ])('%s', (line, message, partial) => {
    expect(parseLine('docker', line)).toMatchObject({ message, log_type: 'docker' })
    expect(parseLine('docker', line)['partial']).toBe(partial)
  })

  test.each([
    ['{"log":"x","time":"yesterday"}', 'bad_timestamp', 0],
    ['{"log":5,"time":"2024-01-15T10:30:45.1Z"}', 'expected_literal', 0],
    ['{"log":"x","time"}', 'expected_literal', 17],
    ['plain text', 'expected_literal', 0],
  ])('%s is refused with reason and column', (line, reason, column) => {
    expect(parseText('docker', line).rejects).toEqual([{ line: 0, reason, column }])
  })
})

test.each([
  ['2024-01-15T10:30:45.9Z stdout P part of', 'P', 'part of'],
  ['2024-01-15T10:30:45.9+01:00 stderr F', 'F', ''],
  ['2024-01-15T10:30:45.9Z stdout F:x   indented', 'F:x', '  indented'],
])('cri: %s', (line, logtag, message) => {
  expect(parseLine('cri', line)).toMatchObject({ logtag, message })
})

test.each([
  ['10:30 stdout F x', 'bad_timestamp', 0],
  ['2024-01-15T10:30:45.9Z stdio F x', 'expected_literal', 23],
  ['2024-01-15T10:30:45.9Z stdout x', 'expected_literal', 30],
  ['2024-01-15T10:30:45.9Z stdout', 'line_ends_early', 29],
])('cri: %s is refused with reason and column', (line, reason, column) => {
  expect(parseText('cri', line).rejects).toEqual([{ line: 0, reason, column }])
})

test.each([
  [
    'klog',
    'E0115 09:30:45.692994   28133 a:b.go:70] ] text',
    '2024-01-15T09:30:45.692994+00:00',
    'a:b.go',
    70,
    '] text',
  ],
  ['klog', 'I1231 23:59:59.5 1 x.go:1]', '2023-12-31T23:59:59.5+00:00', 'x.go', 1, ''],
  [
    'glog',
    'F20210131 14:48:54.411655    20 main.c++:9] Hello',
    '2021-01-31T14:48:54.411655+00:00',
    'main.c++',
    9,
    'Hello',
  ],
])('%s: %s', (type, written, timestamp, file, line, message) => {
  expect(parseLine(type, written)).toMatchObject({ timestamp, file, line, message, log_type: type })
})

test.each([
  ['X0505 17:59:40.692994   28133 klog.go:70] x', 'expected_literal', 0],
  ['I20210000 14:48:54.411655 15520 main.c++:9] x', 'bad_timestamp', 1],
  ['I0505 17:59:40.692994 99999999999999999999999999999 a.go:1] x', 'bad_number', 22],
  ['I0505 17:59:40.692994 5 a.go] x', 'expected_literal', 28],
])('klog: %s is refused with reason and column', (line, reason, column) => {
  expect(parseText('klog', line).rejects).toEqual([{ line: 0, reason, column }])
})
