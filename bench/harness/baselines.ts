import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { type Cost, runChild } from './child.ts'
import { type DataFile, dataFile } from './data.ts'
import type { Measured } from './interleave.ts'
import { progress } from './machine.ts'
import { type Options, wanted } from './options.ts'
import type { Sink } from './sink.ts'
import { type Figure, sinkEnvironment } from './stream-run.ts'

/** Slow ones get a part of the lines, so that a round takes seconds. */
const SHARE = { readline: 4, sdk: 20, goaccess: 40 }
const FOLDER = join(import.meta.dirname, '..', 'baselines')

/** What else can be done with the same log on the same machine. */
export async function baselines(options: Options, sink: Sink): Promise<Measured<Figure>[]> {
  const file = await dataFile('access', options.data)
  const part = (share: number): number => Math.ceil(file.lines / share)
  const goaccessFile = await dataFile('access', { ...options.data, lines: part(SHARE.goaccess) })
  const all: Measured<Figure>[] = [
    { name: 'wc -l', run: () => whole('wc', ['-l', file.path], file.lines) },
    {
      name: 'readline, regular expression, stringify',
      run: () => node('readline', [file.path, String(part(SHARE.readline))], part(SHARE.readline)),
    },
    {
      name: 'the same with the AWS SDK, TLS',
      run: () => withSdk(file, part(SHARE.sdk), sink),
    },
  ]
  if (installed('goaccess'))
    all.push({
      name: 'goaccess, its report as JSON',
      run: () => {
        const words = [goaccessFile.path, '--log-format=COMBINED', '--no-progress', '-o', 'json']
        return whole('goaccess', words, goaccessFile.lines)
      },
    })
  else progress('left out: goaccess, which is not installed')
  return all.filter(({ name }) => wanted(name, options))
}

async function whole(command: string, words: readonly string[], lines: number): Promise<Figure> {
  return figure(await runChild({ command, words }), lines)
}

async function node(script: string, words: readonly string[], lines: number): Promise<Figure> {
  return whole(process.execPath, [join(FOLDER, `${script}.js`), ...words], lines)
}

async function withSdk(file: DataFile, lines: number, sink: Sink): Promise<Figure> {
  await sink.reset()
  const words = [join(FOLDER, 'sdk.js'), file.path, String(lines), sink.https]
  const cost = await runChild({ command: process.execPath, words, env: sinkEnvironment(sink) })
  const { records, t_last } = await sink.arrived()
  if (records < lines * 0.9) throw new Error(`${records} records of ${lines} lines arrived`)
  return { ...figure(cost, lines), linesPerSecond: lines / (t_last - cost.startedAt / 1000) }
}

function figure({ wallSeconds, cpuSeconds, peakMB }: Cost, lines: number): Figure {
  return { linesPerSecond: lines / wallSeconds, cpuPerMillion: (cpuSeconds / lines) * 1e6, peakMB }
}

function installed(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
