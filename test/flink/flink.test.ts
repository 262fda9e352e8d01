import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { property } from '../../src/query/flink/words.ts'
import { cleanUp, root, temporaryFolder } from '../e2e/support.ts'
import { CASES } from './cases.ts'
import { alike, RESULTS_FOLDER, type Result, ROWS_FILE, resultsOf, scriptOf } from './ours.ts'
import { flinkHome, java, onFlink, streamsBelow } from './real.ts'
import { rowTexts } from './rows.ts'

const FIXTURES = join(root, 'test/fixtures/flink')
const home = flinkHome()

afterAll(cleanUp)

function compare(ours: Record<string, Result[]>, theirs: Record<string, Result[]>): void {
  expect(Object.keys(theirs).sort()).toEqual(Object.keys(ours).sort())
  for (const [stream, rows] of Object.entries(ours))
    expect(alike(theirs[stream]!), stream).toEqual(alike(rows))
}

const recording = process.env['KINETAIL_FLINK_RECORD'] !== undefined

describe.skipIf(recording)('Flink SQL of a query', () => {
  it.each(CASES)(
    '$name: is what a real Flink was given, and our results are those that it gave',
    async (one) => {
      const recorded = JSON.parse(readFileSync(join(FIXTURES, `${one.name}.json`), 'utf8')) as Record<
        string,
        Result[]
      >
      expect(await scriptOf(one)).toBe(readFileSync(join(FIXTURES, `${one.name}.sql`), 'utf8'))
      const ours = await resultsOf(one, rowTexts())
      expect(Object.values(ours).flat().length).toBeGreaterThan(0)
      compare(ours, recorded)
    },
  )
})

describe.skipIf(home === undefined)(
  'on a real Flink (`npm run flink` brings one: it needs Java, Maven and Maven Central)',
  () => {
    it('every statement gives the results of `kinetail query`', { timeout: 900_000 }, async () => {
      const results = await onFlink(home!, CASES, rowTexts())
      for (const one of CASES) compare(await resultsOf(one, rowTexts()), results[one.name]!)
      if (!recording) return
      mkdirSync(FIXTURES, { recursive: true })
      for (const one of CASES) {
        writeFileSync(join(FIXTURES, `${one.name}.sql`), await scriptOf(one))
        writeFileSync(join(FIXTURES, `${one.name}.json`), `${JSON.stringify(results[one.name], null, 1)}\n`)
      }
    })

    it('the class of a project runs its job.sql with the properties put in', {
      timeout: 300_000,
    }, async () => {
      const folder = temporaryFolder('flink-project')
      const [one] = CASES
      const script = (await scriptOf(one!))
        .replaceAll(`'${ROWS_FILE}'`, `'${property('rows.path')}'`)
        .replaceAll(`'${RESULTS_FOLDER}/`, `'${property('results.path')}/`)
      writeFileSync(join(folder, ROWS_FILE), rowTexts().join('\n'))
      writeFileSync(join(folder, 'job.sql'), script)
      writeFileSync(
        join(folder, 'job.properties'),
        `rows.path=${folder}/${ROWS_FILE}\nresults.path=${folder}/results\n`,
      )
      await java(home!, ['kinetail.SqlJob'], [folder])
      compare(await resultsOf(one!, rowTexts()), streamsBelow(join(folder, 'results')))
    })
  },
)
