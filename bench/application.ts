/** The kernel for application logs of JSON lines, beside the plain engine. */
import { applicationRecord } from './baselines/plain-records.ts'
import { dataFile } from './harness/data.ts'
import { type EngineCase, inMemory } from './harness/in-memory.ts'
import type { Options } from './harness/options.ts'
import type { Section } from './harness/section.ts'

export const defaults = { rounds: 7, lines: 400_000 }

export async function measure({ data, rounds }: Options): Promise<readonly Section[]> {
  const application = { type: 'application', file: await dataFile('application', data) }
  const cases: readonly EngineCase[] = [
    { ...application, name: 'application JSON', metadata: false, goal: 4e6 },
    { ...application, name: 'application JSON, with host and event id', metadata: true },
  ]
  const read = (line: string): object | undefined => (line === '' ? undefined : applicationRecord(line))
  return [await inMemory('Application logs to JSON', cases, read, rounds)]
}
