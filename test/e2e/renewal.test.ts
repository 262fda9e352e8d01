import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { type Endpoint, startEndpoint } from '../../src/local/endpoint.ts'
import { cleanUp, jsonLines, type Running, start, temporaryFolder } from './support.ts'

const STREAM = 'log-streaming-demo'

afterEach(cleanUp)

async function endpoint(): Promise<Endpoint> {
  const started = await startEndpoint({ streams: [{ name: STREAM, shardCount: 2, region: 'us-east-1' }] })
  onTestFinished(() => started.close())
  return started
}

interface Statistics {
  readonly records_sent: number
  readonly failed_requests: number
}

/** `kinetail stream` over a log that grows, and what it has sent so far. */
function follow(url: string, folder: string, more: readonly string[], env: Record<string, string> = {}) {
  const path = join(folder, 'app.log')
  writeFileSync(path, '')
  const running = start(
    [
      'stream',
      ...['--stream-name', STREAM, '--endpoint-url', url, '--checkpoint-dir', join(folder, 'checkpoint')],
      ...['--log-files', JSON.stringify([{ path, type: 'application' }])],
      ...['--stats-interval', '50ms', '--json', ...more],
    ],
    { env },
  )
  let lines = 0
  return {
    running,
    last: (): Statistics | undefined => jsonLines<Statistics & object>(whole(running)).at(-1),
    /** Appends lines and waits until they are all sent. */
    ship: async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) appendFileSync(path, `{"level":"INFO","request_id":"r${lines++}"}\n`)
      await expect
        .poll(() => jsonLines<Statistics & object>(whole(running)).at(-1)?.records_sent, { timeout: 20_000 })
        .toBe(lines)
    },
  }
}

/** Its output without a line that is not through yet. */
function whole(running: Running): string {
  return running.stdout().slice(0, running.stdout().lastIndexOf('\n') + 1)
}

async function end(running: Running): Promise<void> {
  running.child.kill('SIGTERM')
  const { code, stderr } = await running.finished
  expect(`${stderr}${code}`).toMatch(/143$/)
}

describe.each(['own', 'sdk'])('kinetail stream with --sender %s', (sender) => {
  it('says at the start that the keys have expired, and works with those that somebody put there instead', {
    timeout: 60_000,
  }, async () => {
    const { url } = await endpoint()
    const folder = temporaryFolder('renewal')
    const credentials = join(folder, 'credentials')
    const write = (id: string): void =>
      writeFileSync(credentials, `[work]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`)
    const env = { AWS_SHARED_CREDENTIALS_FILE: credentials }
    const words = ['--sender', sender, '--profile', 'work']
    write('EXPIRED0')
    const { code, stderr } = await follow(url, folder, words, env).running.finished
    expect(code).toBe(1)
    expect(stderr).toContain('ExpiredTokenException')
    write('GOOD1')
    const { running, ship, last } = follow(url, folder, words, env)
    await ship(20)
    expect(last()).toMatchObject({ failed_requests: 0 })
    await end(running)
  })

  it('goes by the clock of the service, at the start and when one of the clocks is set', {
    timeout: 60_000,
  }, async () => {
    const { url, faults } = await endpoint()
    faults.clockAheadMs = 7_200_000
    const { running, ship, last } = follow(url, temporaryFolder('renewal'), ['--sender', sender])
    await ship(20)
    for (const hours of [30, 1]) {
      faults.clockAheadMs = hours * 3_600_000
      await ship(20)
    }
    expect(last()).toMatchObject({ failed_requests: 0 })
    await end(running)
  })
})
