/** What live statistics cost at full rate: CPU of a run that prints them each second, beside one that prints the last only. */
import { dataFile } from './harness/data.ts'
import { interleave } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import type { Section } from './harness/section.ts'
import { startSink } from './harness/sink.ts'
import { fixed, ratios, Spread } from './harness/spread.ts'
import { type StreamRun, streamRun } from './harness/stream-run.ts'

export const defaults = { rounds: 7, lines: 1_000_000 }

const MOST_RATIO = 1.03
const INTERVALS = ['1h', '1s', '100ms']

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
  const cases = INTERVALS.map((interval) => ({
    name: interval,
    run: async () => {
      const flags = [...run.flags, '--stats-interval', interval]
      return (await streamRun({ ...run, flags }, sink)).cpuPerMillion
    },
  }))
  try {
    const figures = await interleave(cases, rounds)
    const silent = figures.get(INTERVALS[0]!)!
    const each = ratios(figures.get('1s')!, silent).median
    return [
      {
        title: 'Live statistics',
        about: `CPU seconds per million lines over TLS, by \`--stats-interval\`; ${rounds} interleaved runs of ${file.lines} lines; median (least–most). To reach: under 1.03 of a run that prints none but the last, at 1s. Every run's ledger was exact.`,
        headings: ['interval', 'CPU s', `÷ ${INTERVALS[0]}`],
        rows: [...figures].map(([name, all]) => [
          name,
          new Spread(all).text(fixed(2)),
          ratios(all, silent).text(fixed(3)),
        ]),
        goals: [
          {
            what: 'statistics each second: CPU, in parts of a run without',
            goal: String(MOST_RATIO),
            figure: each.toFixed(3),
            reached: each < MOST_RATIO,
          },
        ],
      },
    ]
  } finally {
    await sink.stop()
  }
}
