/** Start-up: `kinetail --help` and `kinetail parse` of 100 lines, in multiples of `node -e 0`. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { dataFile } from './harness/data.ts'
import { interleave, type Measured } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import type { Section } from './harness/section.ts'
import { fixed, ratios, Spread } from './harness/spread.ts'

/** Starts are short and noisy: many of them. */
export const defaults = { rounds: 41, lines: 100 }

const BARE = 'node -e 0'
/** Multiples of `node -e 0` to stay under. */
const GOALS: Readonly<Record<string, number>> = {
  'kinetail --help': 1.5,
  'kinetail parse, 100 lines': 2,
  'kinetail parse, 100 lines of JSON': 2,
}

export async function measure({ rounds, data }: Options): Promise<readonly Section[]> {
  // Starts are not for a log of the size that the other cases want.
  const file = await dataFile('access', { ...data, lines: defaults.lines })
  const json = await dataFile('application', { ...data, lines: defaults.lines })
  const binary = join(ROOT, 'bin', 'kinetail.js')
  const words: Readonly<Record<string, readonly string[]>> = {
    [BARE]: ['-e', '0'],
    'kinetail --help': [binary, '--help'],
    'kinetail --version': [binary, '--version'],
    'kinetail parse, 100 lines': [binary, 'parse', '--type', 'apache', file.path],
    'kinetail parse, 100 lines of JSON': [binary, 'parse', '--type', 'application', json.path],
    'kinetail stream --help': [binary, 'stream', '--help'],
  }
  const cases = Object.entries(words).map(
    ([name, line]): Measured<number> => ({
      name,
      run: () => start(line),
    }),
  )
  const figures = await interleave(cases, Math.max(rounds, 11))
  const bare = figures.get(BARE)!
  const rows = [...figures].map(([name, all]) => {
    const goal = GOALS[name]
    return [
      name,
      goal === undefined ? '' : `${goal} ×`,
      ratios(all, bare).text(fixed(2)),
      new Spread(all).text(fixed(0)),
    ]
  })
  return [
    {
      title: 'Start-up',
      about: `${bare.length} interleaved starts; median (least–most). The ratio is to the bare start of the same round.`,
      headings: ['command', 'to reach', `× ${BARE}`, 'ms'],
      rows,
      goals: Object.entries(GOALS).map(([name, most]) => {
        const { median } = ratios(figures.get(name)!, bare)
        return {
          what: `${name}: × ${BARE}`,
          goal: `${most}`,
          figure: median.toFixed(2),
          reached: median <= most,
        }
      }),
    },
  ]
}

/** ms from start to end. Nothing is loaded into the process to look at it: that would cost a bare start most. */
async function start(words: readonly string[]): Promise<number> {
  const before = performance.now()
  const child = spawn(process.execPath, words, { stdio: 'ignore' })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`node ${words.join(' ')}: exit code ${code}`)
  return performance.now() - before
}
