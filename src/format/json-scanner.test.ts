import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BlockBuilder } from './block-builder.ts'
import { JsonScanner } from './json-scanner.ts'

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** What the scanner writes, null when it refuses. */
function scan(text: string | Uint8Array): string | null {
  const source = typeof text === 'string' ? new TextEncoder().encode(text) : text
  const out = new BlockBuilder(0)
  const ok = new JsonScanner().scan(out, source, 0, source.length, { member: () => {} })
  return ok
    ? new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(out.bytes.subarray(0, out.at))
    : null
}

/** Whether JSON.parse makes an object of it. */
function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}

/** JSON without the white space between its tokens. */
function compact(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, '$1')
}

/**
 * Texts are compared, not what JSON.parse makes of them: in Node 24.21 it gives an object's key `"\""` the name of the key
 * `"\\"` that an object of the same shape had before.
 */
function agrees(text: string): void {
  expect(scan(text), text).toBe(isObject(text) ? compact(text) : null)
}

const spaced = fc.tuple(fc.jsonValue(), fc.constantFrom(0, 1, '\t', ' \r')).map(([value, space]) => {
  const text = JSON.stringify({ value, 'a"\u0001\u2028': value }, null, space as string | number)
  return text.replaceAll('\n', ' ')
})

test('what JSON.parse reads as an object, and nothing else, passes', () => {
  fc.assert(fc.property(spaced, agrees), { numRuns: 500 })
})

test('the same when a byte is changed, taken away or doubled', () => {
  const damage = fc.tuple(spaced, fc.nat(), fc.constantFrom('', ...'{}[]",:.-+eE0123456789tfn\\u \t\u0001é'))
  fc.assert(
    fc.property(damage, fc.boolean(), ([text, place, replacement], keep) => {
      const at = place % text.length
      agrees(text.slice(0, at) + replacement + text.slice(keep ? at : at + 1))
    }),
    { numRuns: 5000 },
  )
})

test('the same for small texts of JSON’s own letters', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    '"a"',
    ':',
    ',',
    '0',
    '1',
    '-',
    '.',
    'e',
    'true',
    'null',
    ' ',
    '\\',
    '\\u12aF',
    '01',
    '{"a":',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
      agrees(pieces.join(''))
      agrees(`{"a":${pieces.join('')}}`)
    }),
    { numRuns: 10_000 },
  )
})

test('strings, numbers and double keys come out as they were written, space goes', () => {
  expect(
    scan(' {"a" : 12345678901234567890 ,"a":1.50E+03,\t"\\u0061":[ -0 , "\\/\\u00e9" ], "é":{ } } '),
  ).toBe('{"a":12345678901234567890,"a":1.50E+03,"\\u0061":[-0,"\\/\\u00e9"],"é":{}}')
})

test('bytes that are not UTF-8 become U+FFFD within strings, and are refused elsewhere', () => {
  const damaged = Buffer.from('{"a\xff":"\xe2\x82\xed\xa0\x80"}', 'latin1')
  expect(scan(damaged)).toBe(decoder.decode(damaged))
  expect(scan(Buffer.from('{"a":\xff}', 'latin1'))).toBeNull()
})

test('depth is bounded by the line alone', () => {
  const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  expect(scan(deep)).toBe(deep)
  expect(scan(`{"a":${'['.repeat(50_000)}}`)).toBeNull()
})

test('the keys of the outermost object are told, with where they and their values lie', () => {
  const out = new BlockBuilder(0)
  const source = new TextEncoder().encode('{ "a" : 1 , "b":{"c":2}, "d":"x" }')
  const members: string[] = []
  new JsonScanner().scan(out, source, 0, source.length, {
    member: (keyStart, keyEnd, valueStart, valueEnd, kind) =>
      members.push(
        `${decoder.decode(out.bytes.subarray(keyStart, keyEnd))}=${decoder.decode(out.bytes.subarray(valueStart, valueEnd))}/${kind}`,
      ),
  })
  expect(members).toEqual(['"a"=1/2', '"b"={"c":2}/3', '"d"="x"/1'])
})
