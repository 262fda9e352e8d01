import { shellWord } from '../base/shell-word.ts'
import { text } from '../messages/messages.ts'

export interface LogrotateFile {
  /** Absolute; a pattern of logrotate (glob(7)) too. */
  readonly path: string
  /** Format of its lines, which tells who writes it. */
  readonly type?: string
}

export interface LogrotateOptions {
  /** How kinetail is started: program and first words. */
  readonly command: readonly string[]
  readonly checkpointDir: string
  /** Rotated files kept. */
  readonly rotate: number
  /** Makes the writer open its file anew; overrides what is known of the type. */
  readonly postrotate?: string | undefined
}

/** So long logrotate waits for the agent, then leaves the file for the next day. */
const WAIT = '60s'

/** How servers open their logs anew: nginx by its manual's USR1, Apache by the graceful restart of Debian's package, else its own. */
const REOPEN: Readonly<Record<string, readonly string[]>> = {
  nginx: ['[ ! -f /run/nginx.pid ] || kill -USR1 "$(cat /run/nginx.pid)"'],
  apache: [
    'if command -v apache2ctl >/dev/null; then apache2ctl graceful >/dev/null',
    'elif command -v apachectl >/dev/null; then apachectl graceful >/dev/null; fi',
  ],
}

/**
 * The configuration for logrotate(8): a file is rotated when all it holds is acknowledged, so that nothing is ever compressed or
 * deleted that was not shipped. One stanza for all files that are reopened in the same way.
 */
export function logrotateStanzas(files: readonly LogrotateFile[], options: LogrotateOptions): string {
  const byReopen = new Map<string, { paths: string[]; reopen: readonly string[] }>()
  for (const { path, type } of files) {
    const reopen = options.postrotate === undefined ? (REOPEN[type ?? ''] ?? []) : [options.postrotate]
    const group = byReopen.get(reopen.join('\n')) ?? { paths: [], reopen }
    group.paths.push(path)
    byReopen.set(reopen.join('\n'), group)
  }
  return [...byReopen.values()].map(({ paths, reopen }) => stanza(paths, reopen, options)).join('\n')
}

function stanza(paths: readonly string[], reopen: readonly string[], options: LogrotateOptions): string {
  const { command, checkpointDir, rotate } = options
  const shipped = [...command, 'shipped', '--checkpoint-dir', checkpointDir, '--wait', WAIT].map(shellWord)
  const words = text.init.comments
  const body = [
    'daily',
    `rotate ${rotate}`,
    'missingok',
    'notifempty',
    'compress',
    // The agent may still have the file open, and its last lines to read.
    'delaycompress',
    ...(reopen.length > 0
      ? comment(words.create).concat('create')
      : comment(words.copytruncate).concat('copytruncate')),
    'nosharedscripts',
    ...comment(words.prerotate),
    'prerotate',
    `    ${shipped.join(' ')} "$1" >/dev/null`,
    'endscript',
    ...(reopen.length > 0 ? ['postrotate', ...reopen.map((line) => `    ${line}`), 'endscript'] : []),
  ]
  return `${paths.map(logrotatePath).join('\n')} {\n${body.map((line) => `    ${line}\n`).join('')}}\n`
}

function comment(words: string): string[] {
  return words.split('\n').map((line) => `# ${line}`)
}

/** logrotate.conf(5): a path with spaces is quoted. */
function logrotatePath(path: string): string {
  return /[\s"'{}#]/.test(path) ? `"${path.replace(/(["\\])/g, '\\$1')}"` : path
}
