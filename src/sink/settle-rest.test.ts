import { describe, expect, it } from 'vitest'
import type { RecordBlock } from '../format/format.ts'
import { REJECT_REASONS } from '../format/reject-reasons.ts'
import type { Chunk } from '../source/source.ts'
import { Counters } from '../stats/counters.ts'
import { blockOf, ShippedFile } from '../testing/shipments.ts'
import type { DeadLetter } from './dead-letter.ts'
import { settleRest } from './settle-rest.ts'

/** Four lines: a record, a line that does not parse, a blank one, and another that does not parse and has no end. */
const BYTES = Buffer.from('{"a":1}\nbad one\r\n\nbad two')
const LINE_ENDS = Uint32Array.from([8, 17, 18, 25])

function block(): RecordBlock {
  return {
    ...blockOf([{ key: '', text: '{"a":1}' }]),
    lines: 4,
    lineEnd: LINE_ENDS,
    rejects: 2,
    rejectLine: Uint32Array.from([1, 3]),
    rejectReason: Uint8Array.from([1, 0]),
    rejectColumn: Uint32Array.from([3, 5]),
    blanks: 1,
    blankLine: Uint32Array.from([2]),
  }
}

function chunkOf(file: ShippedFile): Pick<Chunk, 'file' | 'offset' | 'bytes' | 'ack'> {
  const ack = file.watermark.open(0, BYTES.length)
  ack.cut(LINE_ENDS, 4)
  return { file: file.file, offset: 1000, bytes: Uint8Array.from(BYTES), ack }
}

describe('the lines of a chunk beside its records', () => {
  it('are settled as filtered and, once their letters are written, as dead', async () => {
    const file = new ShippedFile()
    const chunk = chunkOf(file)
    const counters = new Counters()
    const letters: DeadLetter[] = []
    let written = (): void => {}
    const settling = settleRest(
      chunk,
      block(),
      'apache',
      {
        write: (more) => {
          letters.push(...more.map((letter) => ({ ...letter, line: Uint8Array.from(letter.line!) })))
          return new Promise((resolve) => {
            written = resolve
          })
        },
      },
      counters,
    )
    chunk.bytes.fill(0)
    expect(file.ledger.total).toEqual({ read: 4, sent: 0, dead: 0, filtered: 1 })
    expect(letters).toMatchObject([
      {
        offset: 1008,
        reason: REJECT_REASONS[1],
        column: 3,
        type: 'apache',
        line: Uint8Array.from(Buffer.from('bad one')),
      },
      { offset: 1018, reason: REJECT_REASONS[0], column: 5, line: Uint8Array.from(Buffer.from('bad two')) },
    ])
    written()
    await settling
    expect(file.ledger.total).toEqual({ read: 4, sent: 0, dead: 2, filtered: 1 })
    expect(counters).toMatchObject({ parsed: 1, rejected: 2 })
    expect(Object.fromEntries(counters.rejectReasons)).toEqual({
      [REJECT_REASONS[0]]: 1,
      [REJECT_REASONS[1]]: 1,
    })
  })

  it('are written some thousand at a time, from a copy, and settled as they are', async () => {
    const file = new ShippedFile()
    const count = 20_000
    const bytes = Uint8Array.from(Buffer.from('x\n'.repeat(count)))
    const lineEnd = Uint32Array.from({ length: count }, (_, i) => 2 * (i + 1))
    const ack = file.watermark.open(0, bytes.length)
    ack.cut(lineEnd, count)
    const rejected: RecordBlock = {
      ...blockOf([]),
      lines: count,
      lineEnd,
      rejects: count,
      rejectLine: Uint32Array.from({ length: count }, (_, i) => i),
      rejectReason: new Uint8Array(count),
      rejectColumn: new Uint32Array(count),
    }
    const offsets: number[] = []
    const sizes: number[] = []
    let go = (): void => {}
    const write = async (letters: readonly DeadLetter[]): Promise<void> => {
      sizes.push(letters.length)
      for (const { offset, line } of letters) {
        offsets.push(offset)
        expect(Buffer.from(line!).toString()).toBe('x')
      }
      await new Promise<void>((resolve) => {
        go = resolve
      })
    }
    const counters = new Counters()
    const settling = settleRest(
      { file: file.file, offset: 0, bytes, ack },
      rejected,
      'apache',
      { write },
      counters,
    )
    bytes.fill(0)
    rejected.lineEnd.fill(0)
    go()
    await expect.poll(() => sizes.length).toBe(2)
    expect(file.ledger.total.dead).toBe(8192)
    go()
    await expect.poll(() => sizes.length).toBe(3)
    go()
    await settling
    expect(sizes).toEqual([8192, 8192, 3616])
    expect(offsets).toEqual(Array.from({ length: count }, (_, i) => 2 * i))
    expect(file.ledger.total.dead).toBe(count)
    expect(file.watermark.settled).toBe(2 * count)
  })

  it('stay unsettled when their letters could not be kept', async () => {
    const file = new ShippedFile()
    const failing = { write: () => Promise.reject(new Error('closed')) }
    await expect(settleRest(chunkOf(file), block(), 'apache', failing, new Counters())).rejects.toThrow(
      'closed',
    )
    expect(file.ledger.total).toMatchObject({ dead: 0, filtered: 1 })
  })
})
