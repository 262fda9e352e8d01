/** The whole table, written to docs/performance.md with the machine and the date: about ten minutes on two idle cores. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { machine, progress } from './harness/machine.ts'
import { readOptions } from './harness/options.ts'
import { ROOT } from './harness/package.ts'
import { type Benchmark, type Goal, type Section, tableOf } from './harness/section.ts'
import { Table } from './harness/table.ts'

export const defaults = { rounds: 5, lines: 1_000_000 }

/** What the table is made of. Each with rounds and lines of its own, unless told. */
const PARTS = [
  'access',
  'application',
  'put-body',
  'pack',
  'end-to-end',
  'latency',
  'statistics-cost',
  'dashboard-cost',
  'compile-format',
  'startup',
  'sink',
] as const
const PAGE = join(ROOT, 'docs', 'performance.md')
const [BEGIN, END] = ['<!-- figures: npm run bench -- all -->', '<!-- end of figures -->']

export async function measure(): Promise<readonly Section[]> {
  const sections: Section[] = []
  const failed: string[] = []
  for (const name of PARTS) {
    progress(`${new Date().toISOString().slice(11, 19)} ${name}`)
    try {
      const benchmark = (await import(`./${name}.js`)) as Benchmark
      sections.push(...(await benchmark.measure(readOptions(benchmark.defaults))))
    } catch (error) {
      // The other figures are worth having.
      failed.push(name)
      progress(`${name} failed: ${error instanceof Error ? error.stack : error}`)
    }
  }
  const all = [goalSection(sections.flatMap(({ goals = [] }) => goals)), ...sections]
  writePage(all, failed)
  if (failed.length > 0) process.exitCode = 1
  return all
}

function goalSection(goals: readonly Goal[]): Section {
  return {
    title: 'Goals',
    about: 'Medians of the tables below, each against what is to be reached.',
    headings: ['what', 'to reach', 'figure', ''],
    rows: goals.map(({ what, goal, figure, reached }) => [
      what,
      goal,
      figure,
      reached ? 'reached' : 'not reached',
    ]),
  }
}

/** Between its two marks; what people wrote around them stays. */
function writePage(sections: readonly Section[], failed: readonly string[]): void {
  const page = readFileSync(PAGE, 'utf8')
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]]
  if (before === undefined || after === undefined) throw new Error(`${PAGE} has lost its marks`)
  const words = process.argv.slice(2).map((word) => (word.includes('/') ? 'FILE' : word))
  const facts = new Table('machine', 'date', 'command')
  facts.add(
    machine(),
    new Date().toISOString().slice(0, 10),
    `\`npm run bench -- all ${words.join(' ')}\``.replace(' `', '`'),
  )
  const tables = sections.map((one) => `### ${one.title}\n\n${one.about}\n\n${tableOf(one).markdown()}`)
  const missing = failed.length > 0 ? [`Not measured, because they failed: ${failed.join(', ')}.\n`] : []
  const figures = [facts.markdown(), ...missing, ...tables].join('\n')
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${figures}\n${END}${after}`)
}
