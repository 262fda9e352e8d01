import { appendFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Alerts, Now, SqlResult, Tail } from '../../src/serve/api.ts'
import { cleanUp, jsonLines, type Running, start, startLocal, temporaryFolder, until } from './support.ts'

afterEach(cleanUp)

const LINE =
  '10.0.0.50 - - [15/Jan/2024:10:30:46 +0000] "GET /<script>alert(1)</script> HTTP/1.1" 200 156 "-" "curl/8"\n'

/** The address that a process says its dashboard has. */
function addressOf(running: Running): Promise<string> {
  return until('the dashboard', () => /(http:\/\/[\d.:]+\/)/.exec(dashboardLine(running))?.[1], running)
}

function dashboardLine(running: Running): string {
  return (
    running
      .stderr()
      .split('\n')
      .find((line) => line.includes('ashboard')) ?? ''
  )
}

async function json<Value>(url: string, init?: RequestInit): Promise<Value> {
  return (await (await fetch(url, init)).json()) as Value
}

function shipped(...more: string[]): { folder: string; log: string; running: Running } {
  const folder = temporaryFolder('dashboard')
  const log = join(folder, 'access.log')
  writeFileSync(log, LINE.repeat(20))
  const files = JSON.stringify([{ path: log, type: 'apache' }])
  const running = start([
    'stream',
    '--local',
    '--stream-name',
    'logs',
    '--log-files',
    files,
    '--stats-interval',
    '300ms',
    '--json',
    ...more,
  ])
  return { folder, log, running }
}

describe('kinetail stream --dashboard', () => {
  it('shows what it prints, what it reads, and answers SQL, and ends as tidily as without', async () => {
    const { log, running } = shipped('--dashboard', '0')
    const url = await addressOf(running)
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    const settled = await until(
      'all lines to be sent and shown',
      async () => {
        const now = await json<Now>(`${url}api/now`)
        return now.statistics?.ledger.sent === 20 && now.printed?.ledger.sent === 20 ? now : undefined
      },
      running,
    )
    const printed = jsonLines(running.stdout()).find(({ time }) => time === settled.printed!.time)
    expect(settled.printed).toEqual(printed)
    for (const name of [
      'ledger',
      'files',
      'lines_processed',
      'records_sent',
      'sent_bytes',
      'parse_success',
    ] as const)
      expect(settled.statistics![name]).toEqual(settled.printed![name])
    expect(settled.shards.reduce((sum, shard) => sum + shard.predicted!, 0)).toBe(20)

    appendFileSync(log, `not of this format\n${LINE}`)
    const tail = await until('the rejected line', async () => {
      const found = await json<Tail>(`${url}api/tail?filter=kind=rejected`)
      return found.entries.length > 0 ? found : undefined
    })
    expect(tail.entries[0]).toMatchObject({ text: 'not of this format', reason: expect.any(String) })
    const sql = { sql: 'SELECT path, sum(weight) AS requests FROM logs GROUP BY 1' }
    const answer = await until('the record in SQL', async () => {
      const result = await json<SqlResult>(`${url}api/sql`, { method: 'POST', body: JSON.stringify(sql) })
      return result.records === 21 ? result : undefined
    })
    expect(answer.rows).toEqual([['/<script>alert(1)</script>', 21]])

    const events = await fetch(`${url}api/events`)
    expect(events.headers.get('content-type')).toBe('text/event-stream')
    running.child.kill('SIGTERM')
    // The page's connection ends with the process, and does not hold it.
    await events.text()
    expect((await running.finished).code).toBe(143)
  })

  it('asks for the token that it was given, and prints it nowhere', async () => {
    const token = 'a-token-of-the-tests-0123456789'
    const { running } = shipped('--dashboard', '127.0.0.1:0', '--dashboard-token', token)
    const url = await addressOf(running)
    expect((await fetch(`${url}api/now`)).status).toBe(401)
    expect((await fetch(`${url}healthz`)).status).toBe(200)
    const allowed = await fetch(`${url}api/now`, { headers: { authorization: `Bearer ${token}` } })
    expect(allowed.status).toBe(200)
    expect(running.stderr()).not.toContain(token)
    running.child.kill('SIGTERM')
    await running.finished
  })

  it('says which port is taken and what to do, and ships all the same', async () => {
    const { server, port } = await taken()
    try {
      const { running } = shipped('--dashboard', String(port), '--once')
      const { code, stderr, stdout } = await running.finished
      expect(code).toBe(0)
      expect(stderr).toContain(`port ${port} of 127.0.0.1`)
      expect(stderr).toContain('--dashboard 0')
      expect(jsonLines(stdout).at(-1)).toMatchObject({ ledger: { sent: 20 } })
    } finally {
      await new Promise((resolve) => server.close(resolve))
    }
  })
})

describe('kinetail read --dashboard', () => {
  it('shows the whole stream by host', async () => {
    const { url: endpoint } = await startLocal()
    const folder = temporaryFolder('dashboard-read')
    for (const host of ['web-1', 'web-2']) {
      const log = join(folder, `${host}.log`)
      writeFileSync(log, LINE.repeat(host === 'web-1' ? 3 : 5))
      const files = JSON.stringify([{ path: log, type: 'apache' }])
      const words = [
        'stream',
        'logs',
        '--create-stream',
        '--endpoint-url',
        endpoint,
        '--log-files',
        files,
        '--once',
      ]
      const env = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' }
      const state = join(folder, `state-${host}`)
      const done = await start([...words, '--host', host, '--checkpoint-dir', state], { env }).finished
      expect(done.code).toBe(0)
    }
    // What is read is what rules see, and nobody is called: a port where nobody is would be complained of.
    const config = join(temporaryFolder('dashboard'), 'kinetail.yaml')
    writeFileSync(
      config,
      `{ stream_name: logs, endpoint_url: "${endpoint}", region: us-east-1,
        alerts: [{ name: five, match: { status_code: 200 }, key: host, count: 5, notify: hook }],
        notifiers: { hook: { webhook: "http://127.0.0.1:1/" } } }`,
    )
    const running = start(
      ['read', '--config', config, '--from', 'trim-horizon', '--follow', '--dashboard', '0'],
      { env: { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' } },
    )
    const url = await addressOf(running)
    const now = await until(
      'both hosts',
      async () => {
        const seen = await json<Now>(`${url}api/now`)
        return seen.reading?.given === 8 && seen.hosts.length === 2 && seen.hosts[0]!.last_record
          ? seen
          : undefined
      },
      running,
    )
    expect(Object.fromEntries(now.hosts.map(({ name, records }) => [name, records]))).toEqual({
      'web-1': 3,
      'web-2': 5,
    })
    expect(now).toMatchObject({ mode: 'read', statistics: null })
    expect(now.shards.reduce((sum, { real }) => sum + real!, 0)).toBe(8)
    const { rules } = await json<Alerts>(`${url}api/alerts`)
    expect(rules).toMatchObject([{ name: 'five', state: 'firing', groups: [{ key: 'web-2', count: 5 }] }])
    running.child.kill('SIGINT')
    const { stderr } = await running.finished
    expect(stderr).toContain('FIRING  five [warning]: 5 lines match status_code: 200 (host web-2)')
    expect(stderr).not.toContain('hook')
  })
})

describe('kinetail demo', () => {
  it('comes with an alert that fires and is over, on the page and in the terminal', async () => {
    const running = start(['demo', '--dashboard', '0', '--rate', '60', '--malformed', '0'])
    const url = await addressOf(running)
    const history = await until(
      'the alert to be over',
      async () => {
        const seen = await json<Alerts>(`${url}api/alerts`)
        return seen.history.some(({ what }) => what === 'recovered') ? seen.history : undefined
      },
      running,
    )
    expect(history.map(({ what, rule }) => `${what} ${rule}`).toSorted()).toEqual([
      'fired server-errors',
      'notified server-errors',
      'notified server-errors',
      'recovered server-errors',
    ])
    running.child.kill('SIGINT')
    const { code, stderr, stdout } = await running.finished
    expect(code).toBe(130)
    expect(stderr).toMatch(/FIRING {2}server-errors \[critical\]: \d+ lines match status_code: >= 500 on /)
    expect(stderr).toMatch(/more: kinetail query log-streaming-demo --from \S+ .*--endpoint-url http/)
    expect(stderr).toMatch(/OVER {2}server-errors/)
    expect(stdout).toContain('Every line is accounted for.')
  })
})

async function taken(): Promise<{ server: Server; port: number }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, port: (server.address() as { port: number }).port }
}
