import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { KinetailError, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { loadSettings } from '../config/load.ts'
import { readServers } from '../config/servers/read-servers.ts'
import type { SettingName, Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { checkpointDirOf } from './checkpoint-folder.ts'
import { newCommand } from './frame.ts'
import { configOf, foundJson, foundTable } from './init-servers.ts'
import { type LogrotateFile, logrotateStanzas } from './logrotate.ts'
import { givenSettings, withSettings } from './setting-flags.ts'
import { systemdUnit } from './systemd-unit.ts'

interface Flags {
  readonly config?: string
  readonly logrotate?: boolean
  readonly systemd?: boolean
  readonly json?: boolean
  readonly postrotate?: string
  readonly rotate: string
  readonly output?: string
  readonly force?: boolean
}

const SETTINGS: readonly SettingName[] = ['stream_name', 'log_files', 'checkpoint_dir']

/** `kinetail init`: writes the configuration, and with a flag what surrounds the agent. */
export function command(): Command {
  const words = text.init
  const built = newCommand('kinetail init', words.description, [
    ['kinetail init', words.examples.usual],
    [
      'kinetail init /etc/nginx/nginx.conf /etc/apache2/apache2.conf --output kinetail.yaml',
      words.examples.servers,
    ],
    [
      'kinetail init --logrotate --config /etc/kinetail.yaml --output /etc/logrotate.d/kinetail',
      words.examples.config,
    ],
    [
      `kinetail init --logrotate --stream-name web /var/log/app/app.log --postrotate 'systemctl reload app'`,
      words.examples.files,
    ],
    [
      'kinetail init --systemd --config /etc/kinetail.yaml --output /etc/systemd/system/kinetail.service',
      words.examples.systemd,
    ],
  ])
  return withSettings(built, SETTINGS)
    .argument('[files...]', words.filesArgument)
    .option('--logrotate', words.logrotateOption)
    .option('--systemd', words.systemdOption)
    .option('--config <file>', text.verify.configOption)
    .option('--postrotate <command>', words.postrotateOption)
    .option('--rotate <count>', words.rotateOption, '14')
    .option('--output <file>', words.outputOption)
    .option('--force', words.forceOption)
    .option('--json', words.jsonOption)
    .action(async (files: readonly string[], flags: Flags, command: Command) => {
      if (flags.logrotate && flags.systemd) throw new KinetailError('usage', words.oneOf)
      const { settings } = await loadSettings(givenSettings(command), process.env, flags.config)
      if (flags.logrotate) deliver(logrotate(files, settings, flags), flags, logrotateCheck)
      else if (flags.systemd) deliver(systemd(flags), flags, () => 'systemctl enable --now kinetail')
      else servers(files, settings, flags)
    })
}

function logrotateCheck(path: string): string {
  return `logrotate -d ${path}`
}

function systemd({ config }: Flags): string {
  if (config === undefined) throw new KinetailError('usage', text.init.systemdNeedsConfig)
  return systemdUnit([process.execPath, process.argv[1]!], resolve(config))
}

/** The configuration goes to the file, or to standard output; what was found goes where the configuration does not. */
function servers(named: readonly string[], settings: Settings, flags: Flags): void {
  const found = readServers(
    named.map((path) => resolve(path)),
    process.env,
  )
  const usable = found.logs.filter((log) => log.refused === undefined)
  for (const problem of found.problems) process.stderr.write(`${problem}\n`)
  if (found.logs.length === 0) throw new KinetailError('config', text.init.noLogs([]))
  const report = flags.json ? foundJson(found) : foundTable(found.logs)
  const writesReport = flags.json || flags.output !== undefined
  ;(writesReport ? process.stdout : process.stderr).write(report)
  if (usable.length === 0)
    throw new KinetailError('config', text.init.noLogs(found.logs.map((log) => log.refused!)))
  if (flags.json && flags.output === undefined) return
  deliver(configOf(found, settings.stream_name), flags, (path) => `kinetail config check ${path}`)
}

function logrotate(named: readonly string[], settings: Settings, flags: Flags): string {
  if (!/^\d{1,4}$/.test(flags.rotate))
    throw new KinetailError('usage', text.source.badCount('--rotate', flags.rotate))
  const files: LogrotateFile[] =
    named.length > 0
      ? named.map((path) => ({ path: resolve(path) }))
      : (settings.log_files ?? []).map(({ path, type }) => ({ path: resolve(path), type }))
  if (files.length === 0) throw new KinetailError('usage', text.init.noFiles)
  return logrotateStanzas(files, {
    // Whoever runs logrotate has another home and another path to programs: nothing may depend on either.
    command: [process.execPath, process.argv[1]!],
    checkpointDir: resolve(checkpointDirOf(settings)),
    rotate: Number(flags.rotate),
    postrotate: flags.postrotate,
  })
}

function deliver(written: string, { output, force }: Flags, next: (path: string) => string): void {
  if (output === undefined) {
    process.stdout.write(written)
    return
  }
  try {
    // logrotate refuses a file that others than its owner may write.
    writeFileSync(output, written, { mode: 0o644, flag: force ? 'w' : 'wx' })
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw new KinetailError('config', text.init.exists(output))
    throw new KinetailError('file', text.init.cannotWrite(output, systemWords(error)), { cause: error })
  }
  process.stderr.write(`${text.init.written(output, next(output))}\n`)
}
