import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child.ts'
import type { DataFile } from './data.ts'
import type { Sink } from './sink.ts'

/** What a run cost, and where that is known, what arrived. */
export interface Figure {
  readonly linesPerSecond: number
  readonly cpuPerMillion: number
  readonly peakMB: number
  /** CPU seconds of the sink per million lines. */
  readonly sinkCpuPerMillion?: number
}

export interface StreamRun {
  /** Folder of the package whose `kinetail` is run. */
  readonly package: string
  readonly files: readonly DataFile[]
  /** The one object of `--log-files`. */
  readonly input: { readonly path: string; readonly type: string; readonly format?: string }
  readonly tls: boolean
  /** Flags that make the case. */
  readonly flags: readonly string[]
  /** One line is one entry: then as many have to arrive as the ledger says were sent. */
  readonly single: boolean
}

/** Statistics of a run, as far as they are looked at here. */
interface Ledger {
  readonly read: number
  readonly sent: number
  readonly dead_lettered: number
  readonly filtered: number
  readonly in_flight: number
}

/** What every client of the sink needs to find and to trust it. */
export function sinkEnvironment(sink: Sink): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    NODE_EXTRA_CA_CERTS: sink.certificate,
  }
}

/**
 * `kinetail stream --once` over the files into the sink, as users run it: checkpoints, acknowledgements, retries and order.
 * The clock runs from the start of the process to the last request at the sink. Throws unless every figure of the
 * ledger and the checkpoint is exact.
 */
export async function streamRun(run: StreamRun, sink: Sink): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-bench-run-'))
  try {
    await sink.reset()
    const before = await sink.arrived()
    const cost = await runChild({
      command: process.execPath,
      words: [
        join(run.package, 'bin', 'kinetail.js'),
        ...['stream', '--stream-name', 'bench', '--once', '--json', '--stats-interval', '1h'],
        ...['--endpoint-url', run.tls ? sink.https : sink.http, '--checkpoint-dir', folder],
        ...['--log-files', JSON.stringify([run.input])],
        ...run.flags,
      ],
      env: sinkEnvironment(sink),
      keepOutput: true,
    })
    const after = await sink.arrived()
    const { ledger } = JSON.parse(cost.output.trim().split('\n').at(-1)!) as { ledger: Ledger }
    const lines = run.files.reduce((sum, file) => sum + file.lines, 0)
    expectExact(ledger, lines, run.single ? after.records : undefined)
    expectSettled(folder, run.files)
    return {
      linesPerSecond: lines / (after.t_last - cost.startedAt / 1000),
      cpuPerMillion: (cost.cpuSeconds / lines) * 1e6,
      peakMB: cost.peakMB,
      sinkCpuPerMillion: ((after.cpu - before.cpu) / lines) * 1e6,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The same chain without an endpoint: into a sink that keeps nothing, from the start of the process to its end. */
export async function dropRun(type: string, file: DataFile): Promise<Figure> {
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-bench-run-'))
  try {
    const words = [join(import.meta.dirname, 'drop-stream.js'), file.path, type, folder]
    const cost = await runChild({ command: process.execPath, words, keepOutput: true })
    expectExact(JSON.parse(cost.output) as Ledger, file.lines, undefined)
    expectSettled(folder, [file])
    return {
      linesPerSecond: file.lines / cost.wallSeconds,
      cpuPerMillion: (cost.cpuSeconds / file.lines) * 1e6,
      peakMB: cost.peakMB,
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @param records that arrived, where each is one line */
function expectExact(ledger: Ledger, lines: number, records: number | undefined): void {
  const { read, sent, dead_lettered, filtered, in_flight } = ledger
  const exact = read === lines && read === sent + dead_lettered + filtered && in_flight === 0
  if (!exact || (records !== undefined && records !== sent))
    throw new Error(
      `the ledger is not exact: ${lines} lines, ${records} records arrived, ledger ${JSON.stringify(ledger)}`,
    )
}

/** The checkpoint of every file lies at its end. */
function expectSettled(folder: string, files: readonly DataFile[]): void {
  const text = readFileSync(join(folder, 'checkpoint.json'), 'utf8')
  const { files: places } = JSON.parse(text) as { files: readonly { path: string; offset: number }[] }
  const offsets = new Map(places.map(({ path, offset }) => [path, offset]))
  for (const { path, bytes } of files)
    if (offsets.get(path) !== bytes)
      throw new Error(
        `the checkpoint of ${path} is at ${offsets.get(path)} of ${bytes} bytes (${readdirSync(folder).join(', ')})`,
      )
}
