import type { Command } from 'commander'
import { FLAG_DEFAULTS, FLAGS, type FlagName } from '../config/flags.ts'
import type { SettingName } from '../config/settings.ts'
import { text } from '../messages/messages.ts'

/** Settings of `kinetail stream` that tell where lines are and where they went: whoever looks at them later takes the same. */
export const WHEREABOUTS: readonly SettingName[] = [
  'stream_name',
  'region',
  'endpoint_url',
  'profile',
  'log_files',
  'checkpoint_dir',
  'dead_letter',
  'host',
  'partition_key',
]

/** What becomes of records. */
export const SHAPING: readonly SettingName[] = ['schema', 'keep', 'drop', 'sample', 'add', 'redact']

/** Adds the flags of settings to a command. Values stay as written: `loadSettings` checks them, whatever they come from. */
export function withSettings(command: Command, names: readonly SettingName[]): Command {
  for (const name of Object.keys(FLAGS) as FlagName[]) {
    if (!names.includes(name)) continue
    const flag = FLAGS[name]
    const words = text.config.settings[name]
    const told = flag.startsWith('--no-') ? text.config.without(words) : words
    const fallback = FLAG_DEFAULTS[name]
    command.option(flag, fallback === undefined ? told : `${told} (${text.cli.defaultIs(fallback)})`)
  }
  return command
}

/** What was given on the command line, by setting name; what was not given is absent. */
export function givenSettings(command: Command): Partial<Record<SettingName, unknown>> {
  const given: Partial<Record<SettingName, unknown>> = {}
  for (const name of Object.keys(FLAGS) as FlagName[]) {
    const key = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
    // Commander gives `--no-x` options the default true: only what the person wrote counts.
    if (command.getOptionValueSource(key) === 'cli') given[name] = command.getOptionValue(key)
  }
  return given
}
