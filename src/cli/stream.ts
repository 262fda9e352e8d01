import { hostname } from 'node:os'
import type { Command } from 'commander'
import { openCloudWatch, openKinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration } from '../base/units.ts'
import { loadSettings } from '../config/load.ts'
import { SETTING_NAMES } from '../config/schema.ts'
import type { Settings } from '../config/settings.ts'
import type { Endpoint } from '../local/endpoint.ts'
import { text } from '../messages/messages.ts'
import { CloudWatchPublisher, cloudWatchOptions } from '../pipeline/cloudwatch-publisher.ts'
import { type Job, type JobSettings, openJob } from '../pipeline/job.ts'
import { onShutdown, type Shutdown } from '../pipeline/shutdown.ts'
import type { Say } from '../sink/trouble.ts'
import { type Generation, generateLogs } from '../source/generate/generate.ts'
import { GENERATED_TYPES, type GeneratedType } from '../source/generate/lines.ts'
import { printerMode, StatisticsPrinter } from '../stats/printer.ts'
import { alertStateOf, openAlerts, shippedTo } from './agent-alerts.ts'
import { type Closing, closeAll } from './closing.ts'
import { openDashboard } from './dashboard.ts'
import { awsOptions, newCommand } from './frame.ts'
import { sayOnStderr } from './say.ts'
import { givenSettings, withSettings } from './setting-flags.ts'
import { keepHeapSmall } from './small-heap.ts'
import { temporaryState } from './temporary-state.ts'
import { watched } from './watched-job.ts'

/** `kinetail stream`, which `kinetail --stream-name …` runs too. */
export function command(): Command {
  const { streamExamples: examples } = text.pipeline
  const command = newCommand('kinetail stream', text.pipeline.streamDescription, [
    [
      `kinetail stream --stream-name log-streaming-demo --region us-east-1 --log-files "$LOG_CONFIG"`,
      examples.guide,
    ],
    [
      `kinetail stream --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --generate-test-logs`,
      examples.generate,
    ],
    [
      `kinetail stream --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --resume-from-checkpoint`,
      examples.resume,
    ],
    [
      `kinetail stream --stream-name web --log-files '[{"path": "/var/log/nginx/access.log.1", "type": "nginx"}]' --once`,
      examples.once,
    ],
    [
      `kinetail stream --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --pack lines`,
      examples.pack,
    ],
    [
      `kinetail stream --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --compress gzip`,
      examples.compress,
    ],
    [
      `kinetail stream --stream-name log-streaming-demo --log-files "$LOG_CONFIG" --target-latency 500ms --target-errors 1%`,
      examples.goals,
    ],
    [`kinetail stream --config kinetail.yaml --dashboard`, examples.dashboard],
    [
      `kinetail stream --config kinetail.yaml --cloudwatch-metrics my-logs --cloudwatch-interval 5m`,
      examples.cloudwatch,
    ],
    [`kinetail stream --local --stream-name try --log-files @logs.json --duration 20s`, examples.local],
    ['kinetail stream --config kinetail.yaml', examples.config],
  ])
  withSettings(command, SETTING_NAMES).option('--config <file>', text.pipeline.configOption)
  command.argument('[stream]', text.cli.streamArgument)
  return command.action(async (named: string | undefined, options: { config?: string }) => {
    const given = givenSettings(command)
    const flag = given.stream_name as string | undefined
    if (named !== undefined && flag !== undefined && flag !== named)
      throw new KinetailError('usage', text.reader.twoStreams(named, flag))
    const flags = named === undefined ? given : { ...given, stream_name: named }
    const { settings } = await loadSettings(flags, process.env, options.config)
    process.exitCode = await stream(complete(settings))
  })
}

/** The settings, with what streaming cannot do without; else a usage error that says what to give. */
function complete(settings: Settings): JobSettings {
  const { stream_name, log_files } = settings
  if (stream_name === undefined) throw new KinetailError('usage', text.pipeline.noStreamName)
  if (log_files === undefined) throw new KinetailError('usage', text.pipeline.noLogFiles)
  if (settings.generate_test_logs) {
    const pattern = log_files.find(({ path }) => /[*?[{]/.test(path))
    if (pattern) throw new KinetailError('usage', text.pipeline.globCannotBeGenerated(pattern.path))
    for (const { type } of log_files) generated(type)
  }
  return { ...settings, stream_name, log_files }
}

/** Runs until the end and returns the exit code. */
async function stream(settings: JobSettings): Promise<number> {
  const shutdown = onShutdown()
  const closing: Closing = [() => shutdown.dispose()]
  try {
    return await run(settings, shutdown, closing)
  } finally {
    await closeAll(closing)
  }
}

async function run(asked: JobSettings, shutdown: Shutdown, closing: Closing): Promise<number> {
  const say = await sayOnStderr(asked.json)
  // The SDK makes objects for every line: there a larger heap pays.
  if (asked.sender === 'own') keepHeapSmall()
  let settings = asked
  if (asked.local) {
    const endpoint = await startLocal(asked)
    closing.push(() => endpoint.close())
    const state = temporaryState(asked.checkpoint_dir)
    closing.push(() => state.remove())
    settings = { ...asked, endpoint_url: endpoint.url, create_stream: true, checkpoint_dir: state.dir }
    say.info(text.pipeline.localStarted(endpoint.url))
  }
  const kinesis = await openKinesis({
    ...awsOptions(camel(settings)),
    requestTimeoutMs: settings.request_timeout,
  })
  closing.push(() => kinesis.close())
  if (kinesis.regionAssumed && !asked.local) say.info(text.pipeline.regionAssumed(kinesis.region))
  // Test logs are written from the start: a file that is there is not waited for.
  const generation = settings.generate_test_logs ? generate(settings, shutdown.signal) : undefined
  closing.push(() => generation?.stop())
  // Without its logs there is nothing to wait for: `stop` throws what was wrong.
  generation?.done.catch(shutdown.request)
  const timer = settings.duration === undefined ? undefined : setTimeout(shutdown.request, settings.duration)
  closing.push(() => clearTimeout(timer))

  const { region } = kinesis
  const alerts = await openAlerts(settings, say, closing)
  const dashboard = await openDashboard(
    settings,
    { mode: 'stream', stream: settings.stream_name, region },
    say,
    closing,
    alerts?.board,
  )
  const ports = { kinesis, say, tap: dashboard?.collector.tap, shipped: alerts && shippedTo(alerts) }
  const job = await openJob(settings, ports, shutdown.signal).catch((error: unknown) => {
    // Whoever ends the waiting for an endpoint that does not answer has not failed: nothing was read yet.
    if (shutdown.signal.aborted) return undefined
    throw error
  })
  if (job === undefined) return shutdown.exitCode()
  // Not before: until here another process may be at the same folder.
  alerts?.begin(alertStateOf(settings))
  const printer = new StatisticsPrinter(
    job.statistics,
    process.stdout,
    printerMode(process.stdout, settings.json),
  )
  publishFigures(job, settings, say, closing)
  dashboard?.begin(watched(job, settings))
  printer.onPrint = (snapshot) => dashboard?.collector.printed(snapshot)
  say.around = (write) => printer.above(write)
  shutdown.signal.addEventListener('abort', () => {
    if (shutdown.exitCode() !== 0) say.info(text.pipeline.ending(formatDuration(settings.shutdown_timeout)))
  })
  printer.start(settings.stats_interval)
  try {
    const left = await job.run(shutdown.signal, shutdown.hurry)
    printer.stop()
    say.around = (write) => write()
    if (left > 0) say.warn(text.pipeline.leftUnsent(left))
    return left > 0 ? 1 : shutdown.exitCode()
  } catch (error) {
    printer.stop()
    throw error
  }
}

/** To CloudWatch, where it is asked for. */
function publishFigures(job: Job, settings: JobSettings, say: Say, closing: Closing): void {
  const { cloudwatch_metrics: namespace, stream_name: stream, host = hostname() } = settings
  if (namespace === undefined) return
  const options = {
    ...cloudWatchOptions(awsOptions(camel(settings))),
    requestTimeoutMs: settings.request_timeout,
  }
  const publisher = new CloudWatchPublisher(job.statistics, {
    namespace,
    intervalMs: settings.cloudwatch_interval,
    stream,
    host,
    say,
    open: () => openCloudWatch(options),
  })
  publisher.start()
  closing.push(() => publisher.close())
}

async function startLocal(settings: JobSettings): Promise<Endpoint> {
  const { startEndpoint } = await import('../local/endpoint.ts')
  const { stream_name: name, shard_count: shardCount, region = 'us-east-1' } = settings
  return startEndpoint({ streams: [{ name, shardCount, region }] })
}

function generate(settings: JobSettings, signal: AbortSignal): Generation {
  const files = settings.log_files.map(({ path, type }) => ({ path, type: generated(type) }))
  return generateLogs({ files, rate: settings.generate_rate, signal })
}

/** The type, when there is a writer of test logs for it. */
function generated(type: string): GeneratedType {
  const known = GENERATED_TYPES.find((one) => one === type)
  if (known) return known
  throw new KinetailError('usage', text.pipeline.typeCannotBeGenerated(type, GENERATED_TYPES))
}

function camel(settings: JobSettings): Parameters<typeof awsOptions>[0] {
  const { region, endpoint_url: endpointUrl, profile } = settings
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(profile === undefined ? {} : { profile }),
  }
}
