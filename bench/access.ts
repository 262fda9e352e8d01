/** The kernel for access logs, beside the plain engine: combined, sparse times, escapes, hostile lines, 12 fields. */
import { accessRecord } from './baselines/plain-records.ts'
import { dataFile } from './harness/data.ts'
import { type EngineCase, inMemory } from './harness/in-memory.ts'
import { type Options, wanted } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { FIELDS12_FORMAT } from './harness/variants.ts'

export const defaults = { rounds: 7, lines: 400_000 }

export async function measure(options: Options): Promise<readonly Section[]> {
  const file = (kind: Parameters<typeof dataFile>[0]): ReturnType<typeof dataFile> =>
    dataFile(kind, options.data)
  const apache = { type: 'apache', metadata: false }
  const cases: readonly EngineCase[] = [
    { ...apache, name: 'combined', file: await file('access'), goal: 8e6, ofWc: 0.3 },
    { ...apache, name: 'combined, with host and event id', file: await file('access'), metadata: true },
    { ...apache, name: 'combined, a second a line', file: await file('sparse'), halfOf: 'combined' },
    { ...apache, name: 'combined, escapes in every line', file: await file('escapes'), halfOf: 'combined' },
    { ...apache, name: 'combined, 1 % hostile', file: await file('hostile'), halfOf: 'combined' },
    { ...apache, name: '12 fields', file: await file('fields12'), format: FIELDS12_FORMAT, goal: 5e6 },
  ]
  const some = cases.filter(({ name }) => wanted(name, options))
  const section = await inMemory('Access logs to JSON', some, accessRecord, options.rounds)
  return [section]
}
