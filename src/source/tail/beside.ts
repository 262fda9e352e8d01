import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { mayBeRotatedPath, rootsOf } from './rotation.ts'

/** The files beside a path that rotation may have made of it. */
export type Beside = (path: string) => readonly string[]

/** Looks anew at each call. */
export function besideNow(path: string): readonly string[] {
  const folder = dirname(path)
  // Of thousands of names, few begin like this one.
  const beginning = basename(path).slice(0, 2)
  return namesIn(folder)
    .filter((name) => name.startsWith(beginning))
    .map((name) => join(folder, name))
    .filter((one) => mayBeRotatedPath(one, path))
}

/** Looks at each folder once, for however many paths. */
export function besideOnce(): Beside {
  const folders = new Map<string, Map<string, string[]>>()
  return (path) => {
    const folder = dirname(path)
    const byRoot = folders.get(folder) ?? indexOf(folder)
    folders.set(folder, byRoot)
    const found = new Set([...rootsOf(path)].flatMap((root) => byRoot.get(root) ?? []))
    return [...found].filter((one) => mayBeRotatedPath(one, path))
  }
}

function indexOf(folder: string): Map<string, string[]> {
  const byRoot = new Map<string, string[]>()
  for (const name of namesIn(folder)) {
    const path = join(folder, name)
    for (const root of rootsOf(path)) {
      const paths = byRoot.get(root)
      if (paths === undefined) byRoot.set(root, [path])
      else paths.push(path)
    }
  }
  return byRoot
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
