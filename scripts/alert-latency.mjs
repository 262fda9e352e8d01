// `npm run alert-latency`: from a line's being written to the webhook's receipt, on the agent and through the stream, while other
// lines are written too. `-- --alerts 200 --rate 1000` says how many alerts and how many other lines a second.
import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parseArgs } from 'node:util'
import { root, setUp } from './setup.mjs'

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '100' }, rate: { type: 'string', default: '1000' } },
})
const ALERTS = Number(values.alerts)
const RATE = Number(values.rate)
/** ms, at the 95th percentile. */
const GOALS = { agent: 500, stream: 2000 }
const TICK_MS = 20
const WAIT_MS = 60_000

setUp()
const folder = mkdtempSync(join(tmpdir(), 'kinetail-alert-latency-'))
const children = []
const receipts = new Map()
const server = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    const message = JSON.parse(Buffer.concat(parts).toString())
    const at = performance.now()
    if (!receipts.has(message.key.n)) receipts.set(message.key.n, at)
    response.end()
  })
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const hook = `http://127.0.0.1:${server.address().port}/`

try {
  const local = kinetail(['local', '--port', '0', '--json'])
  await until(() => local.out().includes('\n'), 'kinetail local')
  const { url } = JSON.parse(local.out().split('\n')[0])
  const agent = await measure('agent', async (setting) => {
    await agentIn('agent', url, setting.withAlerts)
  })
  const stream = await measure('stream', async (setting) => {
    await agentIn('stream', url, setting.plain)
    // With a checkpoint, as it is run for good: an alert is told once it is on the disk.
    const kept = ['--checkpoint-dir', join(folder, 'watcher')]
    const watcher = kinetail(['alert', 'run', '--config', setting.withAlerts, ...kept, ...at(url)])
    await until(() => watcher.err().includes('Watching'), `kinetail alert run: ${watcher.err()}`)
  })
  console.log(`${ALERTS} alerts each, beside ${RATE} other lines a second; ms from written to received`)
  for (const [name, found] of [
    ['on the agent', agent],
    ['through the stream', stream],
  ])
    console.log(
      `${name.padEnd(20)} p50 ${found.p50}  p95 ${found.p95}  p99 ${found.p99}  max ${found.max}  (goal: p95 < ${found.goal})`,
    )
  process.exitCode = agent.p95 < agent.goal && stream.p95 < stream.goal ? 0 : 1
} finally {
  for (const child of children.reverse()) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM')
      await ended
    }
  }
  server.close()
  server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
}

/** Writes lines, some of which are to be told of, and gives how long that took. */
async function measure(name, start) {
  const log = join(folder, `${name}.log`)
  writeFileSync(log, '')
  const common = `stream_name: latency-${name}\nlog_files: [{ path: ${log}, type: application }]\nhost: here\n`
  const rules =
    'alerts:\n  - { name: alarm, match: "alarm", key: n, max_groups: 10000, recovery: false }\n' +
    `notifiers:\n  hook: { webhook: "${hook}" }\n`
  const setting = { plain: join(folder, `${name}.yaml`), withAlerts: join(folder, `${name}-alerts.yaml`) }
  writeFileSync(setting.plain, common)
  writeFileSync(setting.withAlerts, common + rules)
  await start(setting)
  const written = new Map()
  let other = 0
  const begin = performance.now()
  // Alerts come at uneven moments, so that no clock of the agent is in step with them.
  let next = 0
  for (let n = 0; n < ALERTS; ) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    const elapsed = performance.now() - begin
    const due = Math.floor((elapsed / 1000) * RATE)
    let lines = ''
    for (; other < due; other++) lines += line({ level: 'INFO', message: `request ${other} was fine` })
    if (elapsed >= next) {
      const id = `${name}-${n++}`
      lines += line({ level: 'ERROR', message: 'alarm', n: id })
      written.set(id, performance.now())
      next = elapsed + 50 + Math.random() * 150
    }
    if (lines !== '') appendFileSync(log, lines)
  }
  await until(() => [...written.keys()].every((id) => receipts.has(id)), `the webhook of the ${name}`)
  const took = [...written].map(([id, at]) => receipts.get(id) - at).sort((a, b) => a - b)
  const percentile = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))])
  return {
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
    max: percentile(1),
    goal: GOALS[name],
  }
}

function line(fields) {
  return `${JSON.stringify({ timestamp: new Date().toISOString(), ...fields })}\n`
}

function at(url) {
  return ['--endpoint-url', url, '--region', 'us-east-1']
}

/** An agent that follows the log. */
async function agentIn(name, url, config) {
  const words = [...at(url), '--create-stream', '--shard-count', '2']
  const state = ['--checkpoint-dir', join(folder, `${name}-state`), '--stats-interval', '200ms', '--json']
  const agent = kinetail(['stream', '--config', config, ...words, ...state])
  await until(() => agent.out().includes('lines_processed'), `kinetail stream: ${agent.err()}`)
}

function kinetail(words) {
  const child = spawn(process.execPath, [join(root, 'bin', 'kinetail.js'), ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, AWS_EC2_METADATA_DISABLED: 'true' },
  })
  children.push(child)
  const said = { out: '', err: '' }
  child.stdout.on('data', (bytes) => (said.out = (said.out + bytes).slice(-100_000)))
  child.stderr.on('data', (bytes) => (said.err = (said.err + bytes).slice(-100_000)))
  return { out: () => said.out, err: () => said.err }
}

async function until(holds, what) {
  const end = performance.now() + WAIT_MS
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
