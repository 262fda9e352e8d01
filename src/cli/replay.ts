import { join } from 'node:path'
import type { Command } from 'commander'
import { openKinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration } from '../base/units.ts'
import { loadSettings } from '../config/load.ts'
import type { SettingName, Settings } from '../config/settings.ts'
import { createEngine, type FormatSpec } from '../format/create-engine.ts'
import { AUTO } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { openReplay, type Replay, type ReplaySettings } from '../pipeline/replay.ts'
import { shapeOf } from '../pipeline/shape-of.ts'
import { onShutdown, type Shutdown } from '../pipeline/shutdown.ts'
import { claimLetters, keepLetters, type ReplayFile } from '../sink/replay-file.ts'
import { inFlight } from '../stats/ledger.ts'
import { checkpointDirOf } from './checkpoint-folder.ts'
import { type Closing, closeAll } from './closing.ts'
import { type FormatFlags, specOfFlags } from './format-flags.ts'
import { awsOptions, newCommand } from './frame.ts'
import { rehearse } from './replay-rehearsal.ts'
import { type ReplayCount, replayJson, replayText } from './replay-report.ts'
import { sayOnStderr } from './say.ts'
import { givenSettings, SHAPING, WHEREABOUTS, withSettings } from './setting-flags.ts'

interface Flags extends FormatFlags {
  readonly config?: string
  readonly keep?: boolean
  readonly dryRun?: boolean
}

const SETTINGS: readonly SettingName[] = [
  ...WHEREABOUTS,
  // A flag of that name keeps letters: the rules of `keep` come from the file.
  ...SHAPING.filter((name) => name !== 'keep'),
  'metadata',
  'strict_order',
  'batch_size',
  'batch_timeout',
  'pacing',
  'pack',
  'compress',
  'sender',
  'wire',
  'request_timeout',
  'shutdown_timeout',
  'json',
]

/** `kinetail replay [FILE]`. */
export function command(): Command {
  const { replay: say } = text.explain
  const built = newCommand('kinetail replay', say.description, [
    ['kinetail replay dead-letter.ndjson --dry-run', say.examples.dry],
    ['kinetail replay --config kinetail.yaml', say.examples.config],
    [
      `kinetail replay dead-letter.ndjson --stream-name log-streaming-demo --format '$remote_addr [$time_local] "$request" $status'`,
      say.examples.format,
    ],
  ])
  return withSettings(built, SETTINGS)
    .argument('[file]', say.fileArgument)
    .option('--config <file>', text.verify.configOption)
    .option('--type <type>', say.typeOption)
    .option('--format <string>', text.format.parseOptions.format)
    .option('--pattern <pattern>', text.format.parseOptions.pattern)
    .option('--keep', say.keepOption)
    .option('--dry-run', say.dryRunOption)
    .action(async (named: string | undefined, flags: Flags, command: Command) => {
      // The flag keeps letters; the setting of that name, which is a rule, comes from the file.
      const { keep: _, ...given } = givenSettings(command)
      const { settings } = await loadSettings(given, process.env, flags.config)
      const asked = specOfFlags(flags)
      checkFormats(settings, asked)
      const path = named ?? settings.dead_letter ?? join(checkpointDirOf(settings), 'dead-letter.ndjson')
      process.exitCode = flags.dryRun
        ? await dryRun(path, settings, asked)
        : await run(path, complete(settings), asked, flags.keep ?? false)
    })
}

function complete(settings: Settings): ReplaySettings {
  const { stream_name } = settings
  if (stream_name === undefined) throw new KinetailError('usage', text.pipeline.noStreamName)
  return { ...settings, stream_name }
}

/** A format that cannot be compiled is wrong usage, before a letter is touched. */
function checkFormats(settings: Settings, asked: FormatSpec | undefined): void {
  const { log_files = [] } = settings
  const inputs = asked
    ? [{ spec: asked, rules: {} }]
    : log_files.map((input) => ({ spec: input, rules: input }))
  for (const { spec, rules } of inputs) {
    if (spec.type === AUTO) continue
    const shape = shapeOf(settings, rules)
    createEngine({ ...spec, shape }, { host: null, keyField: null, maxRecordBytes: 1 }, 'plain')
  }
}

async function dryRun(path: string, settings: Settings, asked: FormatSpec | undefined): Promise<number> {
  const file = await keepLetters(path, true)
  try {
    return print(await rehearse(file, settings, asked), path, settings.json, true)
  } finally {
    await file.close()
  }
}

async function run(
  path: string,
  settings: ReplaySettings,
  asked: FormatSpec | undefined,
  keep: boolean,
): Promise<number> {
  const shutdown = onShutdown()
  const closing: Closing = [() => shutdown.dispose()]
  try {
    return await send(path, settings, asked, keep, shutdown, closing)
  } finally {
    await closeAll(closing)
  }
}

async function send(
  path: string,
  settings: ReplaySettings,
  asked: FormatSpec | undefined,
  keep: boolean,
  shutdown: Shutdown,
  closing: Closing,
): Promise<number> {
  const say = await sayOnStderr(settings.json)
  const { region, endpoint_url: endpointUrl, profile } = settings
  const kinesis = await openKinesis({
    ...awsOptions({
      ...(region === undefined ? {} : { region }),
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
      ...(profile === undefined ? {} : { profile }),
    }),
    requestTimeoutMs: settings.request_timeout,
  })
  closing.push(() => kinesis.close())
  if (kinesis.regionAssumed) say.info(text.pipeline.regionAssumed(kinesis.region))
  const file = keep ? await keepLetters(path) : await claimLetters(path, say.warn)
  const replay = await opened(
    file,
    openReplay(settings, asked, file, { kinesis, say }, shutdown.signal),
    shutdown,
  )
  if (replay === undefined) return shutdown.exitCode()
  shutdown.signal.addEventListener('abort', () => {
    say.info(text.pipeline.ending(formatDuration(settings.shutdown_timeout)))
  })
  await replay.job.run(shutdown.signal, shutdown.hurry)
  const code = print(countOf(replay, shutdown.signal.aborted), path, settings.json, false)
  return shutdown.exitCode() || code
}

/** Whatever goes wrong at the start, the letters go back to where they were. */
async function opened(
  file: ReplayFile,
  opening: Promise<Replay>,
  shutdown: Shutdown,
): Promise<Replay | undefined> {
  try {
    return await opening
  } catch (error) {
    await file.close()
    if (shutdown.signal.aborted) return undefined
    throw error
  }
}

function countOf({ job, source }: Replay, ended: boolean): ReplayCount {
  const { total } = job.statistics.ledger
  const { read, sent, dead, filtered } = total
  return { read, sent, dead, filtered, inFlight: inFlight(total), ended, ...source.unsendable }
}

/** Prints what came of it; 0 when nothing is left. */
function print(count: ReplayCount, path: string, json: boolean, dry: boolean): number {
  process.stdout.write(json ? replayJson(count, path, dry) : replayText(count, path, dry))
  const { dead, inFlight, broken, placeless, unknown, ended } = count
  return dead + inFlight + broken + placeless + unknown > 0 || ended ? 1 : 0
}
