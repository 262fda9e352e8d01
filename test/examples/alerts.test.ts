import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, jsonLines, root, run, temporaryFolder } from '../e2e/support.ts'

interface Told {
  readonly at: string
  readonly status: string
  readonly rule: string
  readonly key: Record<string, string>
  readonly message: string
  readonly samples: readonly string[]
  readonly files: readonly string[]
}

const example = join(root, 'examples', 'alerts.yaml')
const START = Date.parse('2024-01-15T10:00:00Z')
let access = ''
let application = ''

/** An access log of three minutes, a line a second, and an application log that falls silent. */
beforeAll(() => {
  const folder = temporaryFolder('alert-example')
  access = join(folder, 'access.log')
  application = join(folder, 'app.log')
  const lines: string[] = []
  for (let second = 0; second < 180; second++) {
    const failing = second >= 60 && second < 90
    lines.push(line(second, '10.0.0.1', `/pay?n=${second}`.slice(0, 4), failing ? 502 : 200))
    if (second >= 100 && second < 110) lines.push(line(second, '10.9.9.9', '/login', 401))
  }
  writeFileSync(access, lines.join(''))
  const record = (second: number, message: string): string =>
    `${JSON.stringify({ timestamp: new Date(START + second * 1000).toISOString(), level: 'ERROR', message })}\n`
  writeFileSync(application, record(30, 'java.lang.OutOfMemoryError: heap') + record(31, 'OutOfMemory again'))
})
afterAll(cleanUp)

function line(second: number, ip: string, path: string, status: number): string {
  const time = new Date(START + second * 1000).toISOString().slice(11, 19)
  return `${ip} - - [15/Jan/2024:${time} +0000] "POST ${path} HTTP/1.1" ${status} 156 "-" "curl/8.0"\n`
}

describe('examples/alerts.yaml', () => {
  it('says of two logs, in the time of their lines, what it would have said then', async () => {
    const words = ['alert', 'test', '--config', example, '--json']
    const { code, stdout, stderr } = await run([...words, '--type', 'auto', access, application])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    const told = jsonLines<Told>(stdout)
    const firing = told.filter(({ status }) => status === 'firing')
    expect(firing.map(({ rule, at }) => [rule, at.slice(11, 19)])).toEqual([
      ['out-of-memory', '10:00:30'],
      // 20 of 100 requests at least failed since 10:01:06, and that for 10 s.
      ['server-errors', expect.stringMatching(/^10:01:1[6-9]$/)],
      ['failed-logins', '10:01:44'],
    ])
    expect(firing[0]).toMatchObject({
      files: [application],
      samples: [expect.stringContaining('heap')],
    })
    expect(firing[1]).toMatchObject({
      key: { path: '/pay' },
      message: expect.stringMatching(/^\d+ of \d+ requests of \/pay failed$/),
    })
    expect(firing[2]!.message).toBe('5 failed logins from 10.9.9.9, last as curl/8.0')
    expect(told.filter(({ status }) => status === 'recovered').map(({ rule }) => rule)).toContain(
      'out-of-memory',
    )
  })

  it('is told for people, in their language, with a summary', async () => {
    const words = [
      'alert',
      'test',
      '--config',
      example,
      '--rule',
      'out-of-memory',
      'failed-logins',
      '--lang',
      'ko',
    ]
    const { code, stdout } = await run([...words, '--type', 'nginx', access])
    expect(code).toBe(0)
    expect(stdout).toContain('발생  failed-logins [warning]: 5 failed logins from 10.9.9.9')
    expect(stdout).toContain(
      '규칙 2개, 레코드 190개(2024-01-15T10:00:00.000Z부터 2024-01-15T10:02:59.000Z까지).',
    )
  })

  it('is fine for `kinetail config check`, and what is wrong has its place', async () => {
    expect((await run(['config', 'check', example])).code).toBe(0)
    const secret = join(temporaryFolder('alert-secret'), 'secret.yaml')
    writeFileSync(
      secret,
      'notifiers:\n  ops: { webhook: "https://user:pass@hooks.example.com/T0K3N?key=K3Y" }\n',
    )
    const printed = (await run(['config', 'print', secret])).stdout
    expect(printed).toContain('https://hooks.example.com/***')
    expect(printed).not.toMatch(/T0K3N|K3Y|pass@/)
    const bad = join(temporaryFolder('alert-bad'), 'bad.yaml')
    writeFileSync(bad, 'alerts:\n  - name: slow\n    sql: SELECT pathh FROM logs\n    window: 1m\n')
    const { code, stderr } = await run(['config', 'check', bad])
    expect(code).toBe(2)
    expect((await run(['alert', 'test', '--config', bad, access])).stderr).toBe(stderr)
    expect(stderr).toContain(
      'The SQL of the alert rule "slow" cannot be used: line 1, column 8: there is no column "pathh"',
    )
    expect((await run(['alert', 'test', '--config', example, '--rule', 'nope', access])).code).toBe(2)
    expect((await run(['alert', 'tst'])).stderr).toContain('There is no command "alert tst"')
  })
})
