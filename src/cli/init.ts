import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { KinetailError, systemCode } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { loadSettings } from '../config/load.ts'
import type { SettingName, Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { checkpointDirOf } from './checkpoint-folder.ts'
import { newCommand } from './frame.ts'
import { type LogrotateFile, logrotateStanzas } from './logrotate.ts'
import { givenSettings, withSettings } from './setting-flags.ts'

interface Flags {
  readonly config?: string
  readonly logrotate?: boolean
  readonly postrotate?: string
  readonly rotate: string
  readonly output?: string
  readonly force?: boolean
}

const SETTINGS: readonly SettingName[] = ['stream_name', 'log_files', 'checkpoint_dir']

/** `kinetail init`: writes what surrounds the agent. Each kind is a flag and a file of its own. */
export function command(): Command {
  const words = text.init
  const built = newCommand('kinetail init', words.description, [
    [
      'kinetail init --logrotate --config /etc/kinetail.yaml --output /etc/logrotate.d/kinetail',
      words.examples.config,
    ],
    [
      `kinetail init --logrotate --stream-name web /var/log/app/app.log --postrotate 'systemctl reload app'`,
      words.examples.files,
    ],
  ])
  return withSettings(built, SETTINGS)
    .argument('[files...]', words.filesArgument)
    .option('--logrotate', words.logrotateOption)
    .option('--config <file>', text.verify.configOption)
    .option('--postrotate <command>', words.postrotateOption)
    .option('--rotate <count>', words.rotateOption, '14')
    .option('--output <file>', words.outputOption)
    .option('--force', words.forceOption)
    .action((files: readonly string[], flags: Flags, command: Command) => {
      if (!flags.logrotate) throw new KinetailError('usage', words.nothingToDo)
      const { settings } = loadSettings(givenSettings(command), process.env, flags.config)
      deliver(logrotate(files, settings, flags), flags)
    })
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

function deliver(written: string, { output, force }: Flags): void {
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
  process.stderr.write(`${text.init.written(output)}\n`)
}
