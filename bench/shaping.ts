/** Rules and schemas beside records as they are: what `keep`, `sample`, `redact`, `add` and `--schema` cost the parser. */
import { readFileSync } from 'node:fs'
import { createEngine } from '../src/format/create-engine.ts'
import type { ShapeOptions } from '../src/format/shape/shape-options.ts'
import { SlabBlock } from '../src/format/slab-block.ts'
import { openKernel } from '../src/kernel/kernel.ts'
import { cpuSeconds } from './harness/cpu.ts'
import { type DataFile, dataFile } from './harness/data.ts'
import { interleave } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'

export const defaults = { rounds: 5, lines: 100_000 }

const CHUNK_BYTES = 256 * 1024
const OPTIONS = { host: 'web-1', keyField: 'auto', maxRecordBytes: 1024 * 1024 } as const
const PLAIN = 'no rule'
const KEY = 'KINETAIL_BENCH_KEY'

const COMMON: readonly (readonly [name: string, shape: ShapeOptions | undefined])[] = [
  [PLAIN, undefined],
  ['add one field', { add: { env: 'prod' } }],
  ['schema ecs', { schema: 'ecs' }],
  ['schema otel', { schema: 'otel' }],
]

const SHAPES: Readonly<Record<'apache' | 'application', typeof COMMON>> = {
  apache: [
    ...COMMON,
    ['keep status_code >= 200 (all stay)', { keep: [['status_code >= 200']] }],
    [
      "keep status_code >= 500 OR path LIKE '/api/%'",
      { keep: [["status_code >= 500 OR path LIKE '/api/%'"]] },
    ],
    ['sample 10 % by ip_address', { sample: [{ rate: 0.1, by: 'ip_address' }] }],
    ['redact ip', { redact: [{ ip: true }] }],
    ['redact query token', { redact: [{ query: ['token'] }] }],
    ['pseudonyms of ip_address', { redact: [{ pseudonymise: ['ip_address'], key_env: KEY }] }],
  ],
  application: [
    ...COMMON,
    ["drop level = 'DEBUG'", { drop: ["level = 'DEBUG'"] }],
    ['redact mask user_id', { redact: [{ mask: ['user_id'] }] }],
    ['redact pattern in every text', { redact: [{ patterns: ['\\b\\d{13,16}\\b'] }] }],
  ],
}

export async function measure({ rounds, data }: Options): Promise<readonly Section[]> {
  process.env[KEY] = 'a key for the benchmark alone'
  const files = { apache: await dataFile('access', data), application: await dataFile('application', data) }
  const sections: Section[] = []
  for (const type of ['apache', 'application'] as const) {
    const cases = SHAPES[type].map(([name, shape]) => ({ name, run: prepare(type, files[type], shape) }))
    // The first round warms up.
    const figures = await interleave(cases, rounds + 1)
    const of = (name: string): number[] => figures.get(name)!.slice(1)
    sections.push({
      title: `Shaping records, ${type}`,
      about: `In memory, one core, by CPU time, with host and event id; ${rounds} interleaved runs; median (least–most).`,
      headings: ['rules', 'lines/s', 'ratio to no rule'],
      rows: [...figures.keys()].map((name) => [
        name,
        new Spread(of(name)).text(short),
        ratios(of(name), of(PLAIN)).text(fixed(2)),
      ]),
    })
  }
  return sections
}

function prepare(type: string, { path }: DataFile, shape: ShapeOptions | undefined): () => Promise<number> {
  const engine = createEngine({ type, shape }, OPTIONS)
  const block = new SlabBlock(openKernel())
  const bytes = readFileSync(path)
  return async () => {
    let lines = 0
    const seconds = cpuSeconds(() => {
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + CHUNK_BYTES)
        const next = end === bytes.length ? end : bytes.lastIndexOf(0x0a, end - 1) + 1
        const chunk = {
          bytes: bytes.subarray(at, next),
          offset: at,
          readAt: 1_705_314_645_000,
          generation: '0123456789abcdef',
        }
        lines += engine.parse(chunk, block).lines
        at = next
      }
    })
    return lines / seconds
  }
}
