import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { command } from '../../src/cli/doctor.ts'
import { type Endpoint, startEndpoint } from '../../src/local/endpoint.ts'
import { isRoot, NOBODY, skipUnlessNobodyCanRun } from './nobody.ts'
import { cleanUp, jsonLines, run, start, temporaryFolder, until } from './support.ts'

let endpoint: Endpoint
beforeAll(async () => {
  endpoint = await startEndpoint({ streams: [{ name: 'logs', shardCount: 2, region: 'us-east-1' }] })
})
afterEach(cleanUp)
afterAll(() => endpoint.close())

const LINE = '{"level":"INFO","message":"one"}\n'

/** A folder with a log and a configuration. */
function setUp(): { folder: string; log: string; config: string } {
  const folder = temporaryFolder('doctor')
  const log = join(folder, 'app.log')
  const config = join(folder, 'kinetail.yaml')
  writeFileSync(log, LINE)
  const lines = [
    'stream_name: logs',
    'region: us-east-1',
    `endpoint_url: ${endpoint.url}`,
    `log_files: [{ path: ${log}, type: application }]`,
    `checkpoint_dir: ${join(folder, 'checkpoint')}`,
  ]
  writeFileSync(config, `${lines.join('\n')}\n`)
  return { folder, log, config }
}

it('finds all well, and the lock of an agent that was killed', async () => {
  const { folder, config } = setUp()
  const agent = start(['stream', '--config', config])
  await until(
    'a checkpoint',
    () => existsSync(join(folder, 'checkpoint', 'checkpoint.json')) || undefined,
    agent,
  )
  agent.child.kill('SIGKILL')
  await agent.finished
  const { code, stdout, stderr } = await run(['doctor', '--config', config, '--json', '--measure', '1ms'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const findings = jsonLines<{ check: string; status: string; what: string; fix?: string; facts: object }>(
    stdout,
  )
  for (const one of findings) {
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['check', 'status', 'what', 'facts']))
    expect(one.status).toMatch(/^(?:ok|warning|skipped)$/)
  }
  const [lock, documents] = findings.filter(({ check }) => check === 'checkpoint')
  expect(lock).toMatchObject({ status: 'warning', facts: { lock: 'stale', pid: agent.child.pid } })
  expect(documents).toMatchObject({ status: 'ok', facts: { files: 1 } })
  expect(findings.find(({ check }) => check === 'capacity')).toMatchObject({
    status: 'ok',
    facts: { open_shards: 2 },
  })
})

// Root may read everything, so this runs as another user.
it.runIf(isRoot())('tells a user what is closed to it, in Korean, exit code 3', async (context) => {
  skipUnlessNobodyCanRun(context)
  const { folder, log } = setUp()
  const words = ['--stream-name', 'logs', '--region', 'us-east-1', '--endpoint-url', endpoint.url]
  const files = ['--log-files', JSON.stringify([{ path: log, type: 'application' }]), '--measure', '0s']
  const { code, stdout } = await run(['doctor', ...words, ...files, '--lang', 'ko'], {
    uid: NOBODY,
    env: { AWS_ACCESS_KEY_ID: 'DENIED-ListShards', AWS_SECRET_ACCESS_KEY: 'x', XDG_STATE_HOME: folder },
  })
  expect(code).toBe(3)
  expect(stdout).toMatch(/✗ 파일 .*읽을 수 없습니다/)
  expect(stdout).toMatch(new RegExp(`setfacl -m u:\\w+:x ${folder}`))
  expect(stdout).toMatch(/✗ 체크포인트 .*쓸 수 없습니다/)
  expect(stdout).toMatch(/✗ 권한 .*kinesis:ListShards 권한이 없습니다/)
  expect(stdout).toContain('"Resource": "arn:aws:kinesis:us-east-1:000000000000:stream/logs"')
  expect(stdout).not.toContain('\u001b')
})

it.each([
  [['--pack', 'boxes'], /boxes/],
  [['--measure', 'soon'], /"soon" is not a duration/],
  [['one', '--stream-name', 'two'], /Two streams/],
  [['--config', '/no/such.yaml'], /no such file/],
])('refuses %j, exit code 2', async (words, told) => {
  const running = command().parseAsync(words, { from: 'user' })
  await expect(running).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(told) })
})
