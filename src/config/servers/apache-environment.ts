import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * What `${…}` stands for before any Define: the environment, and Debian's `envvars` beside the configuration. Of that shell script
 * the plain assignments are read; `$SUFFIX` is what `/etc/apache2-SUFFIX` has behind its name.
 */
export function apacheEnvironment(configFile: string, environment: NodeJS.ProcessEnv): Map<string, string> {
  const known = new Map<string, string>()
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) known.set(name, value)
  const folder = dirname(configFile)
  const suffix = /^apache2(-.*)$/.exec(basename(folder))?.[1] ?? ''
  for (const line of envvars(join(folder, 'envvars')).split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/.exec(line)
    if (!match || match[1] === 'SUFFIX' || /[`(]|##/.test(match[2]!)) continue
    const value = match[2]!.replace(/^(["'])(.*)\1\s*$/, '$2')
    const expanded = value.replace(/\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g, (_, braced, otherwise, bare) => {
      const name = (braced ?? bare) as string
      return name === 'SUFFIX' ? suffix : (known.get(name) ?? (otherwise as string | undefined) ?? '')
    })
    known.set(match[1]!, expanded)
  }
  return known
}

function envvars(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Other systems have none.
    return ''
  }
}
