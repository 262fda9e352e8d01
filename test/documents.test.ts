import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Command } from 'commander'
import { afterAll, describe, expect, it } from 'vitest'
import { cleanUp, root, run } from './e2e/support.ts'
import { type Block, blocksOf, pages, shellCommands } from './support/documents.ts'

const PAGES = pages(root)
/** What the pages call besides kinetail. A word that is not here is a slip of the pen, or belongs here. */
const OTHERS = [
  'aws',
  'cat',
  'eval',
  'grep',
  'curl',
  'jq',
  'kill',
  'mkdir',
  'npm',
  'printf',
  'rm',
  'sleep',
  'sort',
  'sqlite3',
  'uniq',
  'wc',
]

/** What is wrong with a command line of kinetail, or undefined. Nothing is run. */
async function flaw(words: readonly string[]): Promise<string | undefined> {
  if (words[0] === '--version') return undefined
  const name = words[0]?.startsWith('-') ? 'stream' : words[0]
  const file = join(root, 'src/cli', `${name}.ts`)
  if (name === undefined || !existsSync(file)) return `no command ${name}`
  const { command } = (await import(file)) as { command?: () => Command }
  if (command === undefined) return `no command ${name}`
  let target = command()
  let rest = words[0] === name ? words.slice(1) : words
  const child = target.commands.find((one) => one.name() === rest[0])
  if (child) {
    target = child
    rest = rest.slice(1)
  }
  let free = 0
  for (let i = 0; i < rest.length; i++) {
    const [flag, joined] = rest[i]!.split('=', 2) as [string, string?]
    if (!flag.startsWith('-')) {
      free++
      continue
    }
    const option = target.options.find(({ long, short }) => long === flag || short === flag)
    if (!option) return `${target.name()} has no option ${flag}`
    if (!option.required || joined !== undefined) continue
    const value = rest[++i]
    if (value === undefined) return `${flag} has no value`
    if (option.argChoices && !option.argChoices.includes(value)) return `${flag} does not take ${value}`
  }
  const most = target.registeredArguments.some((one) => one.variadic)
    ? Infinity
    : target.registeredArguments.length
  return free > most ? `${target.name()} takes ${most} arguments, not ${free}` : undefined
}

/** Everything wrong with the commands of a block. */
async function flaws({ text }: Block): Promise<string[]> {
  const found: string[] = []
  for (const command of shellCommands(text)) {
    const [first, ...rest] = command.filter((word, i) => !(i === 0 && word === 'npx'))
    if (first === 'kinetail') found.push(...[await flaw(rest)].filter((one) => one !== undefined))
    else if (!/^\w+=/.test(first!) && !OTHERS.includes(first!)) found.push(`unknown: ${first}`)
  }
  return found
}

describe('shell lines of the pages', () => {
  const shell = PAGES.flatMap((page) => blocksOf(root, page)).filter(({ kind }) => kind === 'sh')

  it('are there', () => {
    expect(shell.length).toBeGreaterThan(30)
    const commands = shell.flatMap(({ text }) => shellCommands(text)).flat()
    expect(commands.filter((word) => word === 'kinetail').length).toBeGreaterThan(50)
  })

  it.each(shell.map((block) => [block.place, block] as const))(
    '%s: known commands with known flags',
    async (_, block) => {
      expect(await flaws(block)).toEqual([])
    },
  )

  it.each([
    ['kinetail strem x', 'no command strem'],
    ['kinetail read x --form latest', 'has no option --form'],
    ['npx kinetail streams delete a b', 'takes 1 arguments'],
    ['eval "$(kinetail locl env)"', 'no command locl'],
    ['kinetail read x --order up | wc -l', '--order does not take up'],
    ['frobnicate', 'unknown: frobnicate'],
  ])('a slip is found: %s', async (text, told) => {
    expect((await flaws({ kind: 'sh', info: '', text, place: '' })).join()).toContain(told)
  })
})

describe('links of the pages', () => {
  it.each(PAGES)('%s leads to files that exist', (page) => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
    const missing = links
      .map(([, link]) => link!)
      .filter((link) => !existsSync(join(root, dirname(page), link)))
    expect(missing).toEqual([])
  })
})

describe('examples of docs/records.md', () => {
  afterAll(cleanUp)
  const examples = blocksOf(root, 'docs/records.md').filter(({ info }) => info.startsWith('kinetail '))

  it('are there', () => {
    expect(examples.length).toBeGreaterThan(10)
  })

  it.each(examples.map((block) => [block.place, block] as const))('%s', async (_, { info, text }) => {
    const [line, record] = text.split('\n')
    const { stdout } = await run(shellCommands(info)[0]!.slice(1), { input: `${line}\n` })
    const now = new Date().toISOString().slice(0, 10)
    expect(stdout.replace(new RegExp(`"${now}T[\\d:.]+\\+00:00"`), '"…now…"')).toBe(`${record}\n`)
  })
})

describe('examples/', () => {
  afterAll(cleanUp)

  it.each([['examples/kinetail.yaml'], ['--log-files', '@examples/log-files.json']])(
    'kinetail config check %s %s',
    async (...words) => {
      const { code, stdout, stderr } = await run(['config', 'check', ...words.filter(Boolean), '--json'], {
        cwd: root,
      })
      expect(stderr).toBe('')
      expect(JSON.parse(stdout)).toMatchObject({ ok: true })
      expect(code).toBe(0)
    },
  )

  it('name log formats that kinetail compiles', async () => {
    const inputs = JSON.parse(readFileSync(join(root, 'examples/log-files.json'), 'utf8')) as {
      type: string
      format?: string
    }[]
    for (const { type, format } of inputs) {
      const words = ['parse', '--type', type, ...(format === undefined ? [] : ['--format', format])]
      expect(await run(words, { input: '' })).toMatchObject({ code: 0, stderr: '' })
    }
  })
})
