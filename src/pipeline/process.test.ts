import { describe, expect, it } from 'vitest'
import { createParser } from '../format/pool.ts'
import { type DeadLetter, formatDeadLetter } from '../sink/dead-letter.ts'
import type { Chunk, Source } from '../source/source.ts'
import { Counters } from '../stats/counters.ts'
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
