import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { readCheckpoints } from '../../src/checkpoint/read.ts'
import { accessLog, expectOrderWithinKeys, offsetOf, read, sorted, streamWords } from './delivered.ts'
import { cleanUp, jsonLines, run, start, startLocal, until } from './support.ts'

/** Enough for twenty requests a shard, and for the shards' limits (1,000 records/s each) to be felt. */
const LINES = 10_000
/** Where every third record fails, a run takes many more requests. */
const LINES_WITH_FAULTS = 3_000

afterEach(cleanUp)
afterAll(cleanUp)

describe.each([
  ['with the limits enforced', LINES, []],
  ['when every third record fails', LINES_WITH_FAULTS, ['--fail-rate', '0.3']],
  ['when shards are throttled', LINES_WITH_FAULTS, ['--throttle', '0.3']],
  ['when requests fail and connections break', LINES_WITH_FAULTS, ['--http-500', '0.2', '--reset', '0.1']],
] as const)('delivery %s', (name, lines, faults) => {
  const doubles = name.includes('connections')

  it('is complete, once, in order within each key, and in file order with --order file', {
    timeout: 120_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog('delivery', lines, 7)
    const { url } = await startLocal(...faults)
    const streamed = await run(streamWords('delivery', path, folder, url))
    expect(streamed.code).toBe(0)
    expect(streamed.stdout).toContain(
      `read ${lines.toLocaleString('en')} = sent ${lines.toLocaleString('en')} + `,
    )
    const records = await read('delivery', url)
    expect(sorted(records.map(offsetOf))).toEqual(offsets)
    if (!doubles) expectOrderWithinKeys(records)
    expect((await read('delivery', url, '--order', 'file')).map(offsetOf)).toEqual(offsets)
  })

  it('is in file order with --partition-key file', { timeout: 180_000 }, async () => {
    const some = Math.min(lines, 3_000)
    const { path, folder, offsets } = await accessLog('delivery', some, 7)
    const { url } = await startLocal(...faults)
    expect((await run(streamWords('delivery', path, folder, url, '--partition-key', 'file'))).code).toBe(0)
    const found = (await read('delivery', url)).map(offsetOf)
    expect(doubles ? sorted(found) : found).toEqual(offsets)
  })
})

describe('a process killed in the middle', () => {
  it('resumes from its checkpoint: nothing missing, and nothing twice once doubles are dropped', {
    timeout: 120_000,
  }, async () => {
    const { path, folder, offsets } = await accessLog('delivery', LINES, 7)
    const { url } = await startLocal()
    const killed = start(streamWords('delivery', path, folder, url, '--stats-interval', '200ms'))
    await until('a quarter is sent', () => sentBy(killed.stdout()) > LINES / 4 || undefined, killed)
    killed.child.kill('SIGKILL')
    await killed.finished
    const before = await read('delivery', url)
    expect(before.length).toBeLessThan(LINES)
    const resumed = await run(streamWords('delivery', path, folder, url, '--resume-from-checkpoint'))
    expect(resumed.code).toBe(0)
    expect(sorted((await read('delivery', url)).map(offsetOf))).toEqual(offsets)
    // The checkpoint was used: not everything was sent again.
    const raw = await read('delivery', url, '--no-dedupe')
    expect(raw.length).toBeLessThan(LINES + before.length)
  })
})

function sentBy(printed: string): number {
  const blocks = [...printed.matchAll(/Records sent: ([\d,]+)/g)]
  return Number(blocks.at(-1)?.[1]?.replaceAll(',', '') ?? 0)
}

describe('lines that are no access log', () => {
  it('are kept as dead letters with reason, file and offset, and the ledger adds up', async () => {
    const { path, folder } = await accessLog('delivery', 20, 7)
    const bad = 'this is no access log line\n'
    const offset = readFileSync(path).length
    writeFileSync(path, bad, { flag: 'a' })
    const { url } = await startLocal()
    const streamed = await run(streamWords('delivery', path, folder, url, '--json'))
    expect(streamed.code).toBe(0)
    const last = jsonLines<{ ledger: Record<string, number> }>(streamed.stdout).at(-1)!
    expect(last.ledger).toMatchObject({ read: 21, sent: 20, dead_lettered: 1, filtered: 0, in_flight: 0 })
    const [letter, ...rest] = jsonLines(
      readFileSync(join(folder, 'checkpoint', 'dead-letter.ndjson'), 'utf8'),
    )
    expect(rest).toEqual([])
    expect(letter).toMatchObject({ file: path, offset, line: bad.trim() })
    expect(letter!['reason']).toMatch(/^[a-z_]+$/)
  })
})

describe('the ledger over restarts', () => {
  it('counts every line of a file once, over kills, exactly as far as the checkpoint reaches', {
    timeout: 120_000,
  }, async () => {
    const { path, folder } = await accessLog('ledger', LINES, 9)
    writeFileSync(path, 'this is no access log line\n\n', { flag: 'a' })
    const all = LINES + 2
    const { url } = await startLocal()
    const words = streamWords('ledger', path, folder, url, '--json', '--stats-interval', '100ms')
    for (const part of [0.1, 0.3]) {
      const running = start(words)
      const settled = async (): Promise<number> => {
        const checkpoints = await readCheckpoints(join(folder, 'checkpoint'))
        return checkpoints[0]?.lines?.sent ?? 0
      }
      await until(
        `${part} is on the disk`,
        async () => ((await settled()) > part * all && lifetimeOf(running.stdout()).read > 0) || undefined,
        running,
      )
      running.child.kill('SIGKILL')
      await running.finished
      const { read, sent, dead_lettered, filtered, in_flight } = lifetimeOf(running.stdout())
      expect(read).toBe(sent + dead_lettered + filtered + in_flight)
    }
    const last = await run(words)
    expect(last.code).toBe(0)
    const book = { read: all, sent: LINES, dead_lettered: 1, filtered: 1, in_flight: 0 }
    expect(lifetimeOf(last.stdout)).toEqual(book)
    // What this run did is another number: it did not begin at the beginning.
    const { ledger, lifetime_files } = jsonLines<{
      ledger: { read: number }
      lifetime_files: Record<string, unknown>
    }>(last.stdout).at(-1)!
    expect(ledger.read).toBeLessThan(all)
    expect(lifetime_files).toEqual({ [path]: book })
    // Told to begin anew, it counts anew.
    const anew = await run([...words, '--start', 'beginning'])
    expect(lifetimeOf(anew.stdout)).toEqual(book)
  })
})

function lifetimeOf(
  printed: string,
): Record<'read' | 'sent' | 'dead_lettered' | 'filtered' | 'in_flight', number> {
  const whole = printed.slice(0, printed.lastIndexOf('\n') + 1)
  const none = { read: 0, sent: 0, dead_lettered: 0, filtered: 0, in_flight: 0 }
  return jsonLines<{ lifetime: typeof none }>(whole).at(-1)?.lifetime ?? none
}
