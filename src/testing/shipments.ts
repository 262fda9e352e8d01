import type { Shipment } from '../batch/batch.ts'
import { Watermark } from '../checkpoint/ack.ts'
import type { RecordBlock } from '../format/format.ts'
import { openKernel } from '../kernel/kernel.ts'
import { SLACK, type Slab } from '../kernel/memory.ts'
import type { SourceFile } from '../source/source.ts'
import { Ledger } from '../stats/ledger.ts'

/** A record to ship: its partition key ('' for none) and its text. */
export interface Line {
  readonly key: string
  readonly text: string
}

/** One file whose lines are cut, shipped and accounted for as the pipeline does it. */
export class ShippedFile {
  readonly ledger: Ledger = new Ledger()
  readonly file: SourceFile
  readonly watermark: Watermark
  /** Bytes of the file so far. */
  length = 0
  /** Shipments whose block was released. */
  released = 0

  constructor(path: string = '/var/log/app.log', id: number = 1) {
    this.file = { id, path, name: path, generation: '0123456789abcdef', input: 0 }
    this.watermark = new Watermark(0, this.ledger, this.ledger.file(path))
  }

  /** The next chunk of the file: each line is `<key> <text>` in it, and `<text>` is the record. */
  next(lines: readonly Line[], writtenAt: number = Date.now()): Shipment {
    const block = blockOf(lines)
    const bytes = block.lineEnd[lines.length - 1] ?? 0
    const ack = this.watermark.open(this.length, bytes)
    ack.cut(block.lineEnd, lines.length)
    const offset = this.length
    this.length += bytes
    return {
      block,
      ack,
      file: this.file,
      offset,
      logTypes: ['application'],
      writtenAt,
      release: () => {
        this.released++
      },
    }
  }
}

/** A block as an engine makes it; the key lies quoted behind each record's text so that it can be pointed at. */
export function blockOf(lines: readonly Line[]): RecordBlock {
  const encoded = lines.map((line) => ({ key: Buffer.from(line.key), text: Buffer.from(line.text) }))
  const bytes = Buffer.alloc(encoded.reduce((sum, { key, text }) => sum + key.length + text.length + 1, 0))
  const numbers = (): Uint32Array => new Uint32Array(lines.length)
  const [start, end, keyStart, keyEnd, line, lineEnd] = Array.from({ length: 6 }, numbers) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ]
  let at = 0
  encoded.forEach(({ key, text }, i) => {
    keyStart[i] = at
    keyEnd[i] = at + key.copy(bytes, at)
    start[i] = keyEnd[i]!
    end[i] = start[i]! + text.copy(bytes, start[i])
    at = end[i]! + 1
    bytes[at - 1] = 0x0a
    line[i] = i
    lineEnd[i] = at
  })
  const none = new Uint32Array(0)
  return {
    bytes,
    length: at,
    records: lines.length,
    start,
    end,
    keyStart,
    keyEnd,
    line,
    eventTime: new Float64Array(lines.length).fill(Number.NaN),
    logType: new Uint8Array(lines.length),
    lines: lines.length,
    lineEnd,
    rejects: 0,
    rejectLine: none,
    rejectReason: new Uint8Array(0),
    rejectColumn: none,
    blanks: 0,
    blankLine: none,
  }
}

/** A copy of a block whose bytes and positions lie in kernel memory, as the kernel's engine makes them. */
export function inKernelMemory(block: RecordBlock): { block: RecordBlock; free: () => void } {
  const kernel = openKernel()!
  const slabs: Slab[] = []
  const put = <Array extends Uint8Array | Uint32Array>(
    values: Array,
    make: new (buffer: ArrayBuffer, at: number, length: number) => Array,
  ): Array => {
    const slab = kernel.arena.take(values.byteLength + SLACK)!
    slabs.push(slab)
    const copy = new make(kernel.bytes.buffer, slab.at, values.length)
    copy.set(values as never)
    return copy
  }
  const words = (values: Uint32Array): Uint32Array => put(values, Uint32Array)
  const { start, end, keyStart, keyEnd } = block
  return {
    block: {
      ...block,
      bytes: put(new Uint8Array(block.bytes), Uint8Array),
      start: words(start),
      end: words(end),
      keyStart: words(keyStart),
      keyEnd: words(keyEnd),
    },
    free: () => {
      for (const slab of slabs) kernel.arena.giveBack(slab)
    },
  }
}
