import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Now } from '../../src/serve/api.ts'
import { type Running, start, startLocal, temporaryFolder, until } from '../e2e/support.ts'

/** A real `kinetail stream --dashboard` over one access log, into a real embedded endpoint. */
export interface Rig {
  readonly url: string
  readonly running: Running
  write(lines: readonly string[]): void
  now(): Promise<Now>
}

export async function rig(words: readonly string[] = []): Promise<Rig & { again(): Promise<Rig> }> {
  const folder = temporaryFolder('page')
  const log = join(folder, 'access.log')
  const config = join(folder, 'kinetail.yaml')
  appendFileSync(log, '')
  writeFileSync(config, 'alerts:\n  - { name: fire, match: { path: /on/fire }, key: user_agent }\n')
  const local = await startLocal()
  const begin = async (port: string): Promise<Rig> => {
    const running = start([
      'stream',
      ...['--stream-name', 'page', '--create-stream', '--region', 'us-east-1'],
      ...['--endpoint-url', local.url, '--checkpoint-dir', join(folder, 'checkpoint')],
      ...['--log-files', JSON.stringify([{ path: log, type: 'apache' }])],
      ...['--json', '--stats-interval', '1s', '--dashboard', port, '--config', config],
      ...words,
    ])
    const url = await until(
      'the dashboard listens',
      () => /http:\/\/127\.0\.0\.1:\d+\//.exec(running.stderr().split('Dashboard')[1] ?? '')?.[0],
      running,
    )
    await until('it is ready', async () => (await fetch(`${url}readyz`)).ok || undefined, running)
    const now = async (): Promise<Now> => (await (await fetch(`${url}api/now`)).json()) as Now
    return { url, running, now, write: (lines) => appendFileSync(log, `${lines.join('\n')}\n`) }
  }
  const first = await begin('0')
  return { ...first, again: () => begin(new URL(first.url).port) }
}

let made = 0

/** An access-log line of now. */
export function line(path: string, status: number = 200, agent: string = 'check/1.0'): string {
  made++
  const time = new Date().toUTCString().replace(/^\w+, (\d+) (\w+) (\d+) (\S+) GMT$/, '$1/$2/$3:$4 +0000')
  return `10.0.0.${made % 250} - - [${time}] "GET ${path} HTTP/1.1" ${status} ${100 + made} "-" "${agent}"`
}
