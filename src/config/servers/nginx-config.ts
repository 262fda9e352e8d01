import { dirname, resolve } from 'node:path'
import { text } from '../../messages/messages.ts'
import { ConfigFiles, serverRootOf } from './config-files.ts'
import type { FoundLog, ServerFindings } from './found-log.ts'
import { nginxDirectives } from './nginx-words.ts'

/** An access log before its format is known: log_format may come later. */
interface Access {
  readonly log: FoundLog
  readonly table: Map<string, string>
}

/** Finds the logs of an nginx configuration: https://nginx.org/en/docs/http/ngx_http_log_module.html */
export function readNginxConfig(configFile: string): ServerFindings {
  const found: ServerFindings = { logs: [], problems: [] }
  const files = new ConfigFiles(found.problems)
  const folder = dirname(configFile)
  // Debian's package takes relative logs from here (`nginx -V`: --prefix).
  const prefix = folder === '/etc/nginx' ? '/usr/share/nginx' : serverRootOf(configFile)
  const http = new Map<string, string>()
  const stream = new Map<string, string>()
  const accesses: Access[] = []
  const blocks: string[] = []

  const visit = (path: string, written: string): void => {
    for (const { words, line, opens } of nginxDirectives(written)) {
      const [name = '', ...args] = words
      const at = `${path}:${line}`
      if (name === '}') blocks.pop()
      if (opens) blocks.push(name)
      const table = blocks.includes('stream') ? stream : http
      if (name === 'include' && args[0] !== undefined) files.visit(resolve(folder, args[0]), at, false, visit)
      if (name === 'log_format' && args.length > 1) table.set(args[0]!, formatOf(args.slice(1)))
      if (name === 'access_log') access(args, at, table)
      if (name === 'error_log' && args[0] !== undefined) error(args[0], at)
    }
  }
  const access = (
    [target = 'off', nickname = 'combined']: readonly string[],
    at: string,
    table: Map<string, string>,
  ): void => {
    if (target === 'off' || isElsewhere(target, at)) return
    const name = nickname.includes('=') || nickname === 'gzip' ? 'combined' : nickname
    const log: FoundLog = { server: 'nginx', ...pathOf(target), type: 'nginx', nickname: name, at }
    accesses.push({ log, table })
  }
  const error = (target: string, at: string): void => {
    if (!isElsewhere(target, at))
      found.logs.push({ server: 'nginx', ...pathOf(target), type: 'nginx_error', at })
  }
  const isElsewhere = (target: string, at: string): boolean => {
    if (target === '/dev/null') return true
    const other = /^(?:syslog:|memory:|stderr$|\/dev\/std)/.test(target)
    if (other) found.problems.push(text.init.elsewhere(target, at))
    return other
  }
  /** A variable in a path makes one file for each of its values. */
  const pathOf = (target: string): Pick<FoundLog, 'path' | 'notes'> => {
    const pattern = target.replace(/\$(?:\{\w+\}|\w+)/g, '*').replace(/\*+/g, '*')
    return {
      path: resolve(prefix, pattern),
      notes: pattern === target ? [] : [text.init.variablePath(target)],
    }
  }

  files.visit(resolve(configFile), configFile, false, visit)
  for (const { log, table } of accesses) {
    const format = log.nickname === 'combined' ? 'combined' : table.get(log.nickname!)
    if (format === undefined) found.problems.push(text.init.unknownNickname(log.nickname!, log.at))
    else found.logs.push({ ...log, format })
  }
  return found
}

/** `escape=` and the strings after the name, which nginx joins without anything between. */
function formatOf(args: readonly string[]): string {
  const mode = args[0]!.startsWith('escape=') ? args[0]! : null
  const format = args.slice(mode === null ? 0 : 1).join('')
  return mode === null || mode === 'escape=default' ? format : `${mode} ${format}`
}
