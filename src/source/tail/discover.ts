import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemCode } from '../../base/errors.ts'
import type { EventRules } from '../events.ts'
import { type Glob, isGlob, matches, parseGlob, type Segment } from './glob.ts'

/** One configured path or pattern. */
export interface TailInput {
  readonly path: string
  /** How its lines are joined to events; each is one unless told. */
  readonly events?: EventRules | undefined
}

/** A name that a file of the inputs has, or may come to have. */
export interface FoundName {
  readonly path: string
  /** Index of the input. */
  readonly input: number
  /** Written as it is in the configuration: worth saying when it is missing, and what is wrong with it. */
  readonly literal: boolean
}

/** A folder whose modification time is this young may change again without another time to show for it. */
export const YOUNG_MS = 100
/** Folders looked at in one call of `changed`. */
const FOLDERS_A_CALL = 64

/** Turns inputs into names, and knows the folders in which a new one would show. */
export class Discovery {
  readonly #inputs: readonly Input[]
  /** Folders listed by the last scan, with their modification times as they were before the listing. */
  #listed = new Map<string, bigint>()
  #next = 0
  #young = false
  readonly #denied: (path: string, error: unknown) => void

  /** @param denied told of each folder that cannot be listed, at every scan */
  constructor(inputs: readonly TailInput[], denied: (path: string, error: unknown) => void) {
    this.#inputs = inputs.map(toInput)
    this.#denied = denied
  }

  /** Every name by now, literal ones also when nothing is there; the first input that has a name keeps it. */
  scan(): Map<string, FoundName> {
    const found = new Map<string, FoundName>()
    this.#listed = new Map()
    this.#young = false
    for (const [input, { path, globs }] of this.#inputs.entries()) {
      if (globs.length === 0 || isThere(path)) add(found, { path, input, literal: true })
      else
        for (const glob of globs) {
          this.#walk(glob.base, glob.segments, (match) => add(found, { path: match, input, literal: false }))
        }
    }
    return found
  }

  /** Cheap: whether a folder that was listed has another modification time by now. */
  changed(): boolean {
    if (this.#young) return true
    const folders = [...this.#listed]
    for (let i = 0; i < Math.min(folders.length, FOLDERS_A_CALL); i++) {
      const [folder, before] = folders[this.#next++ % folders.length]!
      if (modified(folder) !== before) return true
    }
    return false
  }

  /** The input to which a name belongs, whether or not a file has it. */
  inputOf(path: string): number | undefined {
    const index = this.#inputs.findIndex(
      (input) => input.path === path || input.globs.some((glob) => matches(glob, path)),
    )
    return index < 0 ? undefined : index
  }

  /** Inputs that are patterns. */
  patterns(): { readonly pattern: string; readonly input: number }[] {
    return this.#inputs.flatMap(({ path, globs }, input) =>
      globs.length > 0 ? [{ pattern: path, input }] : [],
    )
  }

  /** The folders listed by the last scan. */
  folders(): Iterable<string> {
    return this.#listed.keys()
  }

  #walk(folder: string, segments: readonly Segment[], found: (path: string) => void): void {
    const [segment, ...rest] = segments
    if (segment === undefined) return
    const entries = this.#list(folder)
    if (segment === '**') {
      this.#walk(folder, rest, found)
      for (const entry of entries) {
        // Symbolic links to folders are not followed here, as in a shell: they may lead back up.
        if (entry.isDirectory() && !entry.name.startsWith('.'))
          this.#walk(join(folder, entry.name), segments, found)
      }
      return
    }
    for (const entry of entries) {
      if (!segment(entry.name)) continue
      const path = join(folder, entry.name)
      if (rest.length > 0) {
        if (entry.isDirectory() || (entry.isSymbolicLink() && isFolder(path))) this.#walk(path, rest, found)
      } else if (!entry.isDirectory()) found(path)
    }
  }

  #list(folder: string): Dirent[] {
    const time = modified(folder)
    this.#listed.set(folder, time)
    this.#young ||= Math.abs(Date.now() - Number(time / 1_000_000n)) < YOUNG_MS
    try {
      return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
    } catch (error) {
      const code = systemCode(error)
      if (code !== 'ENOENT' && code !== 'ENOTDIR') this.#denied(folder, error)
      return []
    }
  }
}

interface Input {
  readonly path: string
  readonly globs: readonly Glob[]
}

function toInput({ path }: TailInput): Input {
  const absolute = resolve(path)
  return { path: absolute, globs: isGlob(absolute) ? parseGlob(absolute) : [] }
}

function add(names: Map<string, FoundName>, name: FoundName): void {
  if (!names.has(name.path)) names.set(name.path, name)
}

/** 0 when there is no such folder, so that its appearance is a change. */
export function modified(folder: string): bigint {
  try {
    return statSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs ?? 0n
  } catch {
    return 0n
  }
}

/** A file may bear a name that looks like a pattern: `report[1].log`. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch {
    return false
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}
