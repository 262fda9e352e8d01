import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text as textOf } from 'node:stream/consumers'
import { expect, it } from 'vitest'

/** Says one sentence, then, when its standard input is at its end, two more; tells on standard output that it lives. */
const SCRIPT = `
  const { sayOnStderr } = await import(process.argv[1])
  const say = await sayOnStderr(process.argv[2] === 'json')
  say.info('first')
  for await (const _ of process.stdin);
  say.warn('second \\u2028 "quoted"')
  say.info('third')
  setImmediate(() => process.stdout.write('alive'))
`
const MODULE = new URL('../../dist/cli/say.js', import.meta.url).href

function start(how: 'json' | 'plain') {
  return spawn(process.execPath, ['--input-type=module', '-e', SCRIPT, MODULE, how])
}

it('says each sentence as one JSON object a line, with the level and the time', async () => {
  const before = Date.now()
  const child = start('json')
  child.stdin.end()
  const [said] = await Promise.all([textOf(child.stderr), once(child, 'close')])
  const lines = said.trimEnd().split('\n')
  const all = lines.map((line) => JSON.parse(line) as { time: number })
  expect(all).toEqual([
    { level: 30, time: expect.any(Number), msg: 'first' },
    { level: 40, time: expect.any(Number), msg: 'second \u2028 "quoted"' },
    { level: 30, time: expect.any(Number), msg: 'third' },
  ])
  expect(all.every(({ time }) => time >= before && time <= Date.now())).toBe(true)
})

it.each(['json', 'plain'] as const)('goes on when nobody reads what it says any more (%s)', async (how) => {
  const child = start(how)
  await once(child.stderr, 'data')
  child.stderr.destroy()
  child.stdin.end()
  const [left, [code]] = await Promise.all([textOf(child.stdout), once(child, 'close')])
  expect({ left, code }).toEqual({ left: 'alive', code: 0 })
})
