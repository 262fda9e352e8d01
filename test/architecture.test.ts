import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const src = join(root, 'src')

/** The one line of imports: a folder may import itself and what stands before it. The data path, read from left to right. */
const ORDER = [
  'messages',
  'base',
  'kernel',
  'stats',
  'checkpoint',
  'source',
  'format',
  'batch',
  'aws',
  'sink',
  'reader',
  'query',
  'alert',
  'config',
  'pipeline',
  'doctor',
  'local',
  'serve',
  'cli',
] as const

interface Import {
  readonly file: string
  readonly target: string
}

/** Every relative import, static or dynamic, type or value, of a module. */
function importsOf(file: string, code: string): Import[] {
  const specifiers = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.[^'"]+)['"]/g)
  return [...specifiers].map(([, specifier]) => ({ file, target: join(dirname(file), specifier!) }))
}

/** What is wrong with an import, or undefined. Paths are relative to `src/`. */
function breach({ file, target }: Import): string | undefined {
  const from = folderOf(file)
  const to = folderOf(target)
  if (from === '' || from === 'testing' || from === to) return undefined
  const [fromRank, toRank] = [rank(from), rank(to)]
  if (fromRank < 0) return `${file}: the folder ${from} is not in the import order`
  if (toRank < 0) return `${file}: imports ${target}, whose folder is not in the import order`
  return toRank < fromRank ? undefined : `${file}: ${from} must not import ${to} (${target})`
}

function folderOf(path: string): string {
  return path.includes(sep) ? path.split(sep)[0]! : ''
}

function rank(folder: string): number {
  return (ORDER as readonly string[]).indexOf(folder)
}

function modulesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return modulesBelow(path)
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts') ? [path] : []
  })
}

function breachesIn(modules: ReadonlyMap<string, string>): string[] {
  return [...modules].flatMap(([file, code]) => importsOf(file, code).flatMap((found) => breach(found) ?? []))
}

const modules = new Map(modulesBelow(src).map((path) => [relative(src, path), readFileSync(path, 'utf8')]))

describe('the import order', () => {
  it('is kept by every module', () => {
    expect(modules.size).toBeGreaterThan(30)
    expect(breachesIn(modules)).toEqual([])
  })

  it('fails on a planted breach', () => {
    const planted = new Map([
      ['source/planted.ts', `import { x } from '../sink/sink.ts'`],
      ['format/planted.ts', `const y = await import('../cli/main.ts')`],
      ['checkpoint/planted.ts', `import type { Chunk } from '../source/source.ts'`],
      ['nowhere/planted.ts', `export { z } from '../base/errors.ts'`],
      ['sink/fine.ts', `import { a } from '../source/source.ts'`],
    ])
    expect(breachesIn(planted)).toHaveLength(4)
  })

  it('names folders that exist, and every folder of src is in it', () => {
    const folders = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    const known = new Set<string>([...ORDER, 'testing'])
    expect(folders.filter((folder) => !known.has(folder))).toEqual([])
  })

  it('loads the SDK in one file only (types cost nothing and may be used anywhere)', () => {
    const users = [...modules].filter(([, code]) =>
      /(?:^import (?!type\b)[^;]*?from|import\s*\()\s*['"]@(?:aws-sdk|smithy)\//m.test(code),
    )
    expect(users.map(([file]) => file)).toEqual([join('aws', 'client.ts')])
  })
})

describe('the page in the browser', () => {
  const web = join(root, 'web', 'src')
  const page = readdirSync(web, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name))

  it('takes from the server nothing but the types of its answers, and sentences', () => {
    const outside = page.flatMap((name) => {
      const code = readFileSync(join(web, name), 'utf8')
      const found = code.matchAll(/(import\b[^;\n]*?['"]|import\(['"])((?:\.\.\/)+src\/[^'"]+)['"]/g)
      return [...found].map(([, words, target]) => ({
        target: target!.replace(/^(?:\.\.\/)+/, ''),
        type: /^import type\b/.test(words!),
      }))
    })
    expect(outside.some(({ target }) => target === 'src/serve/api.ts')).toBe(true)
    const allowed = (one: (typeof outside)[number]): boolean =>
      (one.target === 'src/serve/api.ts' && one.type) ||
      /^src\/messages\/(?:en|ko)\/web\.ts$/.test(one.target)
    expect(outside.filter((one) => !allowed(one))).toEqual([])
  })
})

describe('docs/architecture.md', () => {
  const page = readFileSync(join(root, 'docs', 'architecture.md'), 'utf8')
  const named = [
    ...page.matchAll(/`((?:src|web|test|bench|scripts|docs|examples|changes|bin)\/[\w./*-]+)`/g),
  ].map(([, path]) => path!)

  it('names only files and folders that exist', () => {
    expect(named.length).toBeGreaterThan(20)
    const missing = named.filter((path) => !exists(path.replace(/\/\*.*$/, '')))
    expect(missing).toEqual([])
  })

  it('names every folder of src', () => {
    const folders = readdirSync(src, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect(folders.filter((folder) => !page.includes(`src/${folder}/`))).toEqual([])
  })
})

function exists(path: string): boolean {
  try {
    readdirSync(dirname(join(root, path)))
    return path.endsWith('/') || readdirSync(dirname(join(root, path))).includes(path.split('/').at(-1)!)
  } catch {
    return false
  }
}
