import { readFileSync } from 'node:fs'
import { KinetailError } from '../base/errors.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import { issuesError, type ParsedDocument, parseJson, parseYaml } from './document.ts'
import { FILE_ONLY } from './flags.ts'
import { checkLogFiles, checkSettings, isIssues, SETTING_NAMES } from './schema.ts'
import type { LogInput, SettingName, Settings } from './settings.ts'

/** Where a setting's value came from, weakest first. */
export type Origin = 'default' | 'file' | 'environment' | 'flag'

export interface LoadedSettings {
  readonly settings: Settings
  readonly origins: Readonly<Record<SettingName, Origin>>
}

/** Environment variables of settings begin with this: KINETAIL_BATCH_SIZE is `batch_size`. */
const ENVIRONMENT_PREFIX = 'KINETAIL_'

/**
 * Merges flags over environment over file over defaults, and checks the whole.
 * @param flags raw values by setting name; undefined means not given
 * @throws KinetailError('config') naming every wrong value and its place
 */
export async function loadSettings(
  flags: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  configFile?: string,
): Promise<LoadedSettings> {
  const document = configFile === undefined ? undefined : await readConfigFile(configFile)
  const raw: Record<string, unknown> = {}
  const origins = Object.fromEntries(SETTING_NAMES.map((name) => [name, 'default'])) as Record<
    SettingName,
    Origin
  >
  const take = (values: Readonly<Record<string, unknown>>, origin: Origin): void => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue
      raw[name] = value
      origins[name as SettingName] = origin
    }
  }
  if (document) take(document.value as Record<string, unknown>, 'file')
  take(fromEnvironment(environment), 'environment')
  take(flags, 'flag')
  if (typeof raw['log_files'] === 'string') raw['log_files'] = await parseLogFiles(raw['log_files'])
  const checked = checkSettings(raw)
  if (!isIssues(checked)) return { settings: checked as Settings, origins }
  const fromFile = checked.every(
    ({ path }) => origins[path[0] as SettingName] === 'file' || !((path[0] as string) in origins),
  )
  throw await issuesError(
    fromFile && configFile ? configFile : text.config.options,
    fromFile ? document : undefined,
    checked,
  )
}

/** The value of `--log-files`: JSON text as in the guide, or `@file`. */
export async function parseLogFiles(written: string): Promise<readonly LogInput[]> {
  const fromFile = written.startsWith('@')
  const what = fromFile ? written.slice(1) : '--log-files'
  const document = fromFile ? await parseYaml(readText(what), what) : parseJson(written, what)
  const checked = checkLogFiles(document.value)
  if (isIssues(checked)) throw await issuesError(what, document, checked)
  return checked as readonly LogInput[]
}

async function readConfigFile(path: string): Promise<ParsedDocument> {
  const document = await parseYaml(readText(path), path)
  const { value } = document
  if (value === null) return { ...document, value: {} }
  if (typeof value !== 'object' || Array.isArray(value))
    throw new KinetailError('config', text.config.notAMapping(path))
  return document
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new KinetailError('config', text.config.unreadable(path, systemWords(error)), { cause: error })
  }
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, unknown> {
  return Object.fromEntries(
    SETTING_NAMES.filter((name) => !FILE_ONLY.includes(name)).map((name) => [
      name,
      environment[ENVIRONMENT_PREFIX + name.toUpperCase()] || undefined,
    ]),
  )
}
