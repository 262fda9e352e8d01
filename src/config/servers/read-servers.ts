import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { KinetailError } from '../../base/errors.ts'
import { createEngine } from '../../format/create-engine.ts'
import { text } from '../../messages/messages.ts'
import { readApacheConfig } from './apache-config.ts'
import type { FoundLog, ServerName, ServersFindings } from './found-log.ts'
import { readNginxConfig } from './nginx-config.ts'

/** Where packages of Debian, Red Hat and Alpine, macOS, Homebrew, FreeBSD and the servers' own builds put their configuration. */
export const USUAL_PLACES: readonly string[] = [
  '/etc/nginx/nginx.conf',
  '/etc/apache2/apache2.conf',
  '/etc/httpd/conf/httpd.conf',
  '/etc/apache2/httpd.conf',
  '/opt/homebrew/etc/nginx/nginx.conf',
  '/opt/homebrew/etc/httpd/httpd.conf',
  '/usr/local/etc/nginx/nginx.conf',
  '/usr/local/etc/httpd/httpd.conf',
  '/usr/local/etc/apache24/httpd.conf',
  '/usr/local/nginx/conf/nginx.conf',
  '/usr/local/apache2/conf/httpd.conf',
]

/**
 * Reads the configurations of web servers and finds all their logs, each path once.
 * @param named configuration files; none: those of the usual places that are there
 */
export function readServers(named: readonly string[], environment: NodeJS.ProcessEnv): ServersFindings {
  const files = named.length > 0 ? named : USUAL_PLACES.filter((path) => existsSync(path))
  if (files.length === 0) throw new KinetailError('usage', text.init.noServers(USUAL_PLACES))
  const all = files.map((path) =>
    serverOfFile(path) === 'nginx' ? readNginxConfig(path) : readApacheConfig(path, environment),
  )
  const problems = all.flatMap((one) => one.problems)
  return {
    logs: once(all.flatMap((one) => one.logs).map(checked), problems),
    problems: [...new Set(problems)],
    files,
  }
}

function serverOfFile(path: string): ServerName {
  const name = basename(path).toLowerCase()
  if (/httpd|apache/.test(name)) return 'apache'
  if (name.includes('nginx')) return 'nginx'
  try {
    return /^\s*(?:http|events|server|stream)\s*\{/m.test(readFileSync(path, 'utf8')) ? 'nginx' : 'apache'
  } catch {
    // Reading it for its logs says why it cannot be read.
    return 'apache'
  }
}

/** A format that cannot be read back is refused here, so that the configuration that is written works. */
function checked(log: FoundLog): FoundLog {
  try {
    createEngine(
      { type: log.type, format: log.format },
      { host: null, keyField: null, maxRecordBytes: 1 << 20 },
      'plain',
    )
    return log
  } catch (error) {
    if (!(error instanceof KinetailError)) throw error
    return { ...log, refused: error.message }
  }
}

/** Many virtual hosts log to one file. Where they do so in different formats, no one format reads it. */
function once(logs: readonly FoundLog[], problems: string[]): FoundLog[] {
  const byPath = new Map<string, FoundLog>()
  for (const log of logs) {
    const first = byPath.get(log.path)
    if (first === undefined) byPath.set(log.path, log)
    else if (first.type !== log.type || first.format !== log.format)
      problems.push(text.init.twoFormats(log.path, first.at, log.at))
  }
  return [...byPath.values()]
}
