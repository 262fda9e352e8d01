import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonLines, startCommand, temporaryFolder } from '../e2e/support.ts'
import type { FlinkCase } from './cases.ts'
import { RESULTS_FOLDER, type Result, ROWS_FILE, scriptOf } from './ours.ts'

/** Where `npm run flink` has put a Flink; undefined without one. */
export function flinkHome(): string | undefined {
  return process.env['KINETAIL_FLINK']
}

/** What a real Flink makes of the cases: by case and stream. One process for all of them, a job for each. */
export async function onFlink(
  home: string,
  cases: readonly FlinkCase[],
  texts: readonly string[],
): Promise<Record<string, Record<string, Result[]>>> {
  const folder = temporaryFolder('flink')
  const rows = join(folder, ROWS_FILE)
  writeFileSync(rows, `${texts.join('\n')}\n`)
  const scripts: string[] = []
  for (const one of cases) {
    const script = (await scriptOf(one))
      .replaceAll(`'${ROWS_FILE}'`, `'${rows}'`)
      .replaceAll(`'${RESULTS_FOLDER}/`, `'${join(folder, one.name)}/`)
    mkdirSync(join(folder, one.name))
    scripts.push(join(folder, `${one.name}.sql`))
    writeFileSync(scripts.at(-1)!, script)
  }
  await java(home, ['kinetail.FlinkRun', ...scripts])
  return Object.fromEntries(cases.map(({ name }) => [name, streamsBelow(join(folder, name))]))
}

/** @param path folders with classes or resources, before those of Flink */
export async function java(
  home: string,
  words: readonly string[],
  path: readonly string[] = [],
): Promise<void> {
  const classes = [...path, join(home, 'classes'), `${join(home, 'jars')}/*`].join(':')
  const { code, stderr, stdout } = await startCommand('java', ['-cp', classes, ...words]).finished
  if (code !== 0) throw new Error(`java ended with ${code}\n${stdout}\n${stderr}`)
}

export function streamsBelow(folder: string): Record<string, Result[]> {
  if (!existsSync(folder)) return {}
  return Object.fromEntries(readdirSync(folder).map((stream) => [stream, rowsBelow(join(folder, stream))]))
}

/** The filesystem connector writes parts, which begin with a dot until they are whole. */
function rowsBelow(folder: string): Result[] {
  return readdirSync(folder)
    .filter((file) => file.startsWith('part-'))
    .flatMap((file) => jsonLines<Result>(readFileSync(join(folder, file), 'utf8')))
}
