import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { cleanUp, run, startLocal, temporaryFolder } from './support.ts'

/** Of the test that runs: the local endpoint, a folder of its own, the log in it, and a stream of its own. */
export let url = ''
export let folder = ''
export let log = ''
export let stream = ''

/** Every test of the file gets a log of an application and a stream: see above. */
export function useAppLog(name: string): void {
  let streams = 0
  beforeAll(async () => {
    url = (await startLocal()).url
  })
  afterAll(cleanUp)
  beforeEach(() => {
    folder = temporaryFolder(name)
    log = join(folder, 'app.log')
    stream = `${name}-${streams++}`
  })
}

/** Another stream for the same test. */
export function anotherStream(suffix: string): void {
  stream = `${stream}-${suffix}`
}

/** A line of it. */
export function line(n: number): string {
  return `{"timestamp":"2024-01-15T10:30:45Z","level":"INFO","message":"line ${n}","request_id":"r${n % 7}"}\n`
}

/** Words of `kinetail stream` for files of this pattern, with the checkpoint folder of this test. */
export function streamWords(pattern: string, shards: number, ...more: string[]): string[] {
  return [
    'stream',
    ...['--stream-name', stream, '--endpoint-url', url, '--create-stream', '--shard-count', String(shards)],
    ...['--log-files', JSON.stringify([{ path: pattern, type: 'application' }])],
    ...['--checkpoint-dir', join(folder, 'checkpoint')],
    ...more,
  ]
}

/** Ships what such words say, to its end. */
export async function shipWith(words: readonly string[]): Promise<void> {
  const { code, stderr } = await run(words)
  expect(`${stderr}${code}`).toMatch(/0$/)
}
