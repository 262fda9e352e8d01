import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { defaultCheckpointDir } from '../checkpoint/folder.ts'
import { readCheckpoints } from '../checkpoint/read.ts'
import { loadSettings } from '../config/load.ts'
import { multilineOfInput } from '../config/multiline-of.ts'
import type { Settings } from '../config/settings.ts'
import { eventRules } from '../format/multiline/multiline.ts'
import { AUTO } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { inputOf } from '../pipeline/letter-inputs.ts'
import { type ShapeSettings, shapeOf } from '../pipeline/shape-of.ts'
import { specOf } from '../pipeline/spec-of.ts'
import { parsePosition, TRIM_HORIZON } from '../reader/position.ts'
import type { Reading } from '../reader/verify/filtered-lines.ts'
import { isProof } from '../reader/verify/report.ts'
import { type VerifyOptions, verify } from '../reader/verify/verify.ts'
import { endOnSignal } from './end-on-signal.ts'
import { newCommand } from './frame.ts'
import { explainStream, withKinesis } from './session.ts'
import { givenSettings, WHEREABOUTS, withSettings } from './setting-flags.ts'
import { verifyProgress } from './verify-progress.ts'
import { reportJson, reportTable } from './verify-report.ts'

interface Flags {
  readonly config?: string
  readonly from?: string
  readonly examples: string
  readonly rotated: boolean
  readonly json?: boolean
}

/** `kinetail verify`. */
export function command(): Command {
  const words = text.verify
  const built = newCommand('kinetail verify', words.description, [
    ['kinetail verify log-streaming-demo /var/log/nginx/access.log', words.examples.files],
    ['kinetail verify --config kinetail.yaml --json', words.examples.config],
  ])
  return withSettings(built, [...WHEREABOUTS, 'keep', 'drop', 'sample'])
    .argument('[stream and files...]', words.wordsArgument)
    .option('--config <file>', words.configOption)
    .option('--no-rotated', words.rotatedOption)
    .option('--from <place>', words.fromOption)
    .option('--examples <count>', words.examplesOption, '5')
    .option('--json', words.jsonOption)
    .action(async (named: readonly string[], flags: Flags, command: Command) => {
      const { settings } = await loadSettings(givenSettings(command), process.env, flags.config)
      process.exitCode = await run(named, settings, flags)
    })
}

async function run(named: readonly string[], settings: Settings, flags: Flags): Promise<number> {
  const { stream, paths } = streamAndPaths(named, settings)
  const ending = new AbortController()
  const unhook = endOnSignal(ending)
  const progress = verifyProgress()
  try {
    const options = await optionsOf(stream, paths, settings, flags, ending.signal)
    const report = await withKinesis(camel(settings), (kinesis) =>
      verify(kinesis, { ...options, onProgress: progress.say }).catch((error: unknown) =>
        explainStream(error, stream, kinesis.region),
      ),
    )
    progress.end()
    // Half a reading proves nothing: whoever ended it knows.
    if (ending.signal.aborted) return Number(process.exitCode)
    if (report.files.length === 0 && report.troubles.size === 0)
      throw new KinetailError('config', text.verify.nothingThere(report.missingFiles))
    if (report.events > 0 && report.withoutId === report.events)
      throw new KinetailError('check', text.verify.noIds(report.events.toLocaleString('en-US')))
    process.stdout.write(flags.json ? reportJson(report) : reportTable(report))
    return isProof(report) ? 0 : 3
  } finally {
    progress.end()
    unhook()
  }
}

/** The first word names the stream, unless a flag, the environment or a file names it. */
function streamAndPaths(
  named: readonly string[],
  settings: Settings,
): { stream: string; paths: readonly string[] } {
  const [first, ...rest] = named
  const stream = settings.stream_name ?? first
  if (stream === undefined) throw new KinetailError('usage', text.cli.noStream)
  const given = settings.stream_name === undefined ? rest : named
  const paths = given.length > 0 ? given : (settings.log_files ?? []).map(({ path }) => path)
  if (paths.length === 0) throw new KinetailError('usage', text.verify.noFiles)
  return { stream, paths }
}

async function optionsOf(
  stream: string,
  paths: readonly string[],
  settings: Settings,
  flags: Flags,
  signal: AbortSignal,
): Promise<VerifyOptions> {
  if (!/^\d{1,6}$/.test(flags.examples))
    throw new KinetailError('usage', text.source.badCount('--examples', flags.examples))
  const dir = settings.checkpoint_dir ?? defaultCheckpointDir(stream)
  // Before all else: what the checkpoint says is settled must be in the stream by the time that is read.
  const checkpoints = await readCheckpoints(dir)
  return {
    inputs: paths.map((path) => ({ path })),
    rotated: flags.rotated,
    read: {
      streamName: stream,
      from: flags.from === undefined ? TRIM_HORIZON : parsePosition(flags.from),
      signal,
    },
    checkpoints,
    deadLetter: settings.dead_letter ?? join(dir, 'dead-letter.ndjson'),
    host: settings.host ?? hostname(),
    partitionKey: settings.partition_key,
    readingOf: (path) => readingOf(path, settings),
    examples: Number(flags.examples),
  }
}

/** How the agent reads a file of its settings, a rotated one too, and which of its lines it leaves out. */
function readingOf(path: string, settings: Settings): Reading {
  const input = inputOf(
    { file: resolve(path), type: '' },
    { asked: undefined, log_files: settings.log_files ?? [] },
  )
  const shape = shapeOf(choosing(settings), input === undefined ? {} : choosing(input))
  if (input === undefined) return { spec: { type: AUTO, shape }, rules: undefined }
  const multiline = multilineOfInput(input, settings)
  const rules = multiline && eventRules(multiline)
  return { spec: { ...specOf(input, rules !== undefined), shape }, rules }
}

/** The rules that choose lines: the others need keys and variables that only the agent has. */
function choosing({ keep, drop, sample }: Pick<Settings, 'keep' | 'drop' | 'sample'>): ShapeSettings {
  return { schema: 'kinetail', keep, drop, sample }
}

function camel(settings: Settings): Parameters<typeof withKinesis>[0] {
  const { region, endpoint_url: endpointUrl, profile } = settings
  return {
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...(profile === undefined ? {} : { profile }),
  }
}
