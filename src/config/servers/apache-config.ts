import { resolve } from 'node:path'
import { text } from '../../messages/messages.ts'
import { apacheEnvironment } from './apache-environment.ts'
import { type ApacheLine, apacheLines } from './apache-words.ts'
import { ConfigFiles, serverRootOf } from './config-files.ts'
import type { FoundLog, ServerFindings } from './found-log.ts'

/** What httpd itself calls the format of TransferLog and of unknown nicknames (mod_log_config.c, DEFAULT_LOG_FORMAT). */
const COMMON = '%h %l %u %t "%r" %>s %b'

/** Finds the logs of an httpd configuration: https://httpd.apache.org/docs/2.4/mod/mod_log_config.html */
export function readApacheConfig(configFile: string, environment: NodeJS.ProcessEnv): ServerFindings {
  const reader = new ApacheConfig(resolve(configFile), environment)
  return reader.read()
}

class ApacheConfig {
  readonly #found: ServerFindings = { logs: [], problems: [] }
  readonly #files: ConfigFiles = new ConfigFiles(this.#found.problems)
  readonly #configFile: string
  readonly #variables: Map<string, string>
  readonly #formats = new Map<string, string>([['common', COMMON]])
  /** Access logs, whose nickname may be defined later. */
  readonly #accesses: { readonly log: FoundLog; readonly format: string }[] = []
  #root: string
  #transferFormat = COMMON
  #ownErrorFormat = ''
  /** Depth of sections that do not apply: IfDefine of what is not defined, Macro. */
  #skipped = 0

  constructor(configFile: string, environment: NodeJS.ProcessEnv) {
    this.#configFile = configFile
    this.#variables = apacheEnvironment(configFile, environment)
    this.#root = serverRootOf(configFile)
  }

  read(): ServerFindings {
    this.#files.visit(this.#configFile, this.#configFile, false, (path, written) =>
      this.#visit(path, written),
    )
    for (const { log, format } of this.#accesses) {
      const named = this.#formats.get(format)
      // httpd takes what is no nickname for a format; one without a directive is a nickname that nobody defined.
      if (named === undefined && !format.includes('%'))
        this.#found.problems.push(text.init.unknownNickname(format, log.at))
      else
        this.#found.logs.push({
          ...log,
          format: named ?? format,
          nickname: named === undefined ? undefined : format,
        })
    }
    if (this.#ownErrorFormat !== '') this.#found.problems.push(text.init.errorFormat(this.#ownErrorFormat))
    return this.#found
  }

  #visit(path: string, written: string): void {
    for (const line of apacheLines(written)) {
      if (line.section === null && this.#skipped === 0) this.#directive(line, `${path}:${line.line}`)
      else if (line.section !== null) this.#section(line, `${path}:${line.line}`)
    }
  }

  #section({ words, section }: ApacheLine, at: string): void {
    if (section === 'close') {
      if (this.#skipped > 0) this.#skipped--
    } else if (this.#skipped > 0 || !this.#applies(words, at)) {
      this.#skipped++
    }
  }

  /** Modules are taken to be there: which are loaded is not known of those that are built in. */
  #applies([name = '', argument = '']: readonly string[], at: string): boolean {
    switch (name.toLowerCase()) {
      case 'ifdefine':
        return argument.startsWith('!') !== this.#variables.has(argument.replace('!', ''))
      case 'ifmodule':
      case 'ifdirective':
      case 'ifsection':
        return !argument.startsWith('!')
      case 'macro':
        this.#found.problems.push(text.init.macro(argument, at))
        return false
      default:
        return true
    }
  }

  #directive({ words }: ApacheLine, at: string): void {
    const [name = '', ...args] = words.map((word) => this.#expand(word))
    const [first = '', second] = args
    switch (name.toLowerCase()) {
      case 'define':
        this.#variables.set(first, second ?? '')
        return
      case 'undefine':
        this.#variables.delete(first)
        return
      case 'serverroot':
        this.#root = resolve(first)
        return
      case 'include':
      case 'includeoptional':
        this.#files.visit(resolve(this.#root, first), at, name.toLowerCase() !== 'include', (path, written) =>
          this.#visit(path, written),
        )
        return
      case 'logformat':
        if (second === undefined) this.#transferFormat = this.#formats.get(first) ?? first
        else this.#formats.set(second, first)
        return
      case 'customlog':
      case 'globallog':
        this.#access(first, second ?? 'common', at)
        return
      case 'transferlog':
        this.#access(first, this.#transferFormat, at)
        return
      case 'errorlogformat':
        this.#ownErrorFormat = at
        return
      case 'errorlog': {
        const path = this.#path(first, at)
        if (path) this.#found.logs.push({ server: 'apache', ...path, type: 'apache_error', at })
      }
    }
  }

  #access(target: string, format: string, at: string): void {
    const path = this.#path(target, at)
    if (path) this.#accesses.push({ log: { server: 'apache', ...path, type: 'apache', at }, format })
  }

  /** The file that a log goes to; null where it goes to another program. */
  #path(target: string, at: string): Pick<FoundLog, 'path' | 'notes'> | null {
    if (target === '/dev/null') return null
    const missing = /\$\{([^}]*)\}/.exec(target)?.[1]
    if (missing !== undefined) {
      this.#found.problems.push(text.init.undefinedVariable(missing, at))
      return null
    }
    if (target.startsWith('|')) return this.#piped(target, at)
    if (/^syslog(?::|$)|^\/dev\/std|^\/proc\/self\//.test(target)) {
      this.#found.problems.push(text.init.elsewhere(target, at))
      return null
    }
    return { path: resolve(this.#root, target), notes: [] }
  }

  /** rotatelogs and cronolog write files whose names have a time in them. */
  #piped(target: string, at: string): Pick<FoundLog, 'path' | 'notes'> | null {
    const words = target.replace(/^\|[|$]?\s*/, '').split(/\s+/)
    const program = words[0]?.split('/').at(-1)
    const file = words
      .slice(1)
      .find((word) => word.startsWith('/') || (!word.startsWith('-') && word.includes('/')))
    if ((program !== 'rotatelogs' && program !== 'cronolog') || file === undefined) {
      this.#found.problems.push(text.init.elsewhere(target, at))
      return null
    }
    const pattern = file.includes('%')
      ? file.replace(/%[A-Za-z]/g, '*').replace(/\*(?:[-._:]?\*)+/g, '*')
      : `${file}.*`
    return { path: resolve(this.#root, pattern), notes: [text.init.piped(program)] }
  }

  #expand(word: string): string {
    return word.replace(/\$\{([^}]+)\}/g, (whole, name: string) => this.#variables.get(name) ?? whole)
  }
}
