import type { Command } from 'commander'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { formatSize, parseDuration } from '../base/units.ts'
import { readCheckpoints } from '../checkpoint/read.ts'
import { loadSettings } from '../config/load.ts'
import { text } from '../messages/messages.ts'
import { findFiles, type LogFile } from '../reader/verify/files.ts'
import { type Shipped, shippedOf } from '../reader/verify/shipped.ts'
import { checkpointDirOf } from './checkpoint-folder.ts'
import { endOnSignal } from './end-on-signal.ts'
import { newCommand } from './frame.ts'
import { givenSettings, withSettings } from './setting-flags.ts'
import { harmless } from './terminal-text.ts'

interface Flags {
  readonly config?: string
  readonly wait?: string
  readonly json?: boolean
}

/** The agent writes its checkpoint every 500 ms when something moved. */
const LOOK_MS = 200

/** `kinetail shipped FILE...`. */
export function command(): Command {
  const { shipped: words } = text.verify
  const built = newCommand('kinetail shipped', words.description, [
    ['kinetail shipped /var/log/nginx/access.log --stream-name log-streaming-demo', words.examples.one],
    [
      'kinetail shipped /var/log/nginx/access.log.1 --config /etc/kinetail.yaml --wait 60s',
      words.examples.wait,
    ],
  ])
  return withSettings(built, ['stream_name', 'checkpoint_dir'])
    .argument('<files...>', words.filesArgument)
    .option('--config <file>', text.verify.configOption)
    .option('--wait <duration>', words.waitOption)
    .option('--json', text.cli.jsonOption)
    .action(async (paths: readonly string[], flags: Flags, command: Command) => {
      const { settings } = await loadSettings(givenSettings(command), process.env, flags.config)
      const waitMs = flags.wait === undefined ? 0 : parseDuration(flags.wait)
      process.exitCode = await run(paths, checkpointDirOf(settings), waitMs, flags.json ?? false)
    })
}

async function run(paths: readonly string[], dir: string, waitMs: number, json: boolean): Promise<number> {
  const files = await filesOf(paths)
  const ending = new AbortController()
  const unhook = endOnSignal(ending)
  try {
    const deadline = performance.now() + waitMs
    let seen = await look(files, dir)
    while (!seen.every(isWhole) && performance.now() < deadline && !ending.signal.aborted) {
      await sleep(Math.min(LOOK_MS, deadline - performance.now()), ending.signal)
      seen = await look(files, dir)
    }
    process.stdout.write(seen.map((one) => (json ? row(one) : sentence(one, dir))).join(''))
    if (ending.signal.aborted) return Number(process.exitCode)
    return seen.every(isWhole) ? 0 : 3
  } finally {
    unhook()
  }
}

/** The files as long as they are now: what is added while somebody waits does not count, or a busy file would never be done. */
async function filesOf(paths: readonly string[]): Promise<readonly LogFile[]> {
  const { files, missing, troubles } = await findFiles(
    paths.map((path) => ({ path })),
    false,
  )
  for (const [path, error] of troubles)
    throw new KinetailError('file', text.verify.unreadable(path, systemWords(error)), { cause: error })
  const [absent] = missing
  if (absent !== undefined) throw new KinetailError('file', text.verify.shipped.absent(absent))
  if (files.length === 0) throw new KinetailError('file', text.verify.nothingThere(paths))
  return files
}

async function look(files: readonly LogFile[], dir: string): Promise<Shipped[]> {
  const checkpoints = await readCheckpoints(dir)
  const seen: Shipped[] = []
  for (const file of files) {
    try {
      seen.push(await shippedOf(file, checkpoints))
    } catch (error) {
      throw new KinetailError('file', text.verify.unreadable(file.path, systemWords(error)), { cause: error })
    }
  }
  return seen
}

function isWhole({ size, acknowledged }: Shipped): boolean {
  return acknowledged >= size
}

function row({ path, size, acknowledged, known }: Shipped): string {
  const whole = acknowledged >= size
  return `${JSON.stringify({ file: path, size, acknowledged, left: size - acknowledged, known, shipped: whole })}\n`
}

function sentence(shipped: Shipped, dir: string): string {
  const { path, size, acknowledged, known } = shipped
  const words = text.verify.shipped
  if (isWhole(shipped)) return `${words.whole(harmless(path), formatSize(size))}\n`
  if (!known) return `${words.unknown(harmless(path), formatSize(size), dir)}\n`
  return `${words.left(harmless(path), size - acknowledged, formatSize(size))}\n`
}
