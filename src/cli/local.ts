import type { Command } from 'commander'
import { DEFAULT_REGION } from '../aws/client.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration, formatSize, parseDuration, parseSize } from '../base/units.ts'
import { type Endpoint, type StartingStream, startEndpoint } from '../local/endpoint.ts'
import type { Faults } from '../local/faults.ts'
import { limits } from '../local/limits.ts'
import { readFaults } from '../local/read-faults.ts'
import { shellCode } from '../local/shell.ts'
import { text } from '../messages/messages.ts'
import { Random } from '../source/generate/random.ts'
import { endOnSignal } from './end-on-signal.ts'
import { newCommand } from './frame.ts'

/** Port of `kinetail local`, and of what looks for it. */
const DEFAULT_PORT = '4568'
/** Probability of a bare `--throttle`. */
const DEFAULT_THROTTLE = '0.3'

interface LocalOptions {
  readonly port: string
  readonly stream: readonly string[]
  readonly region: string
  readonly limits: boolean
  readonly memory: string
  readonly createDelay: string
  readonly failRate?: string
  readonly throttle?: string | true
  readonly latency?: string
  readonly http500?: string
  readonly reset?: string
  readonly hang?: string
  readonly clockAhead?: string
  readonly seed?: string
  readonly duration?: string
  readonly json?: boolean
}

export function command(): Command {
  const words = text.local
  const { env } = process
  const built = newCommand('kinetail local', text.cli.summaries.local, [
    ['kinetail local --stream log-streaming-demo=2', words.exampleStart],
    [
      'kinetail local --stream log-streaming-demo=2 --fail-rate 0.3 --throttle --latency 50ms',
      words.exampleFaults,
    ],
    ['eval "$(kinetail local env)"', words.exampleEnv],
  ])
  return built
    .enablePositionalOptions()
    .option('--port <number>', words.portOption, DEFAULT_PORT)
    .option(
      '--stream <name=shards>',
      words.streamOption,
      (one: string, all: readonly string[]) => [...all, one],
      [],
    )
    .option(
      '--region <name>',
      words.regionOption,
      env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || DEFAULT_REGION,
    )
    .option('--no-limits', words.noLimitsOption)
    .option('--memory <size>', words.memoryOption, '64MiB')
    .option('--create-delay <duration>', words.createDelayOption, '500ms')
    .option('--fail-rate <probability>', words.failRateOption)
    .option('--throttle [probability]', words.throttleOption)
    .option('--latency <duration>', words.latencyOption)
    .option('--http-500 <probability>', words.http500Option)
    .option('--reset <probability>', words.resetOption)
    .option('--hang <probability>', words.hangOption)
    .option('--clock-ahead <duration>', words.clockAheadOption)
    .option('--seed <number>', words.seedOption)
    .option('--duration <duration>', words.durationOption)
    .option('--json', words.jsonOption)
    .addHelpText('after', () => text.local.refusedKeys())
    .action(run)
    .addCommand(envCommand())
}

async function run(options: LocalOptions): Promise<void> {
  const faults = faultsFrom(options)
  const streams = streamsFrom(options)
  const durationMs = options.duration === undefined ? undefined : parseDuration(options.duration)
  const memoryBytes = parseSize(options.memory)
  const endpoint = await startEndpoint({
    port: portFrom(options.port),
    enforceLimits: options.limits,
    memoryBytes,
    createDelayMs: parseDuration(options.createDelay),
    faults,
    streams,
    ...(options.seed === undefined ? {} : { random: chance(options.seed) }),
  })
  if (options.json) process.stdout.write(`${JSON.stringify({ url: endpoint.url, port: endpoint.port })}\n`)
  say(introduction(endpoint, options, memoryBytes, streams))
  await untilEnd(durationMs)
  await endpoint.close()
  say([text.local.stopped])
}

/** Resolves at SIGINT or SIGTERM, or after the duration. */
async function untilEnd(durationMs: number | undefined): Promise<void> {
  const ended = new AbortController()
  const unhook = endOnSignal(ended)
  if (durationMs === undefined)
    await new Promise<void>((resolve) =>
      ended.signal.addEventListener('abort', () => resolve(), { once: true }),
    )
  else await sleep(durationMs, ended.signal)
  unhook()
}

function introduction(
  endpoint: Endpoint,
  options: LocalOptions,
  memoryBytes: number,
  streams: readonly StartingStream[],
): string[] {
  const words = text.local
  const env = endpoint.port === Number(DEFAULT_PORT) ? '' : ` --port ${endpoint.port}`
  const faults = describeFaults(endpoint.faults)
  return [
    words.started(endpoint.url),
    words.banner(),
    options.limits ? words.limitsOn : words.limitsOff,
    words.memory(formatSize(memoryBytes)),
    ...(faults === '' ? [] : [words.faultsOn(faults)]),
    ...streams.map((one) => words.streamReady(one.name, one.shardCount, one.region)),
    words.howToUse(`eval "$(kinetail local env${env})"`),
    words.howToStop,
  ]
}

function describeFaults(faults: Readonly<Faults>): string {
  const shown: readonly [string, number, string][] = [
    ['--fail-rate', faults.failRate, String(faults.failRate)],
    ['--throttle', faults.throttleRate, String(faults.throttleRate)],
    ['--latency', faults.latencyMs, formatDuration(faults.latencyMs)],
    ['--http-500', faults.http500Rate, String(faults.http500Rate)],
    ['--reset', faults.resetRate, String(faults.resetRate)],
    ['--hang', faults.hangRate, String(faults.hangRate)],
    ['--clock-ahead', faults.clockAheadMs, formatDuration(faults.clockAheadMs)],
  ]
  return shown
    .filter(([, value]) => value > 0)
    .map(([flag, , words]) => `${flag} ${words}`)
    .join(', ')
}

function say(lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`)
}

function faultsFrom(options: LocalOptions): Partial<Faults> {
  const throttle = options.throttle === true ? DEFAULT_THROTTLE : options.throttle
  return readFaults({
    'fail-rate': options.failRate,
    throttle,
    latency: options.latency,
    'http-500': options.http500,
    reset: options.reset,
    hang: options.hang,
    'clock-ahead': options.clockAhead,
  })
}

function chance(seed: string): () => number {
  if (!/^\d{1,9}$/.test(seed)) throw new KinetailError('usage', text.local.badSeed(seed))
  const random = new Random(Number(seed))
  return () => random.next()
}

function portFrom(written: string): number {
  const port = /^\d{1,5}$/.test(written) ? Number(written) : Number.NaN
  if (!(port <= 65_535)) throw new KinetailError('usage', text.local.badPort(written))
  return port
}

function streamsFrom(options: LocalOptions): StartingStream[] {
  const streams = options.stream.map((written) => {
    const [, name, shards] = /^([\w.-]{1,128})=(\d{1,3})$/.exec(written) ?? []
    const shardCount = Number(shards)
    if (name === undefined || !(shardCount >= 1 && shardCount <= limits.accountShards))
      throw new KinetailError('usage', text.local.badStream(written))
    return { name, shardCount, region: options.region }
  })
  for (const [i, { name }] of streams.entries())
    if (streams.findIndex((one) => one.name === name) < i)
      throw new KinetailError('usage', text.local.twiceStream(name))
  return streams
}

function envCommand(): Command {
  const words = text.local
  return newCommand('env', words.envSummary, [['eval "$(kinetail local env)"', words.exampleEnv]])
    .option('--port <number>', words.envPortOption, DEFAULT_PORT)
    .option('--endpoint-url <url>', words.envUrlOption)
    .action((options: { readonly port: string; readonly endpointUrl?: string }) => {
      const url = options.endpointUrl ?? `http://127.0.0.1:${portFrom(options.port)}`
      if (!/^https?:\/\/[^\s'"`$\\]+$/.test(url)) throw new KinetailError('usage', text.local.envNotUrl(url))
      process.stdout.write(`# ${words.envComment}\n${shellCode(url)}`)
    })
}
