import { describe, expect, it } from 'vitest'
import { Watermark } from '../checkpoint/ack.ts'
import { KnownAhead, Runs } from '../checkpoint/ahead.ts'
import { createParser } from '../format/pool.ts'
import { type DeadLetter, formatDeadLetter } from '../sink/dead-letter.ts'
import type { Chunk, Source } from '../source/source.ts'
import { Counters } from '../stats/counters.ts'
import { Ledger } from '../stats/ledger.ts'
import { ShippedFile } from '../testing/shipments.ts'
import { Pipeline } from './pipeline.ts'
import { processor } from './process.ts'

const MIB = 1024 ** 2
/** What letters may take: `LETTERS_BYTES`, and what the last chunk that found room brought. */
const MOST_LETTER_BYTES = 21 * MIB

/** A dead-letter file on a disk that hangs, and counts what waits for it. */
class HangingFile {
  waiting = 0
  most = 0
  #go: (() => void) | undefined
  readonly #works = new Promise<void>((resolve) => {
    this.#go = resolve
  })

  readonly write = async (letters: readonly DeadLetter[]): Promise<void> => {
    // They are all alike.
    const bytes = letters.length * formatDeadLetter(letters[0]!, new Date()).length
    this.waiting += bytes
    this.most = Math.max(this.most, this.waiting)
    await this.#works
    this.waiting -= bytes
  }

  work(): void {
    this.#go?.()
  }
}

/** Chunks of lines that do not parse, of several files in turn. */
class Garbage implements Source {
  pulled = 0
  readonly files: readonly ShippedFile[]
  readonly #line: string
  readonly #chunks: number

  constructor(line: string, files: number, chunks: number) {
    this.#line = line
    this.files = Array.from({ length: files }, (_, i) => new ShippedFile(`/var/log/${i}.log`, i))
    this.#chunks = chunks
  }

  async *chunks(): AsyncGenerator<Chunk> {
    const bytes = Buffer.from(this.#line.repeat(Math.floor(MIB / 4 / this.#line.length)))
    for (; this.pulled < this.#chunks; this.pulled++) {
      const file = this.files[this.pulled % this.files.length]!
      const ack = file.watermark.open(file.length, bytes.length)
      const offset = file.length
      file.length += bytes.length
      const { length } = bytes
      yield { file: file.file, offset, bytes, length, readAt: 0, writtenAt: 0, ack, release: () => {} }
      // As reading a file does: others have their turn.
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  stop(): void {}
  lag = (): [] => []
  close = (): Promise<void> => Promise.resolve()
}

describe('a dead-letter file that hangs', () => {
  it.each([
    ['of one byte', 'x\n'],
    ['as long as an access log has them', `${'no access log '.repeat(8)}\n`],
    ['that are long', `${'y'.repeat(100_000)}\n`],
  ])('holds reading back before the letters of lines %s take more than 21 MiB', async (_, line) => {
    const source = new Garbage(line, 20, 22)
    const deadLetters = new HangingFile()
    const parser = createParser({
      spec: { type: 'apache' },
      options: { host: null, keyField: null, maxRecordBytes: MIB },
      workers: 0,
    })
    const pipeline = new Pipeline({
      source,
      process: processor({
        inputs: [{ parser, type: 'apache', unparsed: null }],
        delivery: {
          accept: async (shipment) => {
            shipment.release?.()
            return true
          },
        },
        deadLetters,
        counters: new Counters(),
        say: { info: () => {}, warn: () => {} },
      }),
    })
    const running = pipeline.run()
    let before = -1
    while (source.pulled !== before) {
      before = source.pulled
      for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(source.pulled).toBeLessThan(22)
    expect(deadLetters.waiting).toBeGreaterThan(0)
    expect(deadLetters.waiting).toBeLessThanOrEqual(MOST_LETTER_BYTES)
    deadLetters.work()
    await running
    expect(deadLetters.most).toBeLessThanOrEqual(MOST_LETTER_BYTES)
    for (const file of source.files) {
      expect(file.watermark.settled).toBe(file.length)
      expect(file.ledger.total.dead).toBe(file.ledger.total.read)
    }
    await parser.close()
  })
})

describe('lines that an earlier process settled behind others', () => {
  const good = '10.0.0.1 - - [15/Jan/2024:10:30:46 +0000] "GET / HTTP/1.1" 200 1\n'
  const texts = [good, 'no access log\n', '\n', good, 'nor this\n', '\n', good]
  // The second line to the fourth, and the last.
  const known = [0, 2, 3, 1, 0, 0, 1]

  it.each([false, true])(
    'are not sent, nor written as letters, again (shipped unparsed: %s)',
    async (ship) => {
      const runs = new Runs(0)
      let at = 0
      for (const [i, text] of texts.entries()) {
        if (known[i] !== 0) runs.add(at, at + text.length, known[i]!)
        at += text.length
      }
      const ledger = new Ledger()
      const ahead = { from: 0, runs: runs.pairs, print: { end: at, length: 0, hash: '' } }
      const carried = new KnownAhead(ahead, (lines) => ledger.carry('a', lines))
      const watermark = new Watermark(0, ledger, ledger.file('a'), () => {}, undefined, carried)
      const options = { host: null, keyField: null, maxRecordBytes: MIB }
      const parser = createParser({ spec: { type: 'apache' }, options, workers: 0 })
      const letters: DeadLetter[] = []
      const sent: number[] = []
      const process = processor({
        inputs: [{ parser, type: 'apache', unparsed: ship ? options : null }],
        delivery: {
          accept: async (shipment) => {
            const { block, ack } = shipment
            for (let i = 0; i < block.records; i++) {
              sent.push(block.line[i]!)
              ack.settle(block.line[i]!, 'delivered')
            }
            shipment.release?.()
            return true
          },
        },
        deadLetters: { write: async (more) => void letters.push(...more) },
        counters: new Counters(),
        say: { info: () => {}, warn: () => {} },
      })
      const { file } = new ShippedFile('a')
      const bytes = Buffer.from(texts.join(''))
      const ack = watermark.open(0, bytes.length)
      const chunk = { file, offset: 0, bytes, length: bytes.length, readAt: 0, writtenAt: 0, ack }
      await (await process({ ...chunk, release: () => {} }, Promise.resolve())).rest
      expect(sent).toEqual(ship ? [0, 4] : [0])
      expect(letters.map(({ offset }) => offset)).toEqual([bytes.indexOf('nor this')])
      expect(watermark.settled).toBe(bytes.length)
      expect(ledger.total).toEqual({ read: 3, sent: ship ? 2 : 1, dead: ship ? 0 : 1, filtered: 1 })
      expect(ledger.carried).toEqual({ read: 4, sent: 2, dead: 1, filtered: 1 })
      await parser.close()
    },
  )
})
