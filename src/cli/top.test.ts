import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  cleanUp,
  commandExists,
  environment,
  root,
  run,
  temporaryFolder,
  until,
} from '../../test/e2e/support.ts'
import type { Now } from '../serve/api.ts'
import { Dashboard } from '../serve/dashboard.ts'
import type { Statistics } from '../stats/statistics.ts'
import { busyStatistics } from '../testing/metrics-text.ts'

const EVIL = '/var/log/\u001b[2Jevil.log'
const FACTS = {
  mode: 'stream',
  stream: 'logs',
  region: 'us-east-1',
  host: 'web-1',
  version: '1.2.3',
} as const
const TOKEN = '0123456789abcdef'

let dashboard: Dashboard
let statistics: Statistics

async function serve(port = 0, host = '127.0.0.1'): Promise<void> {
  const say = { info: () => {}, warn: () => {} }
  dashboard = await Dashboard.open(FACTS, {
    address: { host, port },
    token: host === '127.0.0.1' ? undefined : TOKEN,
    say,
  })
  statistics = busyStatistics([EVIL])
  dashboard.begin({
    statistics,
    lag: () => [],
    lanes: () => [],
    specOf: (_, type) => ({ type }),
    deadLetterFile: '/dead',
  })
  dashboard.collector.look()
}

beforeEach(() => serve())
afterEach(() => dashboard.close())
afterAll(cleanUp)

describe('kinetail top, where there is no terminal', () => {
  it('prints one screen and ends, and nothing of the data acts on whoever reads it', async () => {
    const { code, stdout, stderr } = await run(['top', dashboard.url!])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('logs (us-east-1)')
    expect(stdout).toContain('/var/log/\\u001b[2Jevil.log')
    expect(stdout).not.toContain('\u001b')
    const { ledger } = statistics.snapshot()
    expect(stdout).toContain(`read ${ledger.read} = sent ${ledger.sent} + dead-lettered ${ledger.dead}`)
    expect((await run(['top', '--url', dashboard.url!, '--once', '--lang', 'ko'])).stdout).toContain(
      '초당 라인 수',
    )
  })

  it('prints JSON: what /api/now says', async () => {
    const { stdout } = await run(['top', String(new URL(dashboard.url!).port), '--json'])
    const now = JSON.parse(stdout) as Now
    expect(now.statistics!.ledger).toEqual(dashboard.collector.now().statistics!.ledger)
    expect(now.boot).toBe(dashboard.collector.boot)
  })

  it('says what to do where nothing listens, where something else does, and where a token is asked for', async () => {
    const free = dashboard.url!
    await dashboard.close()
    const nothing = await run(['top', free])
    expect(nothing).toMatchObject({ code: 1, stdout: '' })
    expect(nothing.stderr).toContain('--dashboard')
    await serve(0, '0.0.0.0')
    const { port } = new URL(dashboard.url!)
    const locked = await run(['top', `127.0.0.1:${port}`])
    expect(locked.code).toBe(1)
    expect(locked.stderr).toContain('KINETAIL_DASHBOARD_TOKEN')
    const address = `http://127.0.0.1:${port}/?token=${TOKEN}`
    expect((await run(['top', address, '--once'])).stdout).toContain('logs (us-east-1)')
    const env = { KINETAIL_DASHBOARD_TOKEN: TOKEN }
    expect((await run(['top', port, '--once'], { env })).stdout).toContain('logs (us-east-1)')
    expect(await run(['top', 'http://['])).toMatchObject({ code: 2 })
  })
})

describe.skipIf(!commandExists('script'))(
  'kinetail top on a terminal (skipped where there is no `script` to make one)',
  () => {
    function onTerminal(): {
      pid: () => Promise<number>
      type: (keys: string) => void
      shown: () => string
      end: Promise<number>
    } {
      const file = join(temporaryFolder('top'), 'pid')
      const command = `stty rows 30 cols 100; echo $$ > "${file}"; exec "${process.execPath}" "${join(root, 'bin/kinetail.js')}" top ${dashboard.url}`
      const child = spawn('script', ['-qefc', command, '/dev/null'], { env: environment({ TERM: 'xterm' }) })
      let shown = ''
      child.stdout.on('data', (bytes: Buffer) => {
        shown += bytes.toString()
      })
      return {
        pid: () => until('its pid', () => Number(readFileSync(file, 'utf8')) || undefined),
        type: (keys) => void child.stdin.write(keys),
        shown: () => shown,
        end: new Promise((resolve) => child.on('close', (code) => resolve(code ?? -1))),
      }
    }
    const sees = (terminal: { shown: () => string }, words: string | RegExp): Promise<true> =>
      until(
        `${words} on the terminal`,
        () => new RegExp(words).test(terminal.shown()) || undefined,
      ) as Promise<true>

    it('is live, takes keys, goes on when kinetail is there again, and gives the terminal back', async () => {
      const terminal = onTerminal()
      await sees(terminal, '● live')
      expect(terminal.shown().indexOf('\u001b[?1049h\u001b[?25l')).toBeGreaterThanOrEqual(0)
      statistics.ledger.read(statistics.ledger.file(EVIL), 7_000_000)
      await sees(terminal, '7,000,100 in all')
      terminal.type('3')
      await sees(terminal, String.raw`\[3 shards\]`)
      terminal.type('p')
      await sees(terminal, '‖ paused')
      terminal.type('p1')
      const { port } = new URL(dashboard.url!)
      await dashboard.close()
      await sees(terminal, '○ disconnected since')
      const before = terminal.shown().length
      await serve(Number(port))
      await until('it goes on', () => terminal.shown().slice(before).includes('● live') || undefined)
      expect(terminal.shown()).not.toContain('\u001b[2J')
      terminal.type('q')
      expect(await terminal.end).toBe(0)
      expect(terminal.shown().trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
    })

    it('gives the terminal back when it is ended by a signal', async () => {
      const terminal = onTerminal()
      await sees(terminal, '● live')
      process.kill(await terminal.pid(), 'SIGTERM')
      expect(await terminal.end).toBe(143)
      expect(terminal.shown().trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true)
    })
  },
)
