import { hostname } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { AlertMessage } from '../alert/message.ts'
import { type Rehearsal, rehearse } from '../alert/rehearse.ts'
import type { AlertRule } from '../alert/rule.ts'
import { KinetailError } from '../base/errors.ts'
import { loadSettings } from '../config/load.ts'
import type { LogInput, Settings } from '../config/settings.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { AUTO, FORMAT_TYPES } from '../format/types.ts'
import { text } from '../messages/messages.ts'
import { matches, parseGlob } from '../source/tail/glob.ts'
import { inTimeOrder, recordsOf } from './alert-records.ts'
import { alertLines } from './alert-text.ts'
import { type FormatFlags, specOfFlags } from './format-flags.ts'
import { newCommand } from './frame.ts'
import { harmless } from './terminal-text.ts'

interface Flags extends FormatFlags {
  readonly config?: string
  readonly rule?: string[]
  readonly json?: boolean
}

/** `kinetail alert test`: the rules over files, in the time of their records. */
export function testCommand(): Command {
  const say = text.alertCommand
  const parse = text.format.parseOptions
  return newCommand('test', say.testSummary, [
    ['kinetail alert test --config kinetail.yaml /var/log/nginx/access.log', say.examples.test],
    [
      'kinetail alert test --config kinetail.yaml --rule server-errors --json access.log app.log',
      say.examples.one,
    ],
  ])
    .argument('<files...>', say.filesArgument)
    .requiredOption('--config <file>', text.pipeline.configOption)
    .option('--rule <name...>', say.ruleOption)
    .option('--type <type>', parse.type([...FORMAT_TYPES, AUTO]))
    .option('--format <string>', parse.format)
    .option('--pattern <pattern>', parse.pattern)
    .option('--json', text.cli.jsonOption)
    .action((files: string[], flags: Flags) => run(files, flags))
}

async function run(files: readonly string[], flags: Flags): Promise<void> {
  const { settings } = await loadSettings({}, {}, flags.config)
  const rules = rulesOf(settings, flags.rule)
  let rejected = 0
  const inputs = files.map((path) =>
    recordsOf(path, {
      spec: specOf(path, flags, settings.log_files ?? []),
      host: settings.metadata ? (settings.host ?? hostname()) : null,
      rejected: (lines) => {
        rejected += lines
      },
    }),
  )
  let failure: unknown
  const counts = { firing: 0, recovered: 0 }
  const result = await rehearse(inTimeOrder(inputs), {
    rules,
    origin: { files },
    tell: (message) => {
      counts[message.status]++
      print(message, flags.json ?? false)
    },
    failed: (_rule, error) => {
      failure ??= error
    },
  })
  if (failure !== undefined) throw failure
  if (!flags.json) process.stdout.write(summary(rules, result, counts, rejected))
}

/** The rules of a configuration, or those asked for by name. */
export function rulesOf(settings: Settings, names?: readonly string[]): readonly AlertRule[] {
  const all = settings.alerts ?? []
  if (all.length === 0) throw new KinetailError('config', text.alertCommand.noRules)
  if (names === undefined) return all
  return names.map((name) => {
    const rule = all.find((one) => one.name === name)
    if (rule) return rule
    throw new KinetailError(
      'usage',
      text.alertCommand.noRule(
        name,
        all.map((one) => one.name),
      ),
    )
  })
}

/** How a file is read: as the flags say, else as the configuration says of it, else as its first lines look. */
function specOf(path: string, flags: FormatFlags, inputs: readonly LogInput[]): FormatSpec {
  const asked = specOfFlags(flags)
  if (asked) return asked
  const full = resolve(path)
  const input = inputs.find(
    (one) => resolve(one.path) === full || parseGlob(resolve(one.path)).some((glob) => matches(glob, full)),
  )
  return input ?? { type: AUTO }
}

function print(message: AlertMessage, json: boolean): void {
  const lines = json ? [JSON.stringify(message)] : alertLines(message)
  const safe = process.stdout.isTTY ? lines.map(harmless) : lines
  process.stdout.write(`${safe.join('\n')}\n`)
}

function summary(
  rules: readonly AlertRule[],
  { records, first, last, firing }: Rehearsal,
  { firing: fired, recovered }: { firing: number; recovered: number },
  rejected: number,
): string {
  const say = text.alertCommand
  const iso = (ms: number): string => new Date(ms).toISOString()
  const lines = [
    say.tested(rules.length, records, first === undefined ? undefined : [iso(first), iso(last!)]),
    say.counted(fired, recovered),
    ...firing.map(({ rule, key, since }) => say.stillFiring(rule, key, iso(since))),
    ...(rejected > 0 ? [say.rejected(rejected)] : []),
  ]
  return `${lines.join('\n')}\n`
}
