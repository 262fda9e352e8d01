/** The bodies of PutRecords: base64 and CBOR by the kernel and by plain TypeScript, and hashing them. */
import { createHash } from 'node:crypto'
import type { Entries } from '../src/batch/batch.ts'
import { openKernel } from '../src/kernel/kernel.ts'
import { CBOR_WIRE } from '../src/sink/kinesis/cbor-wire.ts'
import { JSON_WIRE } from '../src/sink/kinesis/json-wire.ts'
import { KernelBodies } from '../src/sink/kinesis/kernel-bodies.ts'
import { PlainBodies } from '../src/sink/kinesis/plain-bodies.ts'
import { cpuSeconds } from './harness/cpu.ts'
import { interleave } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { fixed, ratios, Spread } from './harness/spread.ts'

export const defaults = { rounds: 7, lines: 500_000 }

const RECORDS = 500
/** Mean JSON of an access-log line, and its key, in bytes. */
const RECORD_BYTES = 400
const KEY_BYTES = 11

export async function measure({ rounds, data }: Options): Promise<readonly Section[]> {
  const requests = Math.ceil(data.lines / RECORDS)
  const entries = recordsInKernel()
  const writers = {
    'JSON, plain': new PlainBodies(JSON_WIRE, 'bench'),
    'JSON, kernel': new KernelBodies(openKernel()!, JSON_WIRE, 'bench'),
    'CBOR, plain': new PlainBodies(CBOR_WIRE, 'bench'),
    'CBOR, kernel': new KernelBodies(openKernel()!, CBOR_WIRE, 'bench'),
  }
  const perMillion = (act: () => number): number => {
    let bytes = 0
    const seconds = cpuSeconds(() => {
      for (let i = 0; i < requests; i++) bytes += act()
    })
    if (bytes < requests * RECORDS * RECORD_BYTES) throw new Error(`${bytes} bytes were written`)
    return (seconds / (requests * RECORDS)) * 1e6
  }
  const cases = Object.entries(writers).map(([name, writer]) => ({
    name,
    run: async () =>
      perMillion(() => {
        const { bytes, memory } = writer.write(entries)!
        memory.free()
        return bytes.length
      }),
  }))
  for (const name of ['JSON, kernel', 'CBOR, kernel'] as const) {
    const { bytes } = writers[name].write(entries)!
    const run = async (): Promise<number> =>
      perMillion(() => {
        createHash('sha256').update(bytes).digest()
        return bytes.length
      })
    cases.push({ name: `SHA-256 of ${name.slice(0, 4)}`, run })
  }
  const all = await interleave(cases, rounds + 1)
  const figures = (name: string): number[] => all.get(name)!.slice(1)
  return [
    {
      title: 'Bodies of PutRecords',
      about: `${RECORDS} records of ${RECORD_BYTES} bytes a request, written from where they lie; ${rounds} interleaved runs of ${requests} requests; median (least–most). CPU seconds per million records.`,
      headings: ['case', 'CPU s', '÷ JSON, plain'],
      rows: cases.map(({ name }) => [
        name,
        new Spread(figures(name)).text(fixed(3)),
        ratios(figures(name), figures('JSON, plain')).text(fixed(2)),
      ]),
    },
  ]
}

/** Records as an engine leaves them: in the kernel's memory, one after the other, each with its key in it. */
function recordsInKernel(): Entries {
  const kernel = openKernel()!
  const slab = kernel.arena.take(RECORDS * RECORD_BYTES + 128)!
  const bytes = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
  for (let i = 0; i < RECORDS; i++) {
    const key = `10.0.${100 + (i % 100)}.${i % 10}`.padEnd(KEY_BYTES, '0')
    bytes.set(
      Buffer.from(`{"ip_address":"${key}","path":"`.padEnd(RECORD_BYTES, 'a line ')),
      i * RECORD_BYTES,
    )
  }
  const keyAt = '{"ip_address":"'.length
  return {
    length: RECORDS,
    bytes: () => bytes,
    start: (i) => i * RECORD_BYTES,
    end: (i) => (i + 1) * RECORD_BYTES,
    keyStart: (i) => i * RECORD_BYTES + keyAt,
    keyEnd: (i) => i * RECORD_BYTES + keyAt + KEY_BYTES,
    key: (i) => Buffer.from(bytes.subarray(i * RECORD_BYTES + keyAt)).toString('latin1', 0, KEY_BYTES),
  }
}
