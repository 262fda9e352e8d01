import { once } from 'node:events'
import { type Command, Option } from 'commander'
import type { Kinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration, formatSize } from '../base/units.ts'
import type { Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { DEFAULT_DEDUPE_BYTES } from '../reader/dedupe.ts'
import type { StreamEvent } from '../reader/event.ts'
import { type EventOptions, readEvents } from '../reader/events.ts'
import { grepFilter } from '../reader/filter.ts'
import { LATEST, parsePosition, TRIM_HORIZON } from '../reader/position.ts'
import { newTotals, type ReadTotals } from '../reader/totals.ts'
import type { Dashboard } from '../serve/dashboard.ts'
import { type Closing, closeAll } from './closing.ts'
import { dashboardSettings, openDashboard } from './dashboard.ts'
import { endOnSignal } from './end-on-signal.ts'
import { humanLine } from './event-human.ts'
import { jsonLine } from './event-json.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import type { ReadAlerts } from './read-alerts.ts'
import { sayTrouble, troubleWords } from './reading-trouble.ts'
import { sayOnStderr } from './say.ts'
import { countOf, explainStream, type SessionFlags, sessionOf, streamNameOf, withKinesis } from './session.ts'
import { harmless, painter, wantsColor } from './terminal-text.ts'

interface Flags extends SessionFlags {
  readonly from?: string
  readonly follow?: boolean
  readonly limit?: string
  readonly grep?: string
  readonly order: 'arrival' | 'file'
  readonly dedupe: boolean
  readonly json?: boolean
  readonly raw?: boolean
  readonly shardId?: string
  readonly withMetadata?: boolean
  readonly stats?: boolean
  readonly config?: string
  readonly dashboard?: string | true
  readonly dashboardToken?: string
}

export function command(): Command {
  const words = text.reader
  const { all, follow, errors, order, dashboard, alerts } = words.readExamples
  const built = newCommand('kinetail read', text.cli.summaries.read, [
    ['kinetail read log-streaming-demo --json', all],
    ['kinetail read log-streaming-demo --follow', follow],
    [`kinetail read log-streaming-demo --from 10m --grep '"status_code":5'`, errors],
    ['kinetail read log-streaming-demo --order file --raw', order],
    ['kinetail read log-streaming-demo --follow --dashboard > /dev/null', dashboard],
    ['kinetail read --config kinetail.yaml --follow --dashboard > /dev/null', alerts],
  ])
  return withAws(withStream(built))
    .option('--from <place>', words.fromOption)
    .option('-f, --follow', words.followOption)
    .option('--limit <events>', words.limitOption)
    .option('--grep <regex>', words.grepOption)
    .addOption(
      new Option('--order <order>', words.orderOption).choices(['arrival', 'file']).default('arrival'),
    )
    .option('--no-dedupe', words.dedupeOption)
    .option('--json', words.jsonOption)
    .option('--raw', words.rawOption)
    .option('--with-metadata', words.metadataOption)
    .option('--shard-id <id>', words.shardOption)
    .option('--stats', words.statsOption)
    .option('--dashboard [port]', words.dashboardOption)
    .option('--dashboard-token <token>', text.config.settings.dashboard_token)
    .option('--config <file>', words.configOption)
    .action((stream: string | undefined, flags: Flags) => run(stream, flags))
}

async function run(named: string | undefined, flags: Flags): Promise<void> {
  const configured = flags.config === undefined ? undefined : await settingsIn(flags.config)
  const streamName = streamNameOf(named ?? flags.streamName ?? configured?.stream_name, flags)
  const ending = new AbortController()
  const options = optionsOf(streamName, flags, ending.signal)
  const format = formatOf(flags)
  const settings = await dashboardSettings(flags, configured)
  const unhook = endOnSignal(ending)
  const closing: Closing = [unhook]
  try {
    const session = sessionOf(flags, configured ?? {})
    await withKinesis(session, async (kinesis) => {
      const { region } = kinesis
      const say = await sayOnStderr(false)
      const origin = { stream: streamName, region, endpointUrl: session.endpointUrl }
      // Their code is loaded only then.
      const alerts =
        settings.dashboard && configured?.alerts
          ? await (await import('./read-alerts.ts')).openReadAlerts(configured, origin, say, closing)
          : undefined
      const facts = { mode: 'read', stream: streamName, region } as const
      const dashboard = await openDashboard(settings, facts, say, closing, alerts?.board)
      await print(kinesis, options, format, flags, dashboard, alerts)
    })
  } finally {
    await closeAll(closing)
  }
}

/** Loaded only then: what checks settings takes longer than the rest. */
async function settingsIn(config: string): Promise<Settings> {
  const { loadSettings } = await import('../config/load.ts')
  return (await loadSettings({}, process.env, config)).settings
}

/** Everything that can be wrong about the flags is said before anything is opened. */
function optionsOf(streamName: string, flags: Flags, signal: AbortSignal): EventOptions {
  const { follow = false, order } = flags
  const { twoFormats, followOrder } = text.reader
  if (follow && order === 'file') throw new KinetailError('usage', followOrder)
  for (const other of ['json', 'withMetadata'] as const) {
    const name = other === 'json' ? '--json' : '--with-metadata'
    if (flags.raw && flags[other]) throw new KinetailError('usage', twoFormats('--raw', name))
  }
  const start = follow ? LATEST : TRIM_HORIZON
  const loud = isLoud(flags)
  return {
    streamName,
    from: flags.from === undefined ? start : parsePosition(flags.from),
    follow,
    order,
    signal,
    onTrouble: sayTrouble,
    ...(flags.dedupe ? {} : { dedupe: false as const }),
    ...(flags.grep === undefined ? {} : { filter: grepFilter(flags.grep) }),
    ...(flags.limit === undefined ? {} : { limit: countOf('--limit', flags.limit) }),
    ...(flags.shardId === undefined ? {} : { shardId: flags.shardId }),
    ...(follow && loud
      ? { onReady: (shards: number) => void process.stderr.write(text.reader.following(streamName, shards)) }
      : {}),
  }
}

async function print(
  kinesis: Kinesis,
  options: EventOptions,
  format: (event: StreamEvent) => string | Buffer,
  flags: Flags,
  dashboard: Dashboard | undefined,
  alerts: ReadAlerts | undefined,
): Promise<void> {
  const totals = newTotals()
  dashboard?.beginReading(totals)
  const began = performance.now()
  try {
    for await (const block of readEvents(kinesis, watchedBy(dashboard, options), totals)) {
      dashboard?.collector.readBack(block)
      await alerts?.take(block)
      const lines = block.flatMap((event) => [format(event), '\n'])
      await write(Buffer.concat(lines.map((line) => Buffer.from(line))), options.signal!)
    }
  } catch (error) {
    explainStream(error, options.streamName, kinesis.region)
  }
  sayWarnings(totals)
  if (isLoud(flags)) process.stderr.write(summary(totals, performance.now() - began))
}

/** The same reading, of which the dashboard hears too. */
function watchedBy(dashboard: Dashboard | undefined, options: EventOptions): EventOptions {
  if (dashboard === undefined) return options
  const { collector } = dashboard
  return {
    ...options,
    onAnswer: (shardId, behindMs) => collector.answered(shardId, behindMs),
    onTrouble: (trouble) => {
      sayTrouble(trouble)
      collector.warnings.add(troubleWords(trouble).trim(), Date.now())
    },
  }
}

/** Waits while the pipe behind is full: then nothing more is read from the stream either. */
async function write(bytes: Buffer, signal: AbortSignal): Promise<void> {
  if (process.stdout.write(bytes)) return
  await once(process.stdout, 'drain', { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error
  })
}

function formatOf(flags: Flags): (event: StreamEvent) => string | Buffer {
  const terminal = process.stdout.isTTY === true
  const safe = terminal ? harmless : (words: string): string => words
  if (flags.raw)
    return ({ data }) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
      return terminal ? harmless(bytes.toString()) : bytes
    }
  if (flags.json || flags.withMetadata || !terminal)
    return (event) => safe(jsonLine(event, flags.withMetadata ?? false))
  const paint = painter(wantsColor(process.stdout, process.env))
  // A terminal that does not know its width says 0.
  return (event) => humanLine(event, paint, process.stdout.columns || 80)
}

function isLoud(flags: Flags): boolean {
  return flags.stats === true || process.stderr.isTTY === true
}

function sayWarnings({ unchecked, damaged }: ReadTotals): void {
  const { reader } = text
  if (unchecked > 0)
    process.stderr.write(reader.unchecked(number(unchecked), formatSize(DEFAULT_DEDUPE_BYTES)))
  if (damaged > 0) process.stderr.write(reader.damaged(number(damaged)))
}

function summary({ given, records, duplicates, shards }: ReadTotals, ms: number): string {
  return text.reader.summary({
    given: number(given),
    records: number(records),
    duplicates: number(duplicates),
    shards,
    time: formatDuration(ms),
  })
}

function number(count: number): string {
  return count.toLocaleString('en-US')
}
