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
  const append = (count: number): void => {
    for (let i = 0; i < count; i++) appendFileSync(path, `{"level":"INFO","request_id":"r${lines++}"}\n`)
  }
  return {
    running,
    last: (): Statistics | undefined => jsonLines<Statistics & object>(whole(running)).at(-1),
    append,
    /** Appends lines, if any, and waits until all of them are sent. */
    ship: async (count: number): Promise<void> => {
      append(count)
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

  it('waits while the process that makes its keys gives expired ones, and goes on when it has others', {
    timeout: 60_000,
  }, async () => {
    const { url } = await endpoint()
    const folder = temporaryFolder('renewal')
    const id = join(folder, 'id')
    const expiration = 'new Date(Date.now() + 1000).toISOString()'
    writeFileSync(
      join(folder, 'keys.mjs'),
      `import { readFileSync } from 'node:fs'
const AccessKeyId = readFileSync('${id}', 'utf8')
console.log(JSON.stringify({ Version: 1, AccessKeyId, SecretAccessKey: 's', Expiration: ${expiration} }))`,
    )
    const config = join(folder, 'config')
    writeFileSync(
      config,
      `[profile work]\ncredential_process = ${process.execPath} ${join(folder, 'keys.mjs')}\n`,
    )
    writeFileSync(id, 'GOOD1')
    const words = ['--sender', sender, '--profile', 'work']
    const { running, ship, append, last } = follow(url, folder, words, { AWS_CONFIG_FILE: config })
    await ship(10)
    writeFileSync(id, 'EXPIRED2')
    const refused = (): boolean => {
      append(1)
      return running.stderr().includes('ExpiredTokenException')
    }
    await expect.poll(refused, { timeout: 20_000 }).toBe(true)
    writeFileSync(id, 'GOOD3')
    await ship(10)
    expect(last()!.failed_requests).toBeGreaterThan(0)
    await end(running)
    // Said once, and again only if it lasted.
    expect(running.stderr().split('ExpiredTokenException').length - 1).toBeLessThanOrEqual(2)
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
