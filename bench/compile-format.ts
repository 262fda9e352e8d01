/** Compiling a format string of a server to its op table: short, long, with a time of many parts, and refused. */
import { KinetailError } from '../src/base/errors.ts'
import { createEngine } from '../src/format/create-engine.ts'
import type { Options } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { fixed, Spread } from './harness/spread.ts'
import { FIELDS12_FORMAT } from './harness/variants.ts'

export const defaults = { rounds: 100, lines: 1 }

/** Milliseconds to stay under. */
const MOST = 5

const CASES: readonly (readonly [name: string, type: string, format: string])[] = [
  ['combined', 'apache', '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"'],
  ['12 fields', 'apache', FIELDS12_FORMAT],
  ['time of three parts', 'apache', '%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t %h "%r" %>s'],
  ['JSON of 40 variables', 'nginx', json(40)],
  ['refused', 'nginx', '$remote_addr $http_accept $http_cookie'],
]

export async function measure({ rounds }: Options): Promise<readonly Section[]> {
  const figures = CASES.map(
    ([name, type, format]) =>
      [name, new Spread(Array.from({ length: rounds }, () => compile(type, format)))] as const,
  )
  return [
    {
      title: 'Compiling a format',
      about: `ms of CPU time from one format string to an engine that is ready, the kernel's image aside; ${rounds} times; median (least–most).`,
      headings: ['format', 'ms'],
      rows: figures.map(([name, spread]) => [name, spread.text(fixed(3))]),
      goals: figures.map(([name, spread]) => ({
        what: `compiling: ${name}`,
        goal: `< ${MOST} ms`,
        figure: `${fixed(3)(spread.median)} ms`,
        reached: spread.median < MOST,
      })),
    },
  ]
}

/** The plain engine: the kernel is opened once for all formats. */
function compile(type: string, format: string): number {
  const begin = process.cpuUsage()
  try {
    createEngine({ type, format }, { host: null, keyField: 'auto', maxRecordBytes: 1 << 20 }, 'plain')
  } catch (error) {
    if (!(error instanceof KinetailError)) throw error
  }
  const { user, system } = process.cpuUsage(begin)
  return (user + system) / 1000
}

function json(count: number): string {
  const members = Array.from({ length: count }, (_, i) => `"k${i}":"$http_x_${i}"`)
  return `escape=json {"s":$status,${members.join(',')}}`
}
