import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { matchRule, sqlRule } from '../testing/alert-rules.ts'
import { AlertThread, type AlertThreadPorts } from './alert-thread.ts'
import type { AlertMessage } from './message.ts'
import type { AlertRule } from './rule.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-alert-thread-'))
/** A worker cannot start from TypeScript on Node 20. */
const BUILT = new URL('../../dist/alert/alert-worker.js', import.meta.url)
const threads: AlertThread[] = []
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.close(0)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function open(rules: readonly AlertRule[], ports: Partial<AlertThreadPorts> = {}) {
  const said: string[] = []
  const shown: AlertMessage[] = []
  const say = (sentence: string): void => void said.push(sentence)
  const thread = await AlertThread.open(
    { rules, notifiers: undefined, origin: {} },
    { say: { info: say, warn: say }, terminal: (message) => shown.push(message), entry: BUILT, ...ports },
  )
  threads.push(thread)
  return { thread, said, shown }
}

/** The entry of a thread that does this with each request. */
function entry(name: string, body: string): URL {
  const path = join(folder, `${name}.mjs`)
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads'
parentPort.on('message', (request) => { ${body} })
parentPort.postMessage({ kind: 'ready' })
`,
  )
  return pathToFileURL(path)
}

function records(count: number): Uint8Array {
  return Buffer.from(Array.from({ length: count }, (_, i) => `{"message":"line ${i}"}`).join('\n'))
}

describe('the thread of alerts', () => {
  it('judges what it is given, and tells the terminal where nobody else is named', async () => {
    const { thread, shown } = await open([matchRule({ match: 'line 7', key: ['message'] })])
    const bytes = records(80)
    thread.take(bytes, Date.now(), '/var/log/app.log', 80)
    // What was handed over is theirs: the caller's buffer is used again at once.
    bytes.fill(0)
    await expect.poll(() => shown.length, { timeout: 20_000 }).toBe(11)
    expect(shown[0]).toMatchObject({ files: ['/var/log/app.log'], samples: ['{"message":"line 7"}'] })
    expect(thread.board.firing()).toEqual(['match'])
  })

  it('does not start with SQL that is wrong', async () => {
    await expect(open([sqlRule({ sql: 'SELECT nope FROM logs' })])).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('no column "nope"'),
    })
  })

  it('leaves out what it cannot keep up with, says so, and never waits', async () => {
    const { thread, said } = await open([matchRule({ match: 'x' })], { entry: entry('slow', '') })
    const bytes = new Uint8Array(5 * 1024 ** 2)
    for (let i = 0; i < 20; i++) thread.take(bytes, Date.now(), 'a', 1000)
    expect(said).toEqual([expect.stringContaining('1,000 records went by unseen')])
  })

  it('is started again when it dies', async () => {
    const dying = entry('dying', `throw new Error('out of luck')`)
    const { thread, said } = await open([matchRule({ match: 'x' })], { entry: dying, restartMs: 1 })
    for (let deaths = 1; deaths <= 2; deaths++) {
      await expect
        .poll(
          () => {
            thread.take(records(1), Date.now(), 'a', 1)
            return said.filter((sentence) => sentence.includes('out of luck')).length
          },
          { timeout: 20_000 },
        )
        .toBeGreaterThanOrEqual(deaths)
    }
  })
})
