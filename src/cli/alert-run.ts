import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { AlertMessage } from '../alert/message.ts'
import { refill } from '../alert/refill.ts'
import { AlertService } from '../alert/service.ts'
import type { KeptReading } from '../alert/state-file.ts'
import type { Kinesis } from '../aws/client.ts'
import { KinetailError, messageOf } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { takeLock } from '../checkpoint/lock.ts'
import { loadSettings } from '../config/load.ts'
import { text } from '../messages/messages.ts'
import { StreamSource } from '../query/source/stream-source.ts'
import { Dedupe } from '../reader/dedupe.ts'
import type { StreamEvent } from '../reader/event.ts'
import { LATEST, parsePosition } from '../reader/position.ts'
import type { Say } from '../sink/trouble.ts'
import { rulesOf } from './alert-test.ts'
import { alertLines } from './alert-text.ts'
import { type Closing, closeAll } from './closing.ts'
import { endOnSignal } from './end-on-signal.ts'
import { linesOf } from './event-lines.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { sayTrouble } from './reading-trouble.ts'
import { sayOnStderr } from './say.ts'
import { explainStream, type SessionFlags, sessionOf, streamNameOf, withKinesis } from './session.ts'
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

/** `kinetail alert run`: the rules over a whole stream, all hosts, from now on, or from where it ended. */
export function runCommand(): Command {
  const say = text.alertCommand
  const built = newCommand('run', say.runSummary, [
    ['kinetail alert run log-streaming-demo --config kinetail.yaml', say.examples.run],
    [
      'kinetail alert run log-streaming-demo --config kinetail.yaml --from 10m --no-notify',
      say.examples.runFrom,
    ],
    [
      'kinetail alert run log-streaming-demo --config kinetail.yaml --checkpoint-dir /var/lib/kinetail/alerts',
      say.examples.runOn,
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
  const from = flags.from === undefined ? LATEST : parsePosition(flags.from)
  const { settings } = await loadSettings({}, process.env, flags.config)
  const stream = streamNameOf(named ?? flags.streamName ?? settings.stream_name, flags)
  const session = sessionOf(flags, settings)
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
      { say, terminal: () => {}, everything: (message) => print(message, flags.json ?? false) },
    )
    closing.push(() => service.close(CLOSE_MS))
    const reading =
      checkpointDir === undefined
        ? { stream, from, places: {} }
        : await service.beginAt(join(checkpointDir, 'alerts.json'), stream, from)
    await withKinesis(session, (kinesis) =>
      watch(kinesis, reading, service, say, ending.signal).catch((error: unknown) => {
        explain(error, reading, kinesis.region, checkpointDir)
      }),
    )
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

/** Brings the records to the rules, each once, with the place in the stream that they belong to. */
async function watch(
  kinesis: Kinesis,
  reading: KeptReading,
  service: AlertService,
  say: Say,
  signal: AbortSignal,
): Promise<void> {
  const { stream, from, places } = reading
  const resume = new Map(Object.entries(places))
  const finished = new Set([...resume].filter(([, place]) => place === 'done').map(([id]) => id))
  for (const id of finished) resume.delete(id)
  const source = new StreamSource(kinesis, {
    streamName: stream,
    from,
    resume,
    finished,
    follow: true,
    signal,
    onTrouble: sayTrouble,
    onReady: (shards: number) =>
      void process.stderr.write(
        Object.keys(places).length > 0
          ? text.alertCommand.goingOn(stream, shards)
          : text.alertCommand.watching(stream, shards),
      ),
  })
  const dedupe = new Dedupe()
  const own = new AbortController()
  const refilling =
    Object.keys(places).length > 0 &&
    service.refill((since, take) => {
      const options = { reading, since, signal: AbortSignal.any([signal, own.signal]) }
      return refill(kinesis, {
        ...options,
        take: (events) => {
          const first = firstOf(events, dedupe)
          const at = first.map(({ arrivedAt }) => (Number.isNaN(arrivedAt) ? Date.now() : arrivedAt))
          return take({ lines: linesOf(first), at, file: undefined })
        },
      }).catch((error: unknown) => {
        say.warn(text.alert.notRefilled(messageOf(error)))
        return false
      })
    })
  try {
    for await (const event of source.events()) {
      if (event.kind === 'finish') await service.finish(event.shardId)
      if (event.kind !== 'rows') continue
      const { shardId, rows } = event.block
      // Reading goes no faster than the rules judge: nothing is left out here.
      await service.take(
        { lines: linesOf(firstOf(rows, dedupe)), at: Date.now(), file: undefined },
        { shardId, place: rows.at(-1)!.sequenceNumber },
      )
    }
  } finally {
    own.abort()
    await refilling
  }
}

function firstOf<Event extends Pick<StreamEvent, 'data'>>(events: readonly Event[], dedupe: Dedupe): Event[] {
  return events.filter(({ data }) => dedupe.check(data) !== 'duplicate')
}

/** Places of a stream that is not there any more mean nothing to the one that has its name now. */
function explain(
  error: unknown,
  { stream, places }: KeptReading,
  region: string,
  dir: string | undefined,
): never {
  const isForeign = error instanceof KinetailError && error.facts['name'] === 'InvalidArgumentException'
  if (isForeign && dir !== undefined && Object.keys(places).length > 0)
    throw new KinetailError('config', text.alertCommand.otherPlaces(dir, stream, error.message), {
      cause: error,
    })
  explainStream(error, stream, region)
}

/** Resolves when the pipe behind took it. */
function print(message: AlertMessage, json: boolean): Promise<void> {
  const lines = json ? [JSON.stringify(message)] : alertLines(message)
  const safe = process.stdout.isTTY ? lines.map(harmless) : lines
  return new Promise((resolve, reject) => {
    process.stdout.write(`${safe.join('\n')}\n`, (error) => (error ? reject(error) : resolve()))
  })
}
