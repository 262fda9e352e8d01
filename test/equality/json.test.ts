import { existsSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BlockEngine, createEngine } from '../../src/format/create-engine.ts'
import type { EngineOptions } from '../../src/format/format.ts'
import { KernelEngine } from '../../src/format/kernel-engine.ts'
import { openKernel } from '../../src/kernel/kernel.ts'
import { GENERATION, plainBlock, READ_AT } from '../../src/testing/parse-text.ts'
import { COMMON_LINES, jsonLine, LONG_KEY, ROLE_KEYS, TIMES, textLine, VALUES } from './json-lines.ts'

const OPTIONS: EngineOptions = { host: null, keyField: 'auto', maxRecordBytes: 1024 * 1024 }
const KEY_FIELDS = [
  'auto',
  null,
  'timestamp',
  'log_type',
  'ts',
  'msg',
  'host',
  'date',
  'user',
  'é',
  '',
] as const

/** Both engines for each set of options: made once, as programs do. */
const engines = new Map<string, readonly [KernelEngine, BlockEngine]>()

function enginesFor(options: EngineOptions): readonly [KernelEngine, BlockEngine] {
  const name = JSON.stringify(options)
  const made = engines.get(name)
  if (made) return made
  const kernel = createEngine({ type: 'application' }, options, 'kernel')
  if (!(kernel instanceof KernelEngine)) throw new Error('no kernel')
  const pair = [kernel, createEngine({ type: 'application' }, options, 'plain')] as const
  engines.set(name, pair)
  return pair
}

/** Reads the same chunk with both engines; returns how many lines the kernel declined. */
function agree(bytes: Uint8Array, options: Partial<EngineOptions> = {}): number {
  const pair = enginesFor({ ...OPTIONS, ...options })
  const declined = pair[0].declined
  const input = { bytes, offset: 1, readAt: READ_AT, generation: GENERATION }
  const [is, should] = pair.map((engine) => {
    const block = engine.parse(input)
    return {
      ...plainBlock(block, engine.logTypes),
      text: Buffer.from(block.bytes.subarray(0, block.length)).toString('latin1'),
      keys: Array.from({ length: block.records }, (_, i) => [block.keyStart[i], block.keyEnd[i]]),
    }
  })
  expect(is).toEqual(should)
  return pair[0].declined - declined
}

const lines = (...all: readonly string[]): Buffer => Buffer.from(`${all.join('\n')}\n`)

test('there is a kernel to test', () => {
  expect(openKernel()).not.toBeNull()
})

const repeated = fc
  .tuple(jsonLine, fc.integer({ min: 1, max: 4 }))
  .map(([line, times]) => Array<string>(times).fill(line))
const options = fc.record({
  keyField: fc.constantFrom(...KEY_FIELDS, LONG_KEY),
  host: fc.constantFrom(null, 'web-1'),
})

describe('JSON lines: kernel and reference agree', () => {
  test('on objects of all shapes, with every key of meaning and every form of time', () => {
    fc.assert(
      fc.property(fc.array(repeated, { minLength: 1, maxLength: 6 }), options, (all, one) => {
        agree(lines(...all.flat()), one)
      }),
      { numRuns: 3000 },
    )
  })

  test('on each key with each time, before and after another member', () => {
    for (const name of ROLE_KEYS)
      for (const one of TIMES)
        for (const metadata of [null, 'web-1'])
          agree(
            lines(
              `{"${name}":${one}}`,
              `{"${name}": ${one}, "a": 1}`,
              `{"request_id":"r","${name}":${one},"msg":"m"}`,
              `{"timestamp":"2024-01-15T10:30:45Z","${name}":${one},"${name}":${one}}`,
              `{"${name}":${one},"time":1705314645,"timestamp":"x"}`,
            ),
            { host: metadata },
          )
  })

  test('on each value, in an object, in an array and last in the line', () => {
    agree(
      lines(
        ...[...VALUES, ...TIMES].flatMap((one) => [
          `{"a":${one}}`,
          `{"a":[${one},${one}]}`,
          `{"a":{"b": ${one} }}`,
          `{"a":${one},"b":${one} }`,
          `{"a":${one}`,
          `{"request_id":${one}}`,
        ]),
      ),
    )
  })

  test('on every day there is, and some that are not', () => {
    for (const year of ['1900', '1970', '2000', '2023', '2024', '2100'])
      for (let month = 0; month <= 13; month++)
        agree(
          lines(
            ...Array.from({ length: 33 }, (_, day) =>
              [month, day].map((part) => String(part).padStart(2, '0')),
            ).flatMap(([m, d]) => [
              `{"time":"${year}-${m}-${d}T23:59:59Z"}`,
              `{"date":"${year}/${m}/${d} 00:00"}`,
            ]),
          ),
        )
    const days = Array.from({ length: 4000 }, (_, day) => `{"ts":${day * 9 * 86_400 + (day % 86_400)}}`)
    agree(lines(...days))
  })

  test('on keys that were seen with another brace or comma before', () => {
    const valid = ['{"a":1,"b":2}', '{"b":2}', '{"b":2,"a":1}', '{"a":{"b":1},"b":[2]}']
    const wrong = [
      '{"a":1{"b":2}',
      '{"a":1{"b":2}}',
      ',"b":2}',
      ',"a":1,"b":2}',
      '{"a":1,,"b":2}',
      '{,"a":1}',
      '{"a":1 "b":2}',
    ]
    for (const one of wrong)
      for (const before of valid) for (const other of valid) agree(lines(before, other, one, before, one))
  })

  test('when bytes are changed, taken away or put in', () => {
    const damage = fc.tuple(
      fc.array(repeated, { minLength: 1, maxLength: 4 }),
      fc.array(
        fc.tuple(
          fc.nat(),
          fc.integer({ min: 0, max: 3 }),
          fc.constantFrom(
            ...[...'{}[]",:\\ \t0eu'].map((c) => [c.charCodeAt(0)]),
            [],
            [0],
            [1],
            [0x0d],
            [0x0a],
            [0x7f],
            [0x80],
            [0xc3],
            [0xe2, 0x82],
            [0xed, 0xa0, 0x80],
            [0xf0, 0x9f],
            [0xff],
          ),
        ),
        { minLength: 1, maxLength: 4 },
      ),
    )
    fc.assert(
      fc.property(damage, options, fc.boolean(), ([all, changes], one, isEnded) => {
        let bytes = [...lines(...all.flat())]
        for (const [place, removed, inserted] of changes)
          bytes.splice(place % bytes.length, removed, ...inserted)
        if (!isEnded) bytes = bytes.slice(0, -1)
        agree(Uint8Array.from(bytes), one)
      }),
      { numRuns: 3000 },
    )
  })

  test('when a line ends anywhere', () => {
    const whole =
      '{"timestamp":"2024-01-15T10:30:45.123Z","level": "INFO","n":-12.5e3,"a":[true,{"b":null}],"m":"\\u00e9\\n 한국어"}'
    const bytes = Buffer.from(whole)
    agree(
      Buffer.concat(
        Array.from(bytes, (_, n) => Buffer.concat([bytes.subarray(0, n + 1), Buffer.from('\r\n')])),
      ),
    )
    for (let n = 1; n <= bytes.length; n++) agree(bytes.subarray(0, n))
  })

  test('wherever the borders of blocks fall', () => {
    const pieces = ['"', '\\"', '\\u00e9', '\\\\', '한', '\u{1f600}', '\x7f', '\\x', '\t']
    const all = pieces.flatMap((piece) =>
      Array.from(
        { length: 100 },
        (_, n) => `{"a":"${'x'.repeat(n)}${piece}${'y'.repeat(n % 7)}","ts":1705314645,"b":"z"}`,
      ),
    )
    agree(lines(...all))
    agree(
      lines(
        ...Array.from(
          { length: 70 },
          (_, n) => `{"${'k'.repeat(n)}":${'1'.repeat(n + 1)},"${'k'.repeat(n)}" : 1}`,
        ),
      ),
    )
    const damaged = Array.from({ length: 70 }, (_, n) =>
      Buffer.from(`{"a":"${'x'.repeat(n)}\xe2\x82","b\xff":"한\\n\xed\xa0\x80"}\n`, 'latin1'),
    )
    agree(Buffer.concat(damaged))
    const keys = Array.from(
      { length: 40 },
      (_, n) => `{"a${'\xff'.repeat(n)}":1,"${'\xe9'.repeat(n)}b" : {"\xff${'x'.repeat(n)}":2}}\n`,
    )
    agree(Buffer.from(keys.flatMap((one) => [one, one, one]).join(''), 'latin1'))
  })

  test('where the key’s name holds what no name can', () => {
    const bytes = lines('{"a":"x","a\\u0000":"y"}', '{"a":"x"}')
    const engine = createEngine({ type: 'application' }, { ...OPTIONS, keyField: 'a\0' }, 'kernel')
    const block = engine.parse({ bytes, offset: 1, readAt: READ_AT, generation: GENERATION })
    expect(plainBlock(block, engine.logTypes).records.map(({ key }) => key)).toEqual(['y', ''])
  })

  test('at any depth', () => {
    const deep = (n: number): string =>
      `{"a":${'['.repeat(n)}${']'.repeat(n)},"b":${'{"c":'.repeat(n)}1${'}'.repeat(n)}}`
    agree(lines(...Array.from({ length: 70 }, (_, n) => deep(n)), deep(5000)))
    const mixed = (n: number, m: number, closing: string): string =>
      `{"a":${'{"c":'.repeat(n)}${'['.repeat(m)}${']'.repeat(m)}${closing.repeat(n)}}`
    for (const closing of ['}', ']'])
      for (const n of [1, 6])
        for (const m of [1, 57, 58, 59, 62, 63, 64, 65, 70]) agree(lines(mixed(n, m, closing)))
    expect(agree(lines(deep(63)))).toBe(0)
  })
})

describe('lines of text: kernel and reference agree', () => {
  test('on their levels and escapes', () => {
    fc.assert(
      fc.property(fc.array(textLine, { minLength: 1, maxLength: 5 }), options, (all, one) => {
        agree(lines(...all), one)
      }),
      { numRuns: 2000 },
    )
  })

  test('on characters that are not whole at the end', () => {
    for (let n = 0; n < 70; n++)
      for (const end of [
        '\xe2\x82',
        '\xe2\x82\xac',
        '\xc3',
        '\xc3\xa9',
        '\xf0\x9f\x98',
        '\xf0\x9f\x98\x80',
        '\x80',
      ])
        agree(Buffer.from(`${'x'.repeat(n)}${end}\n${end}${'x'.repeat(n)}\n`, 'latin1'))
  })

  test('on any bytes', () => {
    const bytes = fc.array(fc.oneof(fc.nat({ max: 255 }), fc.integer({ min: 0x20, max: 0x7e })), {
      minLength: 1,
      maxLength: 300,
    })
    fc.assert(
      fc.property(bytes, (all) => {
        agree(Uint8Array.from(all))
      }),
      { numRuns: 3000 },
    )
  })

  test('on every level, written in every way, at every place', () => {
    for (const level of ['FATAL', 'CRITICAL', 'ERROR', 'WARNING', 'WARN', 'NOTICE', 'INFO', 'DEBUG', 'TRACE'])
      for (const one of [
        level,
        level.toLowerCase(),
        level.slice(0, 1) + level.slice(1).toLowerCase(),
        `${level}S`,
      ])
        agree(
          lines(
            ...['', ' ', 'x', '_', '[', '(', '<', '=', '|', ':'].flatMap((before) =>
              ['', ' ', 'x', '_', ']', ')', '>', '=', '|', ':'].map((after) => `${before}${one}${after}`),
            ),
            ...Array.from({ length: 170 }, (_, n) => `${'.'.repeat(n)}[${one}] and ${one}`),
          ),
        )
  })
})

describe('what is common is not declined', () => {
  test.each(COMMON_LINES)('%s', (_, line) => {
    expect(
      agree(Buffer.from(`${line}\n${line}\r\n${line}`, line.includes('\xff') ? 'latin1' : 'utf8'), {
        host: 'web-1',
      }),
    ).toBe(0)
  })
})

/** Logs of programs that nobody here wrote, where they lie beside the checkout. */
const REAL = new URL('../../../shared/data/logs/', import.meta.url)

test.skipIf(!existsSync(REAL))(
  'real logs (skipped where the folder is absent): all of them are read alike',
  () => {
    for (const folder of readdirSync(REAL, { withFileTypes: true }).filter((one) => one.isDirectory()))
      for (const name of readdirSync(new URL(`${folder.name}/`, REAL))) {
        const bytes = readFileSync(new URL(`${folder.name}/${name}`, REAL))
        for (const host of [null, 'web-1']) {
          const declined = agree(bytes, { host })
          expect(declined, name).toBeLessThanOrEqual(bytes.filter((byte) => byte === 0x0a).length / 100)
        }
      }
  },
)
