import { once } from 'node:events'
import { join } from 'node:path'
import { type Command, Option } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { type GenerateOptions, generateLogs } from '../source/generate/generate.ts'
import { GENERATED_TYPES, type GeneratedType, generateLine } from '../source/generate/lines.ts'
import { pace } from '../source/generate/pace.ts'
import { Random } from '../source/generate/random.ts'
import type { Rotation } from '../source/generate/rotate.ts'
import { endOnSignal } from './end-on-signal.ts'
import { newCommand } from './frame.ts'

interface Flags {
  readonly type: GeneratedType
  readonly rate?: string
  readonly count?: string
  readonly duration?: string
  readonly out?: string
  readonly dir?: string
  readonly rotate?: Rotation
  readonly rotateEvery: string
  readonly malformed: string
  readonly seed?: string
  readonly json?: boolean
}

/** Where the lab guide keeps its three logs, below one folder. */
const GUIDE_FILES = {
  apache: 'apache/access.log',
  nginx: 'nginx/access.log',
  application: 'application/app.log',
} as const

export function command(): Command {
  const say = text.source.generateOptions
  const examples = text.source.generateExamples
  return newCommand('kinetail generate', text.cli.summaries.generate, [
    ['kinetail generate --count 6', examples.look],
    ['kinetail generate --dir /tmp/streaming-logs --rate 25/s', examples.guide],
    [
      'kinetail generate --type nginx --out access.log --rate 500/s --rotate rename --malformed 0.01',
      examples.rotating,
    ],
  ])
    .addOption(new Option('--type <type>', say.type).choices([...GENERATED_TYPES, 'all']).default('all'))
    .option('--rate <lines>', say.rate)
    .option('--count <lines>', say.count)
    .option('--duration <time>', say.duration)
    .option('--out <file>', say.out)
    .option('--dir <folder>', say.dir)
    .addOption(new Option('--rotate <how>', say.rotate).choices(['rename', 'copytruncate']))
    .option('--rotate-every <time>', say.rotateEvery, '5s')
    .option('--malformed <share>', say.malformed, '0')
    .option('--seed <number>', say.seed)
    .option('--json', say.json)
    .action((flags: Flags) => run(flags))
}

async function run(flags: Flags): Promise<void> {
  const files = filesOf(flags)
  if (flags.rotate !== undefined && files.length === 0)
    throw new KinetailError('usage', text.source.rotateNeedsFile)
  const count = flags.count === undefined ? undefined : wholeNumber('--count', flags.count)
  const stopping = new AbortController()
  const unhook = endOnSignal(stopping)
  const options: GenerateOptions = {
    files,
    rate: rateOf(flags.rate, count),
    malformed: shareOf(flags.malformed),
    signal: stopping.signal,
    ...(count === undefined ? {} : { count }),
    ...(flags.seed === undefined ? {} : { seed: wholeNumber('--seed', flags.seed) }),
    ...(flags.duration === undefined ? {} : { durationMs: parseDuration(flags.duration) }),
    ...(flags.rotate === undefined
      ? {}
      : { rotation: { how: flags.rotate, everyMs: parseDuration(flags.rotateEvery) } }),
  }
  try {
    await (files.length === 0 ? toStdout(flags.type, options) : toFiles(options, flags.json ?? false))
  } finally {
    unhook()
  }
}

function filesOf({ type, out, dir }: Flags): { path: string; type: GeneratedType }[] {
  if (out !== undefined && dir !== undefined) throw new KinetailError('usage', text.source.oneTarget)
  if (out !== undefined) return [{ path: out, type }]
  if (dir === undefined) return []
  const types = GENERATED_TYPES.filter((one) => type === 'all' || type === one)
  return types.map((one) => ({ path: join(dir, GUIDE_FILES[one]), type: one }))
}

async function toFiles(options: GenerateOptions, json: boolean): Promise<void> {
  const { written, done } = generateLogs(options)
  await done
  for (const [path, lines] of written) {
    const row = json ? JSON.stringify({ path, lines }) : text.source.generated(lines, path)
    process.stdout.write(`${row}\n`)
  }
}

async function toStdout(type: GeneratedType, options: GenerateOptions): Promise<void> {
  const random = new Random(options.seed ?? Math.floor(Math.random() * 2 ** 32))
  const signal = options.signal!
  await pace({ ...options, signal }, async (events) => {
    const now = Date.now()
    const lines = Array.from({ length: events }, () =>
      generateLine(type, now, random, options.malformed ?? 0),
    )
    // A reader that is slower than the rate sets the pace.
    if (!process.stdout.write(`${lines.join('\n')}\n`))
      await once(process.stdout, 'drain', { signal }).catch(() => {})
  })
}

/** Lines a second. */
function rateOf(written: string | undefined, count: number | undefined): number {
  if (written === undefined) return count === undefined ? 20 : Number.POSITIVE_INFINITY
  if (written === 'max') return Number.POSITIVE_INFINITY
  const match = /^(\d+(?:\.\d+)?)(?:\/(s|m))?$/.exec(written)
  const rate = Number(match?.[1]) / (match?.[2] === 'm' ? 60 : 1)
  if (!(rate > 0)) throw new KinetailError('usage', text.source.badRate(written))
  return rate
}

function shareOf(written: string): number {
  const share = Number(written)
  if (!(share >= 0 && share <= 1) || written.trim() === '')
    throw new KinetailError('usage', text.source.badShare(written))
  return share
}

function wholeNumber(option: string, written: string): number {
  if (!/^\d{1,15}$/.test(written)) throw new KinetailError('usage', text.source.badCount(option, written))
  return Number(written)
}
