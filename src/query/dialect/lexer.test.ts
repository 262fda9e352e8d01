import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { KinetailError } from '../../base/errors.ts'
import { tokenize } from './lexer.ts'
import { placeOf } from './place.ts'

const values = (source: string): string[] =>
  tokenize(source)
    .slice(0, -1)
    .map(({ kind, value }) => `${kind} ${value}`)

function failure(source: string): KinetailError {
  try {
    tokenize(source)
  } catch (error) {
    return error as KinetailError
  }
  throw new Error(`no failure: ${source}`)
}

describe('tokenize', () => {
  it('tells words, names, numbers, texts and signs apart', () => {
    expect(values(`SELECT "a""b", 'it''s', 1.5e-3, .5 <> t.x || n'é'`)).toEqual([
      'word SELECT',
      'quoted a"b',
      'symbol ,',
      "string it's",
      'symbol ,',
      'number 1.5e-3',
      'symbol ,',
      'number .5',
      'symbol <>',
      'word t',
      'symbol .',
      'word x',
      'symbol ||',
      'string é',
    ])
  })

  it('passes over comments and blanks of every kind', () => {
    expect(values('a -- to the end\r\n/* over\nlines * / */ b\u00a0--last')).toEqual(['word a', 'word b'])
  })

  it('reads unicode texts with the escape that is named', () => {
    expect(values(String.raw`u&'\0009' U&'!0041!!' UESCAPE '!' u&'\+01F600'`)).toEqual([
      'string \t',
      'string A!',
      'string 😀',
    ])
  })

  it('names the place of what never ends', () => {
    const { facts, message } = failure("SELECT a,\n  'oops")
    expect(facts).toEqual({ line: 2, column: 3 })
    expect(message).toContain("   2 |   'oops\n     |   ^")
    expect(failure('a /* b').facts).toEqual({ line: 1, column: 3 })
    expect(failure('x = "b').facts).toEqual({ line: 1, column: 5 })
  })

  it('says what curly quotation marks should be', () => {
    expect(failure('SELECT ‘a’').message).toContain("write '")
    expect(failure('SELECT “a”').message).toContain('write "')
  })

  it('cuts any text into pieces that stand where they say, or names a place inside it', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom("'", '"', '--', '/*', '*/', 'SELECT ', "u&'\\0041'", '1e', '.', '\n', '한글', '😀'),
      ),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(pieces, (parts) => {
        const source = parts.join('')
        try {
          let end = 0
          for (const token of tokenize(source)) {
            expect(token.start).toBeGreaterThanOrEqual(end)
            expect(token.end).toBeGreaterThanOrEqual(token.start)
            if (token.kind === 'word' || token.kind === 'symbol' || token.kind === 'number')
              expect(source.slice(token.start, token.end)).toBe(token.value)
            end = token.end
          }
          expect(end).toBe(source.length)
        } catch (error) {
          expect(error).toBeInstanceOf(KinetailError)
          const { line, column } = (error as KinetailError).facts as { line: number; column: number }
          const last = placeOf(source, source.length)
          expect(line).toBeLessThanOrEqual(last.line)
          expect(column).toBeGreaterThan(0)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('placeOf', () => {
  it('counts characters as people do, and every kind of line end', () => {
    expect(placeOf('가나 x', 3)).toEqual({ line: 1, column: 4 })
    expect(placeOf('😀x', 2)).toEqual({ line: 1, column: 2 })
    expect(placeOf('a\r\nb\rc\nd', 7)).toEqual({ line: 4, column: 1 })
  })
})
