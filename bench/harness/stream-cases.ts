import { dirname, join } from 'node:path'
import { type DataKind, dataFile, splitFile } from './data.ts'
import type { Measured } from './interleave.ts'
import { progress } from './machine.ts'
import { type Options, wanted } from './options.ts'
import { knows } from './package.ts'
import type { Sink } from './sink.ts'
import { type Figure, streamRun } from './stream-run.ts'
import { FIELDS12_FORMAT } from './variants.ts'

/** A way of running `kinetail stream` that is worth a row. */
export interface StreamCase {
  readonly name: string
  readonly kind: DataKind
  readonly tls: boolean
  readonly flags: readonly string[]
  /** Number of files that the lines lie in; 1 unless told. */
  readonly files?: number
  /** One entry holds many lines. */
  readonly packed?: boolean
  /** A case of whose lines a second it is to reach half. */
  readonly halfOf?: string
  /** What is to be reached: lines a second, and CPU seconds per million lines. */
  readonly goal?: { readonly linesPerSecond: number; readonly cpu?: number }
}

const plain = { kind: 'access', tls: true, flags: [] } as const

export const STREAM_CASES: readonly StreamCase[] = [
  { ...plain, name: 'apache, TLS', goal: { linesPerSecond: 800e3, cpu: 1.4 } },
  { ...plain, name: 'apache, plain HTTP', tls: false },
  { ...plain, name: 'apache, TLS, CBOR', flags: ['--wire', 'cbor'] },
  { ...plain, name: 'apache, TLS, 100 files', files: 100 },
  { ...plain, name: 'apache, TLS, a second a line', kind: 'sparse', halfOf: 'apache, TLS' },
  { ...plain, name: 'apache, TLS, escapes', kind: 'escapes', halfOf: 'apache, TLS' },
  { ...plain, name: 'apache, TLS, 1 % hostile', kind: 'hostile', halfOf: 'apache, TLS' },
  { ...plain, name: '12 fields, TLS', kind: 'fields12' },
  {
    ...plain,
    name: 'apache, TLS, packed lines',
    flags: ['--pack', 'lines'],
    packed: true,
    goal: { linesPerSecond: 1.1e6, cpu: 0.9 },
  },
  {
    ...plain,
    name: 'apache, TLS, packed KPL',
    flags: ['--pack', 'kpl'],
    packed: true,
    goal: { linesPerSecond: 800e3 },
  },
  {
    ...plain,
    name: 'apache, TLS, lines, gzip',
    flags: ['--pack', 'lines', '--compress', 'gzip'],
    packed: true,
  },
  { ...plain, name: 'application, TLS', kind: 'application', goal: { linesPerSecond: 900e3, cpu: 1.1 } },
]

/** The cases that are wanted and that the package in `folder` can run, ready to be interleaved; data is written first. */
export async function streamCases(options: Options, folder: string, sink: Sink): Promise<Measured<Figure>[]> {
  const ready: Measured<Figure>[] = []
  const common = knows(folder, '--no-pacing') ? ['--no-pacing'] : []
  for (const one of STREAM_CASES.filter(({ name }) => wanted(name, options))) {
    const unknown = one.flags.find((word) => word.startsWith('--') && !knows(folder, word))
    if (unknown !== undefined) {
      progress(`left out: ${one.name}, because this build does not know ${unknown}`)
      continue
    }
    if (options.sink.binary !== undefined && one.flags.includes('cbor')) {
      progress(`left out: ${one.name}, because the endpoint given speaks JSON only`)
      continue
    }
    const file = await dataFile(one.kind, options.data)
    const files = one.files === undefined ? [file] : await splitFile(file, one.files)
    const run = {
      package: folder,
      files,
      input: {
        path: files.length === 1 ? file.path : join(dirname(files[0]!.path), '*.log'),
        type: one.kind === 'application' ? 'application' : 'apache',
        ...(one.kind === 'fields12' ? { format: FIELDS12_FORMAT } : {}),
      },
      tls: one.tls,
      flags: [...common, ...one.flags],
      single: one.packed !== true,
    }
    ready.push({ name: one.name, run: () => streamRun(run, sink) })
  }
  return ready
}
