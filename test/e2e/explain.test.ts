import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanUp, type Finished, jsonLines, root, run, startCommand, temporaryFolder } from './support.ts'

interface Broken {
  readonly name: string
  readonly type: string
  readonly format?: string
  readonly line: string
  /** What stands at the fault; '' is the end of the line. */
  readonly at: string
  /** Name of the field that is expected there; null where the format has no say. */
  readonly field: string | null
}

interface Explanation {
  readonly fate: string
  readonly column: number
  readonly reason: string
  readonly expected: { readonly name: string } | null
  readonly fix: { readonly command: string }
}

const BROKEN = JSON.parse(readFileSync(join(root, 'test/fixtures/broken/lines.json'), 'utf8')) as Broken[]
let bin = ''

beforeAll(() => {
  bin = temporaryFolder('explain-bin')
  const script = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/kinetail.js')}' "$@"\n`
  writeFileSync(join(bin, 'kinetail'), script)
  chmodSync(join(bin, 'kinetail'), 0o755)
})
afterAll(cleanUp)

/** Runs a command line as a person would, in a shell. */
function shell(command: string, input: string): Promise<Finished> {
  const env = { PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` }
  return startCommand('/bin/sh', ['-c', command], { env, input }).finished
}

function words({ type, format }: Pick<Broken, 'type' | 'format'>): string[] {
  return ['--type', type, ...(format === undefined ? [] : ['--format', format])]
}

describe('kinetail explain', () => {
  it('is tried on at least twenty lines', () => expect(BROKEN.length).toBeGreaterThanOrEqual(20))

  it.each(BROKEN)('$name: names the column, and a command that parses the line', async (broken) => {
    const bytes = Buffer.from(broken.line)
    const column = broken.at === '' ? bytes.length : bytes.indexOf(broken.at)
    expect(column).toBeGreaterThanOrEqual(0)
    const { code, stdout } = await run(['explain', ...words(broken), '--json'], { input: `${broken.line}\n` })
    expect(code).toBe(3)
    const [one] = jsonLines<Explanation>(stdout)
    expect(one).toMatchObject({ fate: 'rejected', column })
    expect(one!.expected?.name ?? null).toBe(broken.field)
    // It does not parse as it was.
    const before = await run(['parse', ...words(broken)], { input: `${broken.line}\n` })
    expect(before.stdout).toBe('')
    expect(before.stderr).toContain(`column ${column + 1})`)
    const after = await shell(one!.fix.command, `${broken.line}\n`)
    expect(after).toMatchObject({ code: 0, stderr: '' })
    expect(jsonLines(after.stdout)).toHaveLength(1)
  })

  it('shows fields with columns when all is well, and ends with 0', async () => {
    const line = '2001:db8::1 - kim [15/Jan/2024:10:30:45 +0900] "GET /서울 HTTP/2.0" 200 7 "-" "x"'
    const shown = await run(['explain', '--type', 'nginx', line])
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(shown.stdout).toMatch(/1-11 +\$remote_addr +ip_address +"2001:db8::1"/)
    expect(shown.stdout).toMatch(/53-59 +\$request +path +"\/서울"/)
    expect(shown.stdout).toMatch(/15-17 +\$remote_user +user +"kim" \(left out of the record\)/)
    const [json] = jsonLines<{ fields: { name: string; start: number; end: number }[] }>(
      (await run(['explain', '--json', line])).stdout,
    )
    const path = json!.fields.find(({ name }) => name === 'path')!
    expect(Buffer.from(line).subarray(path.start, path.end).toString()).toBe('/서울')
  })

  it('puts the caret below wide characters and spells out what would act on a terminal', async () => {
    const line = '10.0.0.1 - 홍길동\u001b[2J [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" x 5 "-" "y"'
    const { stdout, code } = await run(['explain', '--type', 'nginx'], { input: line })
    expect(code).toBe(3)
    expect(stdout).not.toContain('\u001b')
    const rows = stdout.split('\n')
    const caret = rows.findIndex((row) => /^ *\^$/.test(row))
    const before = rows[caret - 1]!.slice(0, rows[caret - 1]!.indexOf('x 5'))
    const wide = [...before].filter((character) => /[가-힣]/.test(character)).length
    expect(rows[caret]!.indexOf('^')).toBe([...before].length + wide)
  })

  it('explains where JSON breaks, though the line is kept as text', async () => {
    const { stdout, code } = await run(['explain', '--type', 'application', '{"a":1, "b" 2}'])
    expect(code).toBe(0)
    expect(stdout).toContain('breaks at byte column 13')
  })

  it('groups the lines of a long file, with a fix tried on them', async () => {
    const log = join(temporaryFolder('explain'), 'access.log')
    const good = '10.0.0.1 - - [15/Jan/2024:10:30:45 +0000] "GET / HTTP/1.1" 200 5 "-" "x"\n'
    const bad = good.replace('200 5', '200 2001:db8::1 5')
    writeFileSync(log, good.repeat(30) + bad.repeat(412))
    const { stdout, code } = await run(['explain', '--type', 'nginx', log])
    expect(code).toBe(3)
    expect(stdout).toContain('412 lines fail at column 68: IPv6 address where')
    expect(stdout).toContain('tried on 200: 200 parse')
    expect(stdout).toContain('442 lines: 30 parse, 412 do not.')
    const fix = /fix: (.*?) {2}\(tried/.exec(stdout)![1]!
    const after = await shell(fix, '')
    expect(jsonLines(after.stdout).length).toBeGreaterThanOrEqual(412)
  })

  it('explains a dead-letter file in groups, and in Korean', async () => {
    const folder = temporaryFolder('explain')
    const letters = join(folder, 'dead.ndjson')
    const lines = BROKEN.filter(({ type, format }) => type === 'nginx' && format === undefined)
    const input = lines.map(({ line }) => `${line}\n`.repeat(3)).join('')
    await run(['parse', '--type', 'nginx', '--dead-letter', letters], { input })
    writeFileSync(letters, `${readFileSync(letters, 'utf8')}{"torn":`)
    const json = await run(['explain', '--dead-letter', letters, '--json', '--top', '50'])
    expect(json.code).toBe(3)
    const groups = jsonLines<{ lines: number; reason: string; fix: { tried: number; parsed: number } }>(
      json.stdout,
    )
    expect(groups.reduce((sum, group) => sum + group.lines, 0)).toBe(lines.length * 3)
    for (const { fix } of groups) expect(fix.parsed).toBe(fix.tried)
    const shown = await run(['explain', '--dead-letter', letters, '--top', '1', '--lang', 'ko'])
    expect(shown.stdout).toContain('그 밖에')
    expect(shown.stdout).toContain(`데드레터 ${lines.length * 3}개`)
    // With a format that fits, the letters parse now.
    const asked = await run(['explain', '--dead-letter', letters, '--type', 'application'])
    expect(asked).toMatchObject({ code: 0 })
  })

  it('refuses what it cannot do', async () => {
    expect((await run(['explain', 'missing.log'])).code).toBe(1)
    expect((await run(['explain', '--top', '0'])).code).toBe(2)
    expect((await run(['explain', '--type', 'apachee', 'a b'])).code).toBe(2)
    expect((await run(['explain', '--dead-letter', 'x', 'y z'])).code).toBe(2)
    expect((await run(['explain', '--format', 'nothing', 'y z'])).code).toBe(2)
  })
})
