import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import { openKinesis } from '../aws/client.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { loadSettings } from '../config/load.ts'
import type { LogInput } from '../config/settings.ts'
import { startEndpoint } from '../local/endpoint.ts'
import { text } from '../messages/messages.ts'
import { type Job, type JobSettings, openJob } from '../pipeline/job.ts'
import { onShutdown, type Shutdown } from '../pipeline/shutdown.ts'
import { generateLogs } from '../source/generate/generate.ts'
import { printerMode, StatisticsPrinter } from '../stats/printer.ts'
import { openAlerts, shippedTo } from './agent-alerts.ts'
import { type Closing, closeAll } from './closing.ts'
import { openDashboard } from './dashboard.ts'
import { DEMO_OUTAGE, demoAlerts } from './demo-alerts.ts'
import { DemoReader } from './demo-reader.ts'
import { closingSummary } from './demo-summary.ts'
import { newCommand } from './frame.ts'
import { type Around, sayOnStderr } from './say.ts'
import { watched } from './watched-job.ts'

interface Flags {
  readonly duration?: string
  readonly rate: string
  readonly streamName: string
  readonly shardCount: string
  readonly malformed: string
  readonly statsInterval: string
  readonly port: string
  readonly pack?: string
  readonly compress?: string
  readonly dashboard: string | boolean
  readonly json?: boolean
}

/** Where the lab guide keeps its three logs, below one folder. */
const LOGS = [
  { path: 'apache/access.log', type: 'apache' },
  { path: 'nginx/access.log', type: 'nginx' },
  { path: 'application/app.log', type: 'application' },
] as const satisfies readonly LogInput[]

/** How long the end waits until everything written was delivered and read back, in ms. */
const CATCH_UP_MS = 15_000

/** `kinetail demo`, which `npm start` runs. */
export function command(): Command {
  const { demo } = text.pipeline
  const { settings } = text.config
  return newCommand('kinetail demo', demo.description, [
    ['kinetail demo', demo.examples.plain],
    ['kinetail demo --duration 20s', demo.examples.timed],
    ['kinetail demo --rate 500 --shard-count 4 --lang ko', demo.examples.busy],
  ])
    .option('--duration <duration>', settings.duration)
    .option('--rate <rate>', settings.generate_rate, '30')
    .option('--stream-name <name>', settings.stream_name, 'log-streaming-demo')
    .option('--shard-count <count>', settings.shard_count, '2')
    .option('--malformed <share>', demo.malformedOption, '0.01')
    .option('--stats-interval <duration>', settings.stats_interval, '5s')
    .option('--port <port>', demo.portOption, '0')
    .option('--pack <how>', settings.pack)
    .option('--compress <how>', settings.compress)
    .option('--dashboard [port]', demo.dashboardOption, true)
    .option('--no-dashboard', text.config.without(text.config.settings.dashboard))
    .option('--json', settings.json)
    .action(async (flags: Flags) => {
      const shutdown = onShutdown()
      const closing: Closing = [() => shutdown.dispose()]
      try {
        process.exitCode = await demonstrate(flags, shutdown, closing)
      } finally {
        await closeAll(closing)
      }
    })
}

async function demonstrate(flags: Flags, shutdown: Shutdown, closing: Closing): Promise<number> {
  const { demo } = text.pipeline
  const settings = await demoSettings(flags)
  const malformed = share(flags.malformed)
  const json = settings.json
  const say = await sayOnStderr(json)
  const folder = mkdtempSync(join(tmpdir(), 'kinetail-demo-'))
  closing.push(() => rmSync(folder, { recursive: true, force: true }))
  const files = LOGS.map((log) => ({ ...log, path: join(folder, log.path) }))

  const endpoint = await startEndpoint({ port: portOf(flags.port) })
  closing.push(() => endpoint.close())
  say.info(text.pipeline.localStarted(endpoint.url))
  const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: endpoint.url })
  closing.push(() => kinesis.close())
  const generation = generateLogs({ files, rate: settings.generate_rate, malformed, outage: DEMO_OUTAGE })
  closing.push(() => generation.stop())
  generation.done.catch(shutdown.request)
  say.info(demo.logs(folder, settings.generate_rate))
  say.info(demo.alerts(settings.alerts!.map(({ name }) => name).join(', '), DEMO_OUTAGE.lastsMs / 1000))

  const ending = new AbortController()
  const full: JobSettings = {
    ...settings,
    log_files: files,
    endpoint_url: endpoint.url,
    checkpoint_dir: join(folder, 'checkpoint'),
  }
  const { region } = kinesis
  const facts = { mode: 'demo', stream: full.stream_name, region } as const
  const alerts = await openAlerts(full, say, closing)
  const dashboard = await openDashboard(full, facts, say, closing, alerts?.board)
  const ports = { kinesis, say, tap: dashboard?.collector.tap, shipped: alerts && shippedTo(alerts) }
  const job = await openJob(full, ports, shutdown.signal).catch((error: unknown) => {
    // Ended while it was starting: nothing was read yet.
    if (shutdown.signal.aborted) return undefined
    throw error
  })
  if (job === undefined) return shutdown.exitCode()
  say.info(demo.stream(full.stream_name, full.shard_count, endpoint.url))
  say.info(demo.watch(endpoint.url, full.stream_name))

  const printer = new StatisticsPrinter(job.statistics, process.stdout, printerMode(process.stdout, json))
  dashboard?.begin(watched(job, full))
  printer.onPrint = (snapshot) => dashboard?.collector.printed(snapshot)
  say.around = (write) => printer.above(write)
  const reader = new DemoReader(
    kinesis,
    full.stream_name,
    sampler(json, (write) => say.around(write)),
    dashboard?.collector,
  )
  closing.push(() => reader.close())
  const timer = settings.duration === undefined ? undefined : setTimeout(shutdown.request, settings.duration)
  closing.push(() => clearTimeout(timer))
  printer.start(settings.stats_interval)
  const finishing = finish(shutdown, () => generation.stop(), job, reader).finally(() => ending.abort())
  // Its failure is thrown below, when the job has closed what it holds.
  finishing.catch(() => {})
  const left = await job.run(ending.signal, shutdown.hurry).finally(() => printer.stop())
  await finishing
  // Who does not wait for the rest to be read back gets no verdict on it.
  if (shutdown.hurry.aborted) return left > 0 ? 1 : shutdown.exitCode()
  const fine = closingSummary(
    { written: generation.written, files, ledger: job.statistics.ledger.total, counts: reader.counts, left },
    json,
  )
  return fine ? shutdown.exitCode() : 1
}

/**
 * Once asked to end: no more logs are written, and what was written is read, delivered and read back first, unless a second
 * signal says to hurry.
 */
async function finish(
  { signal: asked, hurry }: Shutdown,
  stopWriting: () => Promise<void>,
  job: Job,
  reader: DemoReader,
): Promise<void> {
  if (!asked.aborted) await new Promise((resolve) => asked.addEventListener('abort', resolve, { once: true }))
  await stopWriting()
  const { total } = job.statistics.ledger
  const end = performance.now() + CATCH_UP_MS
  const done = (): boolean =>
    job.source.lag().every(({ bytes }) => bytes === 0) &&
    job.delivery.queue().entries === 0 &&
    reader.counts.records >= total.sent
  while (!done() && performance.now() < end && !hurry.aborted) await sleep(20)
}

/** Prints the first record of each log type as it was read back; nothing with `--json`. */
function sampler(json: boolean, around: Around): (record: string, first: boolean) => void {
  return (record, first) => {
    if (json) return
    around(() => {
      if (first) process.stdout.write(`${text.pipeline.demo.sample}\n`)
      process.stdout.write(`  ${record}\n`)
    })
  }
}

async function demoSettings(flags: Flags): Promise<JobSettings> {
  const given = {
    stream_name: flags.streamName,
    shard_count: flags.shardCount,
    generate_rate: flags.rate,
    stats_interval: flags.statsInterval,
    duration: flags.duration,
    pack: flags.pack,
    compress: flags.compress,
    json: flags.json,
    dashboard: flags.dashboard,
    create_stream: true,
  }
  // Rules come to suit the rate, which is checked before.
  const { generate_rate } = (await loadSettings(given, {})).settings
  const { settings } = await loadSettings({ ...given, alerts: demoAlerts(generate_rate) }, {})
  const { dashboard } = settings
  // Whoever only looks around has not chosen the port: another will do.
  const orAny = flags.dashboard === true
  return {
    ...settings,
    ...(dashboard === undefined ? {} : { dashboard: { ...dashboard, orAny } }),
    stream_name: flags.streamName,
    log_files: LOGS,
  }
}

function share(written: string): number {
  const number = Number(written)
  if (written.trim() !== '' && number >= 0 && number <= 1) return number
  throw new KinetailError('usage', text.pipeline.demo.badShare(written))
}

function portOf(written: string): number {
  const port = Number(written)
  if (/^\d+$/.test(written) && port <= 65_535) return port
  throw new KinetailError('usage', text.pipeline.demo.badPort(written))
}
