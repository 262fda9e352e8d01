import { createRequire } from 'node:module'
import type { Command } from 'commander'
import { KinetailError, messageOf } from '../base/errors.ts'
import { languageOfLocale, setLanguage, text } from '../messages/messages.ts'
import { usageWords } from './usage-words.ts'

/** Each command lives in a file of its own, loaded only when it is asked for: `--help` must not pay for the SDK. */
const COMMANDS: Readonly<Record<keyof typeof text.cli.summaries, () => Promise<{ command(): Command }>>> = {
  stream: () => import('./stream.ts'),
  demo: () => import('./demo.ts'),
  parse: () => import('./parse.ts'),
  explain: () => import('./explain.ts'),
  replay: () => import('./replay.ts'),
  read: () => import('./read.ts'),
  query: () => import('./query.ts'),
  streams: () => import('./streams.ts'),
  verify: () => import('./verify.ts'),
  shipped: () => import('./shipped.ts'),
  init: () => import('./init.ts'),
  top: () => import('./top.ts'),
  metrics: () => import('./metrics.ts'),
  generate: () => import('./generate.ts'),
  doctor: () => import('./doctor.ts'),
  local: () => import('./local.ts'),
  alert: () => import('./alert.ts'),
  formats: () => import('./formats.ts'),
  config: () => import('./config.ts'),
}
type CommandName = keyof typeof COMMANDS

await main(process.argv.slice(2))

async function main(argv: readonly string[]): Promise<void> {
  await setLanguage(languageFrom(argv))
  // `kinetail read … | head` closes the pipe early: that is an end, not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  try {
    await dispatch(argv)
  } catch (error) {
    process.exitCode = report(error, argv)
  }
}

async function dispatch(all: readonly string[]): Promise<void> {
  const argv = helpOf(withoutLeadingLanguage(all))
  const [first] = argv
  if (first === undefined || first === '--help' || first === '-h') return overview()
  if (first === '--version' || first === '-V') return version()
  const name = nameOf(argv)
  const rest = first.startsWith('-') ? argv : argv.slice(1)
  if (!Object.hasOwn(COMMANDS, name))
    throw new KinetailError('usage', text.cli.unknownCommand(name, nearest(name)))
  const { command } = await COMMANDS[name as CommandName]()
  const built = command()
  await built.parseAsync(rest.map(wordOf), { from: 'user' })
}

/** SQL may begin with a comment, as the lab guide's statement does; no option has a blank behind its dashes. */
function wordOf(word: string): string {
  return /^--\s/.test(word) ? ` ${word}` : word
}

/** The lab guide's script takes flags only: `kinetail --stream-name …` is `kinetail stream --stream-name …`. */
function nameOf([first]: readonly string[]): string {
  return first === undefined || first.startsWith('-') ? 'stream' : first
}

/** `kinetail help read` is `kinetail read --help`. */
function helpOf(argv: readonly string[]): readonly string[] {
  return argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv
}

function languageFrom(argv: readonly string[]): 'en' | 'ko' {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='))
  const word = argv[at]
  const wanted =
    word === undefined ? undefined : word === '--lang' ? argv[at + 1] : word.slice('--lang='.length)
  return wanted === 'ko' || wanted === 'en' ? wanted : languageOfLocale(process.env)
}

/** `kinetail --lang ko read …`: the language may stand before the command, as flags of many tools may. */
function withoutLeadingLanguage(argv: readonly string[]): readonly string[] {
  const [first, second] = argv
  if (first === '--lang' && second === undefined)
    throw new KinetailError('usage', text.cli.valueMissing('--lang'))
  const apart = first === '--lang'
  const language = apart ? second : first?.startsWith('--lang=') ? first.slice('--lang='.length) : undefined
  if (language === undefined) return argv
  if (language !== 'en' && language !== 'ko')
    throw new KinetailError('usage', text.cli.badChoice('--lang', language, 'en, ko'))
  return argv.slice(apart ? 2 : 1)
}

function overview(): void {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length))
  const rows = Object.entries(text.cli.summaries).map(
    ([name, summary]) => `  ${name.padEnd(width)}  ${summary}`,
  )
  const lines = [
    `kinetail: ${text.cli.tagline}`,
    '',
    text.cli.usage,
    '',
    text.cli.commands,
    ...rows,
    '',
    text.cli.moreHelp,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function version(): void {
  const { version } = createRequire(import.meta.url)('../../package.json') as { version: string }
  process.stdout.write(`${version}\n`)
}

/** Says what went wrong on standard error and returns the exit code. */
function report(error: unknown, argv: readonly string[]): number {
  const code = (error as { code?: unknown }).code
  // Commander throws to end after help or version, and for wrong usage.
  if (code === 'commander.helpDisplayed' || code === 'commander.version' || code === 'commander.help')
    return 0
  if (typeof code === 'string' && code.startsWith('commander.')) {
    const words = `${usageWords(code, messageOf(error))} ${text.cli.seeHelp(`kinetail ${nameOf(withoutLeadingLanguage(argv))}`)}`
    process.stderr.write(`${text.cli.error(words)}\n`)
    return 2
  }
  if (error instanceof KinetailError) {
    process.stderr.write(`${text.cli.error(error.message)}\n`)
    return error.exitCode
  }
  process.stderr.write(
    `${text.cli.error(error instanceof Error ? (error.stack ?? error.message) : String(error))}\n`,
  )
  return 1
}

function nearest(name: string): string | undefined {
  const scored = Object.keys(COMMANDS).map((known) => [distance(name, known), known] as const)
  const [best] = scored.sort(([a], [b]) => a - b)
  return best && best[0] <= 2 ? best[1] : undefined
}

/** Levenshtein distance of two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
    }
    row = next
  }
  return row[b.length]!
}
