/** Two builds, interleaved: `compare A [B]`, each a folder of a built package or a git revision; B is this one. Ratios of A. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { dataFile } from './harness/data.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import { progress } from './harness/machine.ts'
import { type Options, wanted } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import { parseRun } from './harness/parse-run.ts'
import type { Section } from './harness/section.ts'
import { startSink } from './harness/sink.ts'
import { fixed, ratios, Spread, short } from './harness/spread.ts'
import { streamCases } from './harness/stream-cases.ts'
import type { Figure } from './harness/stream-run.ts'

export const defaults = { rounds: 5, lines: 500_000 }

/** Without `--only`: the cases that tell most for the time they take. */
const USUAL = ['parse', 'apache, TLS', 'application, TLS']

interface Build {
  readonly folder: string
  remove(): void
}

export async function measure(options: Options): Promise<readonly Section[]> {
  const [a, b] = options.words
  if (a === undefined)
    throw new Error('compare what? `npm run bench -- compare FOLDER_OR_REVISION [FOLDER_OR_REVISION]`')
  const chosen = options.only.length > 0 ? options : { ...options, only: USUAL }
  const builds = [buildOf(a), buildOf(b ?? ROOT)] as const
  const sink = await startSink(options.sink)
  try {
    // One after the other: both want the same data written.
    const cases = [
      await casesOf(chosen, builds[0].folder, sink),
      await casesOf(chosen, builds[1].folder, sink),
    ] as const
    const both = cases[0].filter(({ name }) => cases[1].some((other) => other.name === name))
    const named = cases.flatMap((all, i) =>
      all
        .filter(({ name }) => both.some((one) => one.name === name))
        .map((one) => ({ ...one, name: nameOf(one.name, i) })),
    )
    const figures = await interleave(named, options.rounds, (name, { linesPerSecond }) =>
      progress(`${name}: ${short(linesPerSecond)} lines/s`),
    )
    return [sectionOf(both, figures, [a, b ?? 'this build'], options.rounds)]
  } finally {
    await sink.stop()
    for (const build of builds) build.remove()
  }
}

const nameOf = (name: string, build: number): string => `${name} [${'AB'[build]}]`

async function casesOf(
  options: Options,
  folder: string,
  sink: Awaited<ReturnType<typeof startSink>>,
): Promise<Measured<Figure>[]> {
  const parsing: Measured<Figure>[] = []
  for (const [kind, type] of [
    ['access', 'apache'],
    ['application', 'application'],
  ] as const) {
    const name = `parse ${type} to /dev/null`
    if (!wanted(name, options)) continue
    const file = await dataFile(kind, options.data)
    parsing.push({ name, run: () => parseRun(folder, type, file) })
  }
  return [...parsing, ...(await streamCases(options, folder, sink))]
}

function sectionOf(
  both: readonly Measured<Figure>[],
  figures: ReadonlyMap<string, readonly Figure[]>,
  [a, b]: readonly [string, string],
  rounds: number,
): Section {
  const of = (name: string, build: number, key: 'linesPerSecond' | 'cpuPerMillion' | 'peakMB'): number[] =>
    figures.get(nameOf(name, build))!.map((one) => one[key])
  const cells = (name: string, key: Parameters<typeof of>[2], show: (value: number) => string): string[] => [
    new Spread(of(name, 0, key)).text(show),
    new Spread(of(name, 1, key)).text(show),
    ratios(of(name, 1, key), of(name, 0, key)).text(fixed(3)),
  ]
  return {
    title: `A: ${a}, B: ${b}`,
    about: `${rounds} interleaved runs of each; median (least–most); B/A is the ratio of the runs of one round.`,
    headings: ['case', 'lines/s A', 'B', 'B/A', 'CPU s per million A', 'B', 'B/A', 'peak MB A', 'B', 'B/A'],
    rows: both.map(({ name }) => [
      name,
      ...cells(name, 'linesPerSecond', short),
      ...cells(name, 'cpuPerMillion', fixed(2)),
      ...cells(name, 'peakMB', fixed(0)),
    ]),
  }
}

/** A built package as it is, or a revision in a worktree of its own, built there and removed afterwards. */
function buildOf(what: string): Build {
  const folder = resolve(ROOT, what)
  if (existsSync(join(folder, 'dist', 'cli', 'main.js'))) return { folder, remove: () => {} }
  const place = mkdtempSync(join(tmpdir(), 'kinetail-bench-build-'))
  const git = (...words: string[]): Buffer => execFileSync('git', ['-C', ROOT, ...words], { stdio: 'pipe' })
  git('worktree', 'add', '--detach', '--force', place, what)
  symlinkSync(join(ROOT, 'node_modules'), join(place, 'node_modules'))
  progress(`building ${what}`)
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: place, stdio: ['ignore', 'ignore', 'inherit'] })
  const remove = (): void => {
    rmSync(join(place, 'node_modules'))
    git('worktree', 'remove', '--force', place)
  }
  return { folder: place, remove }
}
