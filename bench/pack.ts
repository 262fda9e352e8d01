/** Packing: CPU of the packers and of compression for a million records, and the bytes that are left of each. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import * as zlib from 'node:zlib'
import { AggregatePacker } from '../src/aws/aggregate-packer.ts'
import { KernelAggregatePacker } from '../src/aws/kernel-aggregate-packer.ts'
import type { Entries } from '../src/batch/batch.ts'
import { KernelLinesPacker } from '../src/batch/kernel-lines-packer.ts'
import { LinesPacker } from '../src/batch/lines-packer.ts'
import { PACK_SLACK, type Packer } from '../src/batch/packer.ts'
import { PlaceList } from '../src/batch/place-list.ts'
import { createEngine } from '../src/format/create-engine.ts'
import { type Kernel, openKernel } from '../src/kernel/kernel.ts'
import { SLACK } from '../src/kernel/memory.ts'
import { Frames, hasZstd } from '../src/sink/kinesis/frames.ts'
import { dataFile } from './harness/data.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import { type Options, wanted } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { fixed, ratios, Spread } from './harness/spread.ts'

export const defaults = { rounds: 7, lines: 100_000 }

const BASELINE = 'lines, plain'
const CHUNK_BYTES = 256 * 1024
const ENTRY_BYTES = 256_000
/** Entries packed before they are ended, as in a request. */
const REQUEST_ENTRIES = 4
/** Lanes that the records of a block are dealt to: in a stream of two shards every other one is a neighbour of none. */
const LANES = 2

interface Figure {
  readonly cpuPerMillion: number
  readonly bytesPerRecord: number
}

/** Records of access-log lines in blocks in the kernel's memory; those of one lane, whose keys lie with them. */
class LaneEntries implements Entries {
  readonly #place: { bytes: Uint8Array; start: number; end: number; keyStart: number; keyEnd: number }[] = []

  get length(): number {
    return this.#place.length
  }

  add(bytes: Uint8Array, start: number, end: number, keyStart: number, keyEnd: number): void {
    this.#place.push({ bytes, start, end, keyStart, keyEnd })
  }

  bytes(i: number): Uint8Array {
    return this.#place[i]!.bytes
  }

  start(i: number): number {
    return this.#place[i]!.start
  }

  end(i: number): number {
    return this.#place[i]!.end
  }

  keyStart(i: number): number {
    return this.#place[i]!.keyStart
  }

  keyEnd(i: number): number {
    return this.#place[i]!.keyEnd
  }

  key(i: number): string {
    const { bytes, keyStart, keyEnd } = this.#place[i]!
    return Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset + keyStart, keyEnd - keyStart).toString()
  }
}

function readLanes(path: string, kernel: Kernel): LaneEntries[] {
  const lanes = Array.from({ length: LANES }, () => new LaneEntries())
  const engine = createEngine(
    { type: 'apache' },
    { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 ** 2 },
  )
  const log = readFileSync(path)
  for (let at = 0; at < log.length; ) {
    const end = log.lastIndexOf(0x0a, at + CHUNK_BYTES) + 1
    const bytes = log.subarray(at, end)
    const block = engine.parse({ bytes, offset: at, readAt: 0, generation: '0123456789abcdef' })
    const slab = kernel.arena.take(block.length + 1 + SLACK)
    if (slab === undefined) throw new Error('so many lines do not fit into the memory of the kernel')
    const copy = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
    copy.set(block.bytes.subarray(0, block.length + 1))
    for (let i = 0; i < block.records; i++) {
      const [keyStart, keyEnd] = [block.keyStart[i]!, block.keyEnd[i]!]
      // By a hash of the key, as a stream deals them.
      const lane = lanes[createHash('md5').update(copy.subarray(keyStart, keyEnd)).digest()[0]! % LANES]!
      lane.add(copy, block.start[i]!, block.end[i]!, keyStart, keyEnd)
    }
    at = end
  }
  return lanes
}

/** Packs all records; the sizes of the entries. `each` is told of what lies in `target` before it is written over. */
async function packAll(
  packer: Packer,
  entries: Entries,
  target: Uint8Array,
  each: (data: readonly Uint8Array[]) => Promise<number>,
): Promise<number> {
  let total = 0
  for (let from = 0; from < entries.length; ) {
    const data: Uint8Array[] = []
    for (let at = 0; from < entries.length && data.length < REQUEST_ENTRIES; ) {
      const { end, records } = packer.pack(entries, from, entries.length, target, at, ENTRY_BYTES)
      data.push(target.subarray(at, end))
      from += records
      at = end + PACK_SLACK
    }
    packer.seal()
    total += await each(data)
  }
  return total
}

type Compress = (data: Uint8Array, options: object) => Promise<Buffer>
const sizes = async (data: readonly Uint8Array[]): Promise<number> =>
  data.reduce((sum, one) => sum + one.length, 0)
const compressed =
  (method: Compress, options: object) =>
  async (data: readonly Uint8Array[]): Promise<number> =>
    sizes(await Promise.all(data.map((one) => method(one, { chunkSize: 512 * 1024, ...options }))))

const framed =
  (frames: Frames) =>
  async (data: readonly Uint8Array[]): Promise<number> =>
    sizes(await Promise.all(data.map((one) => frames.compress(one))))

export async function measure(options: Options): Promise<readonly Section[]> {
  const kernel = openKernel()
  if (kernel === null) throw new Error('there is no kernel: build first')
  // What comes of more lines has no room in the kernel's memory.
  const lines = Math.min(options.data.lines, defaults.lines)
  const lanes = readLanes((await dataFile('access', { ...options.data, lines })).path, kernel)
  const slab = kernel.arena.take(REQUEST_ENTRIES * (ENTRY_BYTES + PACK_SLACK))!
  const target = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
  const records = lanes.reduce((sum, { length }) => sum + length, 0)
  const places = new PlaceList(kernel)
  const packLines = new KernelLinesPacker(kernel, places)
  const kpl = new KernelAggregatePacker(kernel, places)
  const gzip = promisify(zlib.gzip) as Compress
  const measured = (name: string, packer: Packer, each = sizes): Measured<Figure> => ({
    name,
    async run() {
      const before = process.cpuUsage()
      let bytes = 0
      for (const lane of lanes) bytes += await packAll(packer, lane, target, each)
      const { user, system } = process.cpuUsage(before)
      return { cpuPerMillion: (user + system) / records, bytesPerRecord: bytes / records }
    },
  })
  const all = [
    measured(BASELINE, new LinesPacker()),
    measured('lines, kernel', packLines),
    measured('KPL, plain', new AggregatePacker()),
    measured('KPL, kernel', kpl),
    measured('lines, gzip', packLines, framed(new Frames('gzip'))),
    ...[1, 6].map((level) =>
      measured(`lines, gzip ${level}, a context each`, packLines, compressed(gzip, { level })),
    ),
    ...(hasZstd ? [measured('lines, zstd', packLines, framed(new Frames('zstd')))] : []),
  ].filter(({ name }) => name === BASELINE || wanted(name, options))
  await interleave(all, 1)
  const figures = await interleave(all, options.rounds)
  const cpu = (name: string): number[] => figures.get(name)!.map(({ cpuPerMillion }) => cpuPerMillion)
  return [
    {
      title: 'Packing',
      about: `${records} records of ${LANES} lanes into entries of ${ENTRY_BYTES} bytes, ${options.rounds} interleaved rounds; median (least–most). The ratio is to the first of the same round.`,
      headings: ['how', 'CPU s per million records', 'ratio', 'bytes a record'],
      rows: [...figures].map(([name, found]) => [
        name,
        new Spread(cpu(name)).text(fixed(2)),
        ratios(cpu(name), cpu(BASELINE)).text(fixed(2)),
        found[0]!.bytesPerRecord.toFixed(1),
      ]),
    },
  ]
}
