import type { Command } from 'commander'
import type { AlertMessage } from '../alert/message.ts'
import { openNotifier } from '../alert/notify/open.ts'
import { KinetailError, messageOf } from '../base/errors.ts'
import { loadSettings } from '../config/load.ts'
import { text } from '../messages/messages.ts'
import { alertLines } from './alert-text.ts'
import { newCommand } from './frame.ts'

interface Flags {
  readonly config: string
  readonly notifier?: string[]
  readonly json?: boolean
}

/** `kinetail alert send`: one message to each notifier, to see that it arrives. */
export function sendCommand(): Command {
  const say = text.alertCommand
  return newCommand('send', say.sendSummary, [
    ['kinetail alert send --config kinetail.yaml', say.examples.send],
    ['kinetail alert send --config kinetail.yaml --notifier slack', say.examples.sendOne],
  ])
    .requiredOption('--config <file>', text.pipeline.configOption)
    .option('--notifier <name...>', say.notifierOption)
    .option('--json', text.cli.jsonOption)
    .action(run)
}

async function run(flags: Flags): Promise<void> {
  const { settings } = await loadSettings({}, process.env, flags.config)
  const all = settings.notifiers ?? {}
  const names = flags.notifier ?? Object.keys(all)
  if (names.length === 0) throw new KinetailError('config', text.alertCommand.noNotifiers)
  for (const name of names)
    if (all[name] === undefined)
      throw new KinetailError('usage', text.alert.noNotifier(name, Object.keys(all)))
  const message = trial()
  let failures = 0
  for (const name of names) {
    const failure = await send(name, message, all[name]!)
    if (failure !== undefined) failures++
    process.stdout.write(
      flags.json
        ? `${JSON.stringify({ notifier: name, ok: failure === undefined, ...(failure === undefined ? {} : { error: failure }) })}\n`
        : `${failure === undefined ? text.alertCommand.sent(name) : text.alertCommand.notSent(name, failure)}\n`,
    )
  }
  process.exitCode = failures > 0 ? 1 : 0
}

/** One try. @returns why it was not taken */
async function send(
  name: string,
  message: AlertMessage,
  spec: Parameters<typeof openNotifier>[1],
): Promise<string | undefined> {
  const terminal = (one: AlertMessage): Promise<void> => {
    process.stderr.write(`${alertLines(one).join('\n')}\n`)
    return Promise.resolve()
  }
  try {
    const notifier = await openNotifier(name, spec, { terminal })
    try {
      await notifier.send(message, new AbortController().signal)
    } finally {
      notifier.close?.()
    }
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

function trial(): AlertMessage {
  const now = new Date().toISOString()
  return {
    id: '0000000000000000',
    status: 'firing',
    rule: 'kinetail alert send',
    severity: 'info',
    condition: 'kinetail alert send',
    key: {},
    message: text.alertCommand.trial,
    since: now,
    at: now,
    count: 0,
    hosts: [],
    files: [],
    values: null,
    samples: [],
    command: null,
  }
}
