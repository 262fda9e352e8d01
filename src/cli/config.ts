import type { Command } from 'commander'
import type { NotifierSpec } from '../alert/notify/spec.ts'
import { KinetailError } from '../base/errors.ts'
import { loadSettings, parseLogFiles } from '../config/load.ts'
import { SETTING_NAMES, settingsJsonSchema } from '../config/schema.ts'
import type { Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { newCommand } from './frame.ts'
import { table } from './table.ts'

/** `kinetail config check|print|schema`. */
export function command(): Command {
  const { examples } = text.config
  const parent = newCommand('kinetail config', text.config.summary, [
    ['kinetail config check kinetail.yaml', examples.check],
    ['kinetail config print kinetail.yaml --json', examples.print],
  ])
  parent.addCommand(checkCommand())
  parent.addCommand(printCommand())
  parent.addCommand(schemaCommand())
  parent.enablePositionalOptions().helpCommand(false).allowExcessArguments().allowUnknownOption()
  // Reached only when the first word is none of them.
  return parent.action(() => {
    const known = parent.commands.map((one) => one.name())
    const [name] = parent.args
    const { whichSubcommand, unknownSubcommand } = text.config
    throw new KinetailError(
      'usage',
      name === undefined || name.startsWith('-') ? whichSubcommand(known) : unknownSubcommand(name, known),
    )
  })
}

function checkCommand(): Command {
  const { examples } = text.config
  return newCommand('check', text.config.checkSummary, [
    ['kinetail config check kinetail.yaml', examples.check],
    [
      `kinetail config check --log-files '[{"path": "/var/log/nginx/access.log", "type": "nginx"}]'`,
      examples.checkLogFiles,
    ],
  ])
    .argument('[file]', text.config.fileArgument)
    .option('--log-files <json>', text.config.logFilesOption)
    .option('--config <file>', text.config.configOption)
    .option('--json', text.cli.jsonOption)
    .action(async (file: string | undefined, options: CheckFlags) => {
      const path = file ?? options.config
      if (path === undefined && options.logFiles === undefined)
        throw new KinetailError('usage', text.config.nothingToCheck)
      if (options.logFiles !== undefined) await parseLogFiles(options.logFiles)
      if (path !== undefined) await checkSql((await loadSettings({}, {}, path)).settings)
      const what = path ?? '--log-files'
      process.stdout.write(
        options.json ? `${JSON.stringify({ ok: true, checked: what })}\n` : `${text.config.fine(what)}\n`,
      )
    })
}

interface CheckFlags {
  readonly logFiles?: string
  readonly config?: string
  readonly json?: boolean
}

/** What only DuckDB can say of the alert rules; it is loaded where one has SQL. */
async function checkSql({ alerts = [] }: Settings): Promise<void> {
  const rules = alerts.filter((rule) => rule.kind === 'sql')
  if (rules.length === 0) return
  const { LogWindow } = await import('../alert/log-window.ts')
  const window = await LogWindow.open(rules)
  window.close()
}

function printCommand(): Command {
  return newCommand('print', text.config.printSummary, [
    ['KINETAIL_BATCH_SIZE=100 kinetail config print kinetail.yaml', text.config.examples.print],
  ])
    .argument('[file]', text.config.fileArgument)
    .option('--config <file>', text.config.configOption)
    .option('--json', text.cli.jsonOption)
    .action(async (file: string | undefined, options: { config?: string; json?: boolean }) => {
      const { settings: loaded, origins } = await loadSettings({}, process.env, file ?? options.config)
      const settings = withoutSecrets(loaded)
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ settings, origins })}\n`)
        return
      }
      const { columns } = text.config
      const rows = SETTING_NAMES.map((name) => [
        name,
        text.config.origins[origins[name]],
        JSON.stringify(settings[name]) ?? '',
      ])
      // The value comes last: log files are long, and nothing should stand far to the right behind them.
      process.stdout.write(table([columns.setting, columns.origin, columns.value], rows))
    })
}

/** What is printed may be kept in logs and tickets. */
function withoutSecrets(settings: Settings): Settings {
  const { dashboard_token: token, notifiers } = settings
  return {
    ...settings,
    ...(token === undefined ? {} : { dashboard_token: HIDDEN }),
    ...(notifiers === undefined
      ? {}
      : {
          notifiers: Object.fromEntries(Object.entries(notifiers).map(([name, one]) => [name, hidden(one)])),
        }),
  }
}

const HIDDEN = '***'

/** The path of a webhook is its password; the name of a variable is none. */
function hidden(notifier: NotifierSpec): NotifierSpec {
  if (notifier.kind !== 'webhook' || notifier.webhook.startsWith('env:')) return notifier
  const { protocol, host } = new URL(notifier.webhook)
  return { ...notifier, webhook: `${protocol}//${host}/${HIDDEN}` }
}

function schemaCommand(): Command {
  return newCommand('schema', text.config.schemaSummary, [
    ['kinetail config schema > kinetail.schema.json', text.config.examples.schema],
  ])
    .option('--json', text.cli.jsonOption)
    .action((options: { json?: boolean }) => {
      process.stdout.write(`${JSON.stringify(settingsJsonSchema(), null, options.json ? undefined : 2)}\n`)
    })
}
