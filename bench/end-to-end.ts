/** Whole processes: files into nothing, into /dev/null and into an endpoint, beside what else can be done with them. */
import { baselines } from './harness/baselines.ts'
import { dataFile } from './harness/data.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import { progress } from './harness/machine.ts'
import { type Options, wanted } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import { parseRun } from './harness/parse-run.ts'
import type { Section } from './harness/section.ts'
import { startSink } from './harness/sink.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'
import { STREAM_CASES, streamCases } from './harness/stream-cases.ts'
import type { Figure } from './harness/stream-run.ts'

export const defaults = { rounds: 5, lines: 1_000_000 }

/** The row that every other is a multiple of. */
const BASELINE = 'readline, regular expression, stringify'

export async function measure(options: Options): Promise<readonly Section[]> {
  const sink = await startSink(options.sink)
  try {
    const all = [
      ...(await baselines(
        { ...options, only: options.only.length > 0 ? [...options.only, BASELINE] : [] },
        sink,
      )),
      ...(await parsing(options)),
      ...(await streamCases(options, ROOT, sink)),
    ]
    const figures = await interleave(all, options.rounds, (name, { linesPerSecond }) =>
      progress(`${name}: ${short(linesPerSecond)} lines/s`),
    )
    return [sectionOf(figures, options)]
  } finally {
    await sink.stop()
  }
}

async function parsing(options: Options): Promise<Measured<Figure>[]> {
  const cases: Measured<Figure>[] = []
  for (const [kind, type] of [
    ['access', 'apache'],
    ['application', 'application'],
  ] as const) {
    const name = `parse ${type} to /dev/null`
    if (!wanted(name, options)) continue
    const file = await dataFile(kind, options.data)
    cases.push({ name, run: () => parseRun(ROOT, type, file) })
  }
  return cases
}

function sectionOf(figures: ReadonlyMap<string, readonly Figure[]>, { rounds, data }: Options): Section {
  const rate = (name: string): number[] => figures.get(name)!.map((one) => one.linesPerSecond)
  const rows = [...figures].map(([name, all]) => {
    const goal = STREAM_CASES.find((one) => one.name === name)?.goal
    const sinkCpu = all.map((one) => one.sinkCpuPerMillion ?? Number.NaN)
    return [
      name,
      goal === undefined ? '' : short(goal.linesPerSecond),
      new Spread(rate(name)).text(short),
      ratios(rate(name), rate(BASELINE)).text(fixed(2)),
      goal?.cpu === undefined ? '' : String(goal.cpu),
      new Spread(all.map((one) => one.cpuPerMillion)).text(fixed(2)),
      new Spread(all.map((one) => one.peakMiB)).text(fixed(0)),
      Number.isNaN(sinkCpu[0]) ? '' : new Spread(sinkCpu).text(fixed(2)),
    ]
  })
  return {
    title: 'Whole processes',
    about: `${rounds} interleaved runs over ${short(data.lines)} lines; median (least–most). Into an endpoint: from the start of the process to the last request there; else to its end. The ratio is to the plain reader of the same round.`,
    headings: [
      'case',
      'lines/s to reach',
      'lines/s',
      '× plain reader',
      'CPU s to reach',
      'CPU s per million lines',
      'peak MiB',
      'CPU s of the sink',
    ],
    rows,
  }
}
