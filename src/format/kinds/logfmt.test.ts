import { expect, test } from 'vitest'
import { parseLine, parseText } from '../../testing/parse-text.ts'

const NOW = '"timestamp":"2024-01-15T10:31:00.250+00:00"'

test.each([
  ['a=1 b=-2.5 c=true d=null e=x f', '"a":1,"b":-2.5,"c":true,"d":null,"e":"x","f":true'],
  ['a="q \\" \\t \\x \\u00e9" b=', '"a":"q \\" \\t \\\\x \\u00e9","b":""'],
  ['a=007 b=1e3 c=12345678901234567890 d=1.', '"a":"007","b":"1e3","c":"12345678901234567890","d":"1."'],
  ['  a==b \t c="x=y"', '"a":"=b","c":"x=y"'],
])('%s', (line, members) => {
  expect(parseText('logfmt', line).records[0]!.json).toBe(`{${NOW},${members},"log_type":"logfmt"}`)
})

test('the time, the message and names that are ours are treated as in JSON lines', () => {
  const line = 'ts=1705314645 msg="hello" log_type=x host=h'
  expect(parseLine('logfmt', line, { host: 'web-1', keyField: 'host' })).toMatchObject({
    timestamp: '2024-01-15T10:30:45+00:00',
    message: 'hello',
    log_type_original: 'x',
    host: 'h',
    log_type: 'logfmt',
  })
  expect(parseText('logfmt', line, { keyField: 'message' }).records[0]!.key).toBe('')
  expect(parseText('logfmt', line, { keyField: 'host' }).records[0]!.key).toBe('h')
})

test.each([
  ['a="1', 'unterminated_quote', 2],
  ['a="1"b', 'expected_literal', 5],
  ['a=b"c', 'expected_literal', 3],
  ['=b', 'expected_literal', 0],
])('%s is refused with reason and column', (line, reason, column) => {
  expect(parseText('logfmt', line).rejects).toEqual([{ line: 0, reason, column }])
})

test('a line that is cut keeps what is there', () => {
  expect(parseLine('logfmt', 'a=1 b="half of', { cutLine: 5000 })).toMatchObject({
    b: 'half of',
    line_bytes: 5000,
  })
})
