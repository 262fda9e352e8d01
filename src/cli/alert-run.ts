import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { AlertMessage } from '../alert/message.ts'
import { AlertService } from '../alert/service.ts'
import type { Kinesis } from '../aws/client.ts'
import { parseDuration } from '../base/units.ts'
import { takeLock } from '../checkpoint/lock.ts'
import { loadSettings } from '../config/load.ts'
import { text } from '../messages/messages.ts'
import { readEvents } from '../reader/events.ts'
import type { Trouble } from '../reader/patience.ts'
import { LATEST, parsePosition } from '../reader/position.ts'
import { rulesOf } from './alert-test.ts'
import { alertLines } from './alert-text.ts'
import { type Closing, closeAll } from './closing.ts'
import { endOnSignal } from './end-on-signal.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { sayOnStderr } from './say.ts'
import { explainStream, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { harmless } from './terminal-text.ts'

interface Flags extends SessionFlags {
  readonly config: string
  readonly rule?: string[]
  readonly from?: string
  readonly duration?: string
  readonly checkpointDir?: string
  readonly notify: boolean
  readonly json?: boolean
}

/** How long messages may take at the end, ms. */
const CLOSE_MS = 5000

/** `kinetail alert run`: the rules over a whole stream, all hosts, from now on. */
export function runCommand(): Command {
  const say = text.alertCommand
  const built = newCommand('run', say.runSummary, [
    ['kinetail alert run log-streaming-demo --config kinetail.yaml', say.examples.run],
    [
      'kinetail alert run log-streaming-demo --config kinetail.yaml --from 10m --no-notify',
      say.examples.runFrom,
    ],
  ])
  return withAws(withStream(built))
    .requiredOption('--config <file>', text.pipeline.configOption)
    .option('--rule <name...>', say.ruleOption)
    .option('--from <place>', say.fromOption)
    .option('--duration <time>', text.config.settings.duration)
    .option('--checkpoint-dir <folder>', say.checkpointOption)
    .option('--no-notify', say.noNotifyOption)
    .option('--json', text.cli.jsonOption)
    .action((named: string | undefined, flags: Flags) => run(named, flags))
}

async function run(named: string | undefined, flags: Flags): Promise<void> {
  const { settings } = loadSettings({}, process.env, flags.config)
  const stream = streamNameOf(named ?? flags.streamName ?? settings.stream_name, flags)
  const session = {
    ...present('region', flags.region ?? settings.region),
    ...present('endpointUrl', flags.endpointUrl ?? settings.endpoint_url),
    ...present('profile', flags.profile ?? settings.profile),
  }
  const ending = new AbortController()
  const unhook = endOnSignal(ending)
  const duration = flags.duration === undefined ? undefined : parseDuration(flags.duration)
  const timer = duration === undefined ? undefined : setTimeout(() => ending.abort(), duration)
  const closing: Closing = [unhook, () => clearTimeout(timer)]
  try {
    const say = await sayOnStderr(flags.json ?? false)
    const { checkpointDir } = flags
    if (checkpointDir !== undefined) closing.push(locked(checkpointDir))
    const { region, endpointUrl } = session
    const service = await AlertService.open(
      {
        rules: rulesOf(settings, flags.rule),
        notifiers: flags.notify ? (settings.notifiers ?? {}) : {},
        origin: { stream, region, endpointUrl },
      },
      // Standard output has every message already.
      { say, terminal: () => {}, onMessage: (message) => print(message, flags.json ?? false) },
    )
    closing.push(() => service.close(CLOSE_MS))
    if (checkpointDir !== undefined) await service.begin(join(checkpointDir, 'alerts.json'))
    await withKinesis(session, (kinesis) => watch(kinesis, stream, flags, service, ending.signal))
  } finally {
    await closeAll(closing)
  }
}

/** Takes a folder for this process alone. @returns gives it back */
function locked(dir: string): () => void {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const lock = takeLock(dir)
  return () => lock.release()
}

async function watch(
  kinesis: Kinesis,
  streamName: string,
  { from }: Flags,
  service: AlertService,
  signal: AbortSignal,
): Promise<void> {
  const options = {
    streamName,
    from: from === undefined ? LATEST : parsePosition(from),
    follow: true,
    signal,
    onTrouble: sayTrouble,
    onReady: (shards: number) => void process.stderr.write(text.alertCommand.watching(streamName, shards)),
  }
  try {
    for await (const events of readEvents(kinesis, options)) {
      const lines = events.map(({ data }) =>
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString(),
      )
      // Reading goes no faster than the rules judge: nothing is left out here.
      await service.take({ lines, at: Date.now(), file: undefined })
    }
  } catch (error) {
    explainStream(error, streamName, kinesis.region)
  }
}

function print(message: AlertMessage, json: boolean): void {
  const lines = json ? [JSON.stringify(message)] : alertLines(message)
  const safe = process.stdout.isTTY ? lines.map(harmless) : lines
  process.stdout.write(`${safe.join('\n')}\n`)
}

function sayTrouble(trouble: Trouble): void {
  const words =
    trouble.kind === 'failing'
      ? text.reader.failing(secondsOf(Date.now() - trouble.sinceMs), trouble.error.message)
      : text.reader.recovered(secondsOf(trouble.afterMs))
  process.stderr.write(words)
}

function secondsOf(ms: number): number {
  return Math.max(1, Math.round(ms / 1000))
}

function present<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: string })
}
