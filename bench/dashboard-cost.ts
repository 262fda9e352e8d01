/** What the dashboard costs while nobody looks: CPU and lines a second of a run with `--dashboard`, beside one without. */
import { dataFile } from './harness/data.ts'
import { interleave } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import type { Section } from './harness/section.ts'
import { startSink } from './harness/sink.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'
import { type Figure, type StreamRun, streamRun } from './harness/stream-run.ts'

export const defaults = { rounds: 7, lines: 2_000_000 }

const MOST_RATIO = 1.05
const WITHOUT = 'without'
const WITH = '--dashboard'

export async function measure({ rounds, data, sink: options }: Options): Promise<readonly Section[]> {
  const file = await dataFile('access', data)
  const sink = await startSink(options)
  const run: StreamRun = {
    package: ROOT,
    files: [file],
    input: { path: file.path, type: 'apache' },
    tls: true,
    flags: ['--no-pacing'],
    single: true,
  }
  const cases = [
    { name: WITHOUT, flags: run.flags },
    { name: WITH, flags: [...run.flags, '--dashboard', '0'] },
  ].map(({ name, flags }) => ({ name, run: () => streamRun({ ...run, flags }, sink) }))
  try {
    const figures = await interleave(cases, rounds)
    const of = (name: string, key: keyof Figure): number[] => figures.get(name)!.map((one) => one[key]!)
    const cpu = ratios(of(WITH, 'cpuPerMillion'), of(WITHOUT, 'cpuPerMillion')).median
    return [
      {
        title: 'The dashboard while nobody looks',
        about: `Files over TLS into an endpoint without limits, with a tap on every line; ${rounds} interleaved runs of ${file.lines} lines; median (least–most). To reach: under 1.05 of the CPU of a run without. Every run's ledger was exact.`,
        headings: ['', 'lines/s', `÷ ${WITHOUT}`, 'CPU s per million', `÷ ${WITHOUT}`, 'peak MB'],
        rows: [WITHOUT, WITH].map((name) => [
          name,
          new Spread(of(name, 'linesPerSecond')).text(short),
          ratios(of(name, 'linesPerSecond'), of(WITHOUT, 'linesPerSecond')).text(fixed(3)),
          new Spread(of(name, 'cpuPerMillion')).text(fixed(2)),
          ratios(of(name, 'cpuPerMillion'), of(WITHOUT, 'cpuPerMillion')).text(fixed(3)),
          new Spread(of(name, 'peakMB')).text(fixed(0)),
        ]),
        goals: [
          {
            what: 'the dashboard while nobody looks: CPU, in parts of a run without',
            goal: String(MOST_RATIO),
            figure: cpu.toFixed(3),
            reached: cpu < MOST_RATIO,
          },
        ],
      },
    ]
  } finally {
    await sink.stop()
  }
}
