import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AlertMessage } from '../../src/alert/message.ts'
import { type Receiver, startReceiver } from '../../src/testing/http-receiver.ts'
import { until } from '../support/until.ts'
import { cleanUp, jsonLines, type Running, run, start, startLocal, temporaryFolder } from './support.ts'

let url = ''
let receiver: Receiver
beforeAll(async () => {
  url = (await startLocal()).url
})
afterAll(cleanUp)

let folder = ''
let log = ''
const running: Running[] = []
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill('SIGTERM')
    await one.finished
  }
  await receiver.close()
})

/** A configuration with these rules, an empty log, and a webhook that takes everything. */
async function set(stream: string, rules: string): Promise<string> {
  receiver = await startReceiver()
  folder = temporaryFolder('alerts')
  log = join(folder, 'app.log')
  writeFileSync(log, '')
  const config = join(folder, 'kinetail.yaml')
  writeFileSync(
    config,
    `stream_name: ${stream}
endpoint_url: ${url}
region: us-east-1
create_stream: true
dashboard: 127.0.0.1:0
shard_count: 1
log_files: [{ path: ${log}, type: application }]
checkpoint_dir: ${join(folder, 'state')}
host: web-1
alerts:
${rules}
notifiers:
  hook: { webhook: "${receiver.url}/secret-path", timeout: 2s }
`,
  )
  return config
}

function line(message: string): string {
  return `${JSON.stringify({ timestamp: new Date().toISOString(), level: 'ERROR', message })}\n`
}

function messages(): AlertMessage[] {
  return receiver.received.map(({ body }) => JSON.parse(body) as AlertMessage)
}

/** Starts an agent, and waits until it follows the log: lines that are there from the start say nothing of that. */
async function agent(config: string): Promise<Running> {
  const one = start(['stream', '--config', config, '--stats-interval', '200ms', '--json'])
  running.push(one)
  await until(
    () => one.stdout().includes('"lines_processed"') || one.child.exitCode !== null,
    () => `the agent: ${one.stderr()}`,
  )
  return one
}

const MATCH = `  - { name: oom, match: OutOfMemory, severity: critical, cooldown: 1s }`

describe('alerts of the agent', () => {
  it('reach the webhook when the line is written, and are not said again after a restart', async () => {
    const sql = `  - name: many
    sql: SELECT level, count(*) AS n FROM logs GROUP BY level HAVING count(*) >= 3
    window: 1m
    every: 200ms`
    const config = await set('alerts-agent', `${MATCH.replace('1s', '10m')}\n${sql}`)
    const first = await agent(config)
    appendFileSync(log, line('java.lang.OutOfMemoryError'))
    await until(
      () => receiver.received.length === 1,
      () => `the webhook: ${first.stderr()}`,
    )
    expect(messages()[0]).toMatchObject({
      status: 'firing',
      rule: 'oom',
      severity: 'critical',
      hosts: ['web-1'],
      files: [log],
      samples: [expect.stringMatching(/OutOfMemoryError.*"host":"web-1","event_id":"[0-9a-f]{16}:0"/)],
      command: expect.stringMatching(
        /^kinetail read alerts-agent --from \S+ --region us-east-1 --endpoint-url /,
      ),
    })
    appendFileSync(log, line('one') + line('two'))
    await until(
      () => receiver.received.length === 2,
      () => 'the rule with SQL',
    )
    expect(messages()[1]).toMatchObject({ rule: 'many', values: { level: 'ERROR', n: 3 }, count: 3 })
    // The dashboard knows of it too, with its history.
    const page = /http:\/\/127\.0\.0\.1:\d+/.exec(
      first
        .stderr()
        .split('\n')
        .find((one) => !one.includes(url)) ?? '',
    )
    const board = (await (await fetch(`${page![0]}/api/alerts`)).json()) as {
      rules: { name: string; state: string; groups: { key: string; count: number }[] }[]
      history: { what: string; rule: string; notifier: string | null }[]
    }
    expect(board.rules.map(({ name, state }) => [name, state])).toEqual([
      ['oom', 'firing'],
      ['many', 'firing'],
    ])
    expect(board.rules[1]!.groups).toEqual([expect.objectContaining({ key: 'ERROR', count: 3 })])
    expect(board.history).toContainEqual(
      expect.objectContaining({ what: 'fired', rule: 'many', notifier: null }),
    )
    expect(board.history.at(-1)).toMatchObject({ what: 'fired', rule: 'oom' })
    first.child.kill('SIGTERM')
    expect((await first.finished).code).toBe(143)
    expect(first.stderr()).not.toContain('secret-path')

    const second = await agent(config)
    appendFileSync(log, line('OutOfMemory again') + line('end'))
    await until(
      () => second.stdout().includes('"lines_processed":2'),
      () => 'the lines',
    )
    second.child.kill('SIGTERM')
    await second.finished
    expect(messages()).toHaveLength(2)
    const kept = JSON.parse(readFileSync(join(folder, 'state', 'alerts.json'), 'utf8')) as {
      rules: Record<string, { groups: { count: number }[] }>
    }
    expect(kept.rules['oom']!.groups).toEqual([expect.objectContaining({ count: 2 })])
  })

  it('never hold up shipping: nobody takes them, and every line is sent', async () => {
    const config = await set('alerts-hanging', `  - { name: each, match: line, key: message }`)
    receiver.answer = 'hang'
    const lines = Array.from({ length: 5000 }, (_, i) => line(`line ${i % 200}`))
    writeFileSync(log, lines.join(''))
    const { code, stderr } = await run(['stream', '--config', config, '--once'])
    expect(stderr).toContain('The notifier "hook" fails')
    expect(code).toBe(0)
    const { stdout } = await run(['read', 'alerts-hanging', '--endpoint-url', url, '--json'])
    expect(jsonLines(stdout)).toHaveLength(5000)
    // What nobody took is kept: 100 groups and the one of the rest.
    const kept = JSON.parse(readFileSync(join(folder, 'state', 'alerts.json'), 'utf8')) as {
      waiting: { hook: AlertMessage[] }
    }
    expect(kept.waiting.hook).toHaveLength(101)
  })

  it('do not start with rules that are wrong: nothing is read, and the error has its place', async () => {
    const config = await set('alerts-wrong', `  - { name: bad, sql: "SELECT x FROM logs", window: 1m }`)
    const { code, stderr } = await run(['stream', '--config', config, '--once'])
    expect(stderr).toMatch(
      /The SQL of the alert rule "bad" cannot be used: line 1, column 8: there is no column "x"/,
    )
    expect(code).toBe(2)
    expect(() => readFileSync(join(folder, 'state', 'checkpoint.json'))).toThrow()
  })
})

describe('kinetail alert run', () => {
  it('tells of records of the whole stream, when they come and when it is over', async () => {
    const config = await set('alerts-run', MATCH)
    await run(['streams', 'create', 'alerts-run', '--endpoint-url', url, '--wait'])
    const state = join(folder, 'run')
    const watcher = start(['alert', 'run', '--config', config, '--json', '--checkpoint-dir', state])
    running.push(watcher)
    await until(
      () => watcher.stderr().includes('Watching alerts-run (1 shard).'),
      () => `the watcher: ${watcher.stderr()}`,
    )
    const other = join(folder, 'other')
    mkdirSync(other)
    writeFileSync(join(other, 'other.log'), line('fine') + line('OutOfMemory elsewhere'))
    const files = JSON.stringify([{ path: join(other, 'other.log'), type: 'application' }])
    const shipped = ['stream', 'alerts-run', '--endpoint-url', url, '--log-files', files, '--host', 'web-2']
    expect((await run([...shipped, '--once', '--checkpoint-dir', other])).code).toBe(0)
    await until(
      () => receiver.received.length === 2,
      () => `the webhook: ${watcher.stderr()}`,
    )
    expect(messages().map(({ status, hosts, files: found }) => [status, hosts, found])).toEqual([
      ['firing', ['web-2'], []],
      ['recovered', ['web-2'], []],
    ])
    expect(jsonLines<AlertMessage>(watcher.stdout())).toEqual(messages())
    watcher.child.kill('SIGINT')
    expect((await watcher.finished).code).toBe(130)
    expect(JSON.parse(readFileSync(join(state, 'alerts.json'), 'utf8'))).toMatchObject({ version: 1 })
  })
})

describe('kinetail alert send', () => {
  it('says of each notifier whether it took a message', async () => {
    const config = await set('alerts-send', MATCH)
    const fine = await run(['alert', 'send', '--config', config])
    expect(fine).toMatchObject({ code: 0, stdout: 'hook: sent.\n' })
    expect(messages()[0]!.rule).toBe('kinetail alert send')
    receiver.answer = 403
    const refused = await run(['alert', 'send', '--config', config, '--json'])
    expect(refused.code).toBe(1)
    expect(JSON.parse(refused.stdout)).toEqual({
      notifier: 'hook',
      ok: false,
      error: expect.stringMatching(/^127\.0\.0\.1:\d+ answered with HTTP status 403\.$/),
    })
  })
})
