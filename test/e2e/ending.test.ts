import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanUp, type Running, start, startLocal, temporaryFolder, until } from './support.ts'

const GOOD = '10.0.0.1 - - [15/Jan/2024:10:30:46 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n'

afterEach(cleanUp)

function stream(url: string, folder: string, ...more: string[]): Running {
  const files = JSON.stringify([{ path: join(folder, 'access.log'), type: 'apache' }])
  const words = ['--stream-name', 'ending', '--endpoint-url', url, '--create-stream', '--log-files', files]
  return start(['stream', ...words, '--checkpoint-dir', join(folder, 'checkpoint'), ...more])
}

function says(running: Running, words: string): Promise<unknown> {
  return until(`it says "${words}"`, () => running.stderr().includes(words) || undefined, running)
}

describe('kinetail stream, asked to end', () => {
  it('ends at the second signal though the service is away, with 1 and what was left', async () => {
    const folder = temporaryFolder('ending')
    writeFileSync(join(folder, 'access.log'), '')
    const local = await startLocal()
    const streaming = stream(local.url, folder, '--stats-interval', '100ms')
    await until('it streams', () => streaming.stdout().includes('===') || undefined, streaming)
    local.running.child.kill('SIGKILL')
    await local.running.finished
    appendFileSync(join(folder, 'access.log'), GOOD)
    await says(streaming, 'ECONNREFUSED')
    streaming.child.kill('SIGINT')
    await says(streaming, 'for 30.0 s at the most')
    const asked = performance.now()
    streaming.child.kill('SIGINT')
    expect((await streaming.finished).code).toBe(1)
    expect(performance.now() - asked).toBeLessThan(10_000)
    expect(streaming.stderr()).toContain('1 line was not acknowledged in time')
  })

  it('does not call it a clean end while the dead-letter file cannot be written', async () => {
    const folder = temporaryFolder('ending')
    writeFileSync(join(folder, 'access.log'), `${GOOD}no access log line\n`)
    writeFileSync(join(folder, 'plain'), '')
    const { url } = await startLocal()
    const deadLetter = join(folder, 'plain', 'dead-letter.ndjson')
    const streaming = stream(url, folder, '--dead-letter', deadLetter, '--shutdown-timeout', '100ms')
    await says(streaming, 'cannot be written')
    streaming.child.kill('SIGTERM')
    const { code, stdout } = await streaming.finished
    expect(stdout).toMatch(/read 2 = sent 1 \+ dead-lettered 0 \+ filtered 0 \+ in flight 1/)
    expect(code).toBe(1)
  })
})

it('kinetail stream ends, the endpoint in it too, when its test logs cannot be written', async () => {
  const folder = temporaryFolder('ending')
  writeFileSync(join(folder, 'plain'), '')
  const files = JSON.stringify([{ path: join(folder, 'plain', 'access.log'), type: 'apache' }])
  const words = ['stream', '--local', '--stream-name', 'ending', '--generate-test-logs']
  const { code, stderr } = await start([...words, '--log-files', files]).finished
  expect(stderr).toContain('Cannot write test logs')
  expect(code).toBe(1)
})

it('kinetail demo ends with 130 when it is interrupted while it starts', async () => {
  const demo = start(['demo'])
  await says(demo, 'Created the stream')
  demo.child.kill('SIGINT')
  const { code, stderr } = await demo.finished
  expect(stderr).not.toMatch(/UNKNOWN|aborted/)
  expect(code).toBe(130)
})

it('kinetail stream refuses a wrong format string before it waits for an endpoint', async () => {
  const files = JSON.stringify([{ path: '/tmp/access.log', type: 'apache', format: '%h %Q' }])
  const words = ['stream', '--stream-name', 'ending', '--endpoint-url', 'http://127.0.0.1:1', '--log-files']
  const { code, stderr } = await start([...words, files, '--checkpoint-dir', temporaryFolder('ending')])
    .finished
  expect(stderr).toContain('%Q')
  expect(code).toBe(2)
})
