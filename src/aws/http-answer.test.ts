import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AnswerReader } from './http-answer.ts'

interface Read {
  readonly status: number
  readonly headers: Record<string, string | undefined>
  readonly body: string
  readonly keepMs: number
}

/**
 * Reads pieces, and the end of the connection behind them; undefined when the answer is not complete then.
 * They come in memory that is used again for the next.
 */
function read(pieces: readonly Buffer[], reader: AnswerReader = new AnswerReader()): Read | undefined {
  reader.restart()
  let complete = false
  for (const piece of pieces) {
    const lent = Buffer.from(piece)
    complete = reader.read(lent)
    lent.fill(0x23)
    if (complete) break
  }
  if (!complete && !reader.end()) return undefined
  const { status, headers, body, keepMs } = reader.answer
  return { status, headers: { ...headers }, body: body.toString('latin1'), keepMs }
}

const whole = (text: string): Read | undefined => read([Buffer.from(text, 'latin1')])

/** A text cut at some places, and into single bytes. */
function cuts(bytes: Buffer, places: readonly number[]): Buffer[] {
  const at = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return at.slice(1).map((end, i) => bytes.subarray(at[i], end))
}

const header = fc.tuple(
  fc.constantFrom('Date', 'x-amzn-RequestId', 'x-amz-id-2', 'Server'),
  fc.stringMatching(/^[!-~]([ -~]{0,30}[!-~])?$/),
)
const payload = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes))

/** An answer as a server may write it, and what it says. */
const written = fc
  .record({
    interim: fc.constantFrom(
      '',
      'HTTP/1.1 100 Continue\r\n\r\n',
      'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
    ),
    status: fc.constantFrom(200, 400, 413, 500, 503),
    reason: fc.constantFrom(' OK', ' ', ''),
    headers: fc.uniqueArray(header, { maxLength: 4, selector: ([name]) => name }),
    body: payload,
    framing: fc.constantFrom('length', 'chunked', 'end'),
    chunks: fc.array(fc.nat(300), { maxLength: 4 }),
    extension: fc.constantFrom('', ';a=b', ' ; name="v"'),
    trailer: fc.constantFrom('', 'Expires: never\r\n'),
  })
  .map(({ interim, status, reason, headers, body, framing, chunks, extension, trailer }) => {
    const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const head = `${interim}HTTP/1.1 ${status}${reason}\r\n${lines}`
    const parts =
      framing === 'length'
        ? [`${head}content-length:${body.length}\r\n\r\n`, body]
        : framing === 'end'
          ? [`${head}\r\n`, body]
          : [
              `${head}Transfer-Encoding: chunked\r\n\r\n`,
              ...cuts(body, chunks)
                .filter((chunk) => chunk.length > 0)
                .flatMap((chunk) => [`${chunk.length.toString(16)}${extension}\r\n`, chunk, '\r\n']),
              `0\r\n${trailer}\r\n`,
            ]
    return {
      bytes: Buffer.concat(
        parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
      ),
      status,
      headers,
      body,
      framing,
    }
  })

describe('an answer', () => {
  it('says the same wherever its bytes are cut', () => {
    fc.assert(
      fc.property(written, fc.array(fc.nat(), { maxLength: 6 }), ({ bytes, ...told }, places) => {
        const pieces = cuts(bytes, places)
        const found = read(pieces)
        expect(found).toMatchObject({ status: told.status, body: told.body.toString('latin1') })
        for (const [name, value] of told.headers) expect(found!.headers[name.toLowerCase()]).toBe(value)
        expect(found!.keepMs).toBe(told.framing === 'end' ? 0 : Number.POSITIVE_INFINITY)
        expect(
          read(
            cuts(
              bytes,
              Array.from(bytes, (_, i) => i),
            ),
          ),
        ).toEqual(found)
      }),
      { numRuns: 300 },
    )
  })

  it('says the same to a reader of others before it', () => {
    fc.assert(
      fc.property(
        fc.array(written, { minLength: 2, maxLength: 4 }),
        fc.array(fc.nat(), { maxLength: 6 }),
        (all, places) => {
          const reader = new AnswerReader()
          for (const { bytes } of all) expect(read(cuts(bytes, places), reader)).toEqual(read([bytes]))
        },
      ),
    )
  })

  it('is not complete before its last byte', () => {
    fc.assert(
      fc.property(
        written.filter(({ framing }) => framing !== 'end'),
        fc.nat(),
        ({ bytes }, place) => {
          expect(read([bytes.subarray(0, place % bytes.length)])).toBeUndefined()
        },
      ),
    )
  })

  it('of any bytes is an answer or an error, cut anywhere', () => {
    const text = fc.array(
      fc.constantFrom(
        'HTTP/1.1 200 OK',
        '\r\n',
        '\r\n\r\n',
        ':',
        'a',
        '0',
        '5',
        'Content-Length: 3',
        'abc',
        '\0',
        '\n',
      ),
      { maxLength: 20 },
    )
    const outcome = (pieces: readonly Buffer[]): unknown => {
      try {
        return read(pieces)?.status
      } catch (error) {
        return (error as Error).name
      }
    }
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 5 }), (words, places) => {
        const bytes = Buffer.from(words.join(''), 'latin1')
        expect(outcome(cuts(bytes, places))).toBe(outcome([bytes]))
      }),
    )
  })

  it('has no body where its status has none', () => {
    expect(whole('HTTP/1.1 204 No Content\r\nContent-Length: 9\r\n\r\n')).toMatchObject({
      status: 204,
      body: '',
    })
    expect(whole('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')).toMatchObject({ status: 200, body: '' })
  })

  it.each([
    ['no HTTP', 'SSH-2.0-OpenSSH\r\n\r\n'],
    ['HTTP/2', 'HTTP/2 200\r\n\r\n'],
    ['no status', 'HTTP/1.1 OK\r\n\r\n'],
    ['another protocol', 'HTTP/1.1 101 Switching Protocols\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'],
    ['a header with a space', 'HTTP/1.1 200 OK\r\na : b\r\n\r\n'],
    ['a control character', 'HTTP/1.1 200 OK\r\na: \x01\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'],
    ['another coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n'],
    ['a body that is too long', 'HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n'],
    ['a chunk that is too long', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n800001\r\n'],
    ['a chunk without a length', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n;\r\n'],
    ['a chunk longer than it says', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n'],
    ['a head without an end', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(17_000)}`],
    ['a long head', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(17_000)}\r\n\r\n`],
  ])('is none: %s', (_, text) => {
    expect(() => whole(text)).toThrow('no answer in HTTP/1.1')
  })

  it('without an end is bounded', () => {
    const reader = new AnswerReader()
    reader.read(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))
    const piece = Buffer.alloc(1024 ** 2)
    expect(() => {
      for (let i = 0; i < 9; i++) reader.read(piece)
    }).toThrow('8388608 bytes')
  })

  it('twice of one length is one length', () => {
    const lengths = 'Content-Length: 2\r\nContent-Length: 2\r\n'
    expect(whole(`HTTP/1.1 200 OK\r\n${lengths}\r\nab`)).toMatchObject({ body: 'ab' })
  })

  it.each([
    ['1.1', '', Number.POSITIVE_INFINITY],
    ['1.1', 'Connection: close\r\n', 0],
    ['1.1', 'Connection: Keep-Alive, Close\r\n', 0],
    ['1.1', 'Connection: keep-alive\r\nKeep-Alive: timeout=5, max=100\r\n', 4000],
    ['1.1', 'Keep-Alive: timeout=1\r\n', 0],
    ['1.0', '', 0],
    ['1.0', 'Connection: keep-alive\r\n', Number.POSITIVE_INFINITY],
  ])('in HTTP/%s with "%s" leaves its connection for %s ms', (version, headers, keepMs) => {
    expect(whole(`HTTP/${version} 200 OK\r\n${headers}Content-Length: 2\r\n\r\nok`)?.keepMs).toBe(keepMs)
    expect(whole(`HTTP/${version} 200 OK\r\n${headers}Content-Length: 2\r\n\r\nok!`)).toMatchObject({
      body: 'ok',
      keepMs: 0,
    })
  })
})
