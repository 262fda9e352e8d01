/** Whole processes: files into nothing, into /dev/null and into an endpoint, beside what else can be done with them. */
import { baselines } from './harness/baselines.ts'
import { dataFile } from './harness/data.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import { progress } from './harness/machine.ts'
import { type Options, wanted } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import { parseRun } from './harness/parse-run.ts'
import type { Goal, Section } from './harness/section.ts'
import { startSink } from './harness/sink.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'
import { STREAM_CASES, streamCases } from './harness/stream-cases.ts'
import { dropRun, type Figure } from './harness/stream-run.ts'

export const defaults = { rounds: 5, lines: 2_000_000 }

/** Memory at full rate, at most. */
const PEAK_MB = 150
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
    const file = await dataFile(kind, options.data)
    cases.push(
      { name: `parse ${type} to /dev/null`, run: () => parseRun(ROOT, type, file) },
      { name: `${type} to nothing`, run: () => dropRun(type, file) },
    )
  }
  return cases.filter(({ name }) => wanted(name, options))
}

type Figures = ReadonlyMap<string, readonly Figure[]>

function of(figures: Figures, name: string, key: 'linesPerSecond' | 'cpuPerMillion' | 'peakMB'): number[] {
  return figures.get(name)!.map((one) => one[key])
}

function sectionOf(figures: Figures, { rounds, data }: Options): Section {
  const rows = [...figures].map(([name, all]) => {
    const goal = STREAM_CASES.find((one) => one.name === name)?.goal
    const sinkCpu = all.map((one) => one.sinkCpuPerMillion ?? Number.NaN)
    const rate = of(figures, name, 'linesPerSecond')
    const cpu = of(figures, name, 'cpuPerMillion')
    return [
      name,
      goal?.linesPerSecond === undefined ? '' : short(goal.linesPerSecond),
      new Spread(rate).text(short),
      ratios(rate, of(figures, BASELINE, 'linesPerSecond')).text(fixed(2)),
      goal?.cpu === undefined ? '' : String(goal.cpu),
      new Spread(cpu).text(fixed(2)),
      ratios(cpu, of(figures, BASELINE, 'cpuPerMillion')).text(fixed(3)),
      new Spread(of(figures, name, 'peakMB')).text(fixed(0)),
      Number.isNaN(sinkCpu[0]) ? '' : new Spread(sinkCpu).text(fixed(2)),
    ]
  })
  return {
    title: 'Whole processes',
    about: `${rounds} interleaved runs over ${short(data.lines)} lines; median (least–most). Into an endpoint: from the start of the process to the last request there; else to its end. Ratios are to the plain reader (${BASELINE}) of the same round. The endpoint runs on the same cores. After every run into an endpoint or to nothing, the ledger and the checkpoint were exact.`,
    headings: [
      'case',
      'lines/s to reach',
      'lines/s',
      '× plain reader',
      'CPU s to reach',
      'CPU s per million lines',
      '÷ plain reader',
      'peak MB',
      'CPU s of the endpoint',
    ],
    rows,
    goals: goalsOf(figures),
  }
}

function goalsOf(figures: Figures): Goal[] {
  const goals: Goal[] = []
  const median = (name: string, key: Parameters<typeof of>[2]): number =>
    new Spread(of(figures, name, key)).median
  for (const { name, goal, halfOf } of STREAM_CASES.filter((one) => figures.has(one.name))) {
    const rate = median(name, 'linesPerSecond')
    const cpu = median(name, 'cpuPerMillion')
    const peak = new Spread(of(figures, name, 'peakMB')).most
    if (goal) {
      const { linesPerSecond: most, cpu: least } = goal
      goals.push({ what: `${name}: lines/s`, goal: short(most), figure: short(rate), reached: rate >= most })
      if (least !== undefined)
        goals.push({
          what: `${name}: CPU s`,
          goal: `${least}`,
          figure: cpu.toFixed(2),
          reached: cpu <= least,
        })
    }
    if (halfOf !== undefined && figures.has(halfOf)) {
      const part = ratios(of(figures, name, 'linesPerSecond'), of(figures, halfOf, 'linesPerSecond')).median
      goals.push({
        what: `${name}: part of ${halfOf}`,
        goal: '0.5',
        figure: part.toFixed(2),
        reached: part >= 0.5,
      })
    }
    goals.push({
      what: `${name}: peak MB`,
      goal: `${PEAK_MB}`,
      figure: peak.toFixed(0),
      reached: peak < PEAK_MB,
    })
  }
  return goals
}
