import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'

/** Includes that include themselves end here; nginx and httpd have limits of their own. */
const DEEPEST = 32

/** Reads the files of a server's configuration, and notes those that it cannot. */
export class ConfigFiles {
  readonly #problems: string[]
  #depth = 0

  constructor(problems: string[]) {
    this.#problems = problems
  }

  /** Runs `visit` with the text of each file that the pattern names, in the order of their names. */
  visit(
    pattern: string,
    at: string,
    optional: boolean,
    visit: (path: string, written: string) => void,
  ): void {
    const found = expand(pattern, (path, error) => this.#unreadable(path, at, error))
    const isPattern = /[*?[]/.test(pattern)
    if (found.length === 0 && !optional && !isPattern) this.#problems.push(text.init.missing(pattern, at))
    for (const path of found) {
      const written = this.#read(path, at)
      if (written === null) continue
      if (this.#depth >= DEEPEST) {
        this.#problems.push(text.init.tooDeep(path, at))
        return
      }
      this.#depth++
      visit(path, written)
      this.#depth--
    }
  }

  #read(path: string, at: string): string | null {
    try {
      return readFileSync(path, 'utf8')
    } catch (error) {
      this.#unreadable(path, at, error)
      return null
    }
  }

  #unreadable(path: string, at: string, error: unknown): void {
    const denied = ['EACCES', 'EPERM'].includes(systemCode(error) ?? '')
    this.#problems.push(text.init.unreadable(path, at, systemWords(error), denied))
  }
}

/** Files of a pattern with `*`, `?` and `[…]` in any part of the path, sorted; of a folder, all files below it, as httpd has it. */
function expand(pattern: string, failed: (path: string, error: unknown) => void): string[] {
  let found = ['/']
  for (const part of pattern.split('/').filter((one) => one !== '')) {
    const isPattern = /[*?[]/.test(part)
    found = found.flatMap((folder) => {
      if (!isPattern) return [join(folder, part)]
      return namesIn(folder, failed)
        .filter((name) => patternOf(part).test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .map((name) => join(folder, name))
    })
  }
  return found.flatMap((path) => filesAt(path, failed))
}

function filesAt(path: string, failed: (path: string, error: unknown) => void): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path]
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') failed(path, error)
    return []
  }
  return namesIn(path, failed).flatMap((name) => filesAt(join(path, name), failed))
}

function namesIn(folder: string, failed: (path: string, error: unknown) => void): string[] {
  try {
    return readdirSync(folder).sort()
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') failed(folder, error)
    return []
  }
}

function patternOf(part: string): RegExp {
  const source = part.replace(/\[!?[^\]]*\]|[*?]|[.+^${}()|\\[\]]/g, (one) => {
    if (one === '*') return '.*'
    if (one === '?') return '.'
    if (one.length > 1 && one.startsWith('[')) return one.replace('[!', '[^').replaceAll('\\', '\\\\')
    return `\\${one}`
  })
  return new RegExp(`^${source}$`)
}

/** Folder against which a server compiled or installed in the usual way takes relative names: `…/conf/x.conf` is of `…`. */
export function serverRootOf(configFile: string): string {
  const folder = dirname(configFile)
  return /\/conf$/.test(folder) ? dirname(folder) : folder
}
