import { afterEach, describe, expect, it } from 'vitest'
import { absentRule, matchRule, rateRule, told } from '../testing/alert-rules.ts'
import { AlertEngine } from './engine.ts'
import type { AlertMessage } from './message.ts'
import type { AlertRule } from './rule.ts'
import type { KeptRule } from './rules/runner.ts'

const START = Date.parse('2024-01-15T10:00:00Z')
const SECOND = 1000

const open: AlertEngine[] = []
afterEach(() => {
  for (const engine of open.splice(0)) engine.close()
})

/** An engine, the clock in seconds since its start, and what was told. */
async function start(rules: readonly AlertRule[], kept?: Record<string, KeptRule>, from = 0) {
  const messages: AlertMessage[] = []
  const engine = await AlertEngine.open({
    rules,
    origin: { stream: 'logs' },
    now: START + from * SECOND,
    tell: (message) => messages.push(message),
    failed: (_rule, error) => {
      throw error
    },
  })
  open.push(engine)
  if (kept) engine.restore(kept, START + from * SECOND)
  return {
    engine,
    messages,
    told: () => told(messages, START),
    lines: (second: number, ...records: object[]) =>
      engine.take({
        lines: records.map((record) => JSON.stringify(record)),
        at: START + second * SECOND,
        file: '/var/log/app.log',
      }),
    /** Looks each second, up to and with one. */
    async until(second: number, since = 0) {
      for (let at = since; at <= second; at++) await engine.evaluate(START + at * SECOND)
    },
  }
}

describe('a rule that matches lines', () => {
  it('tells at the line itself what, where and since when, with the line and a command that shows more', async () => {
    const { lines, messages } = await start([
      matchRule({ match: 'OutOfMemory', name: 'oom', severity: 'critical' }),
    ])
    await lines(5, { level: 'INFO', message: 'fine', host: 'web-1' })
    await lines(7, { level: 'ERROR', message: 'java.lang.OutOfMemoryError', host: 'web-1' })
    expect(messages).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f]{16}$/),
        status: 'firing',
        rule: 'oom',
        severity: 'critical',
        condition: 'OutOfMemory',
        key: {},
        message: '1 line matches OutOfMemory on web-1 in /var/log/app.log.',
        since: '2024-01-15T10:00:07.000Z',
        at: '2024-01-15T10:00:07.000Z',
        count: 1,
        hosts: ['web-1'],
        files: ['/var/log/app.log'],
        values: null,
        samples: ['{"level":"ERROR","message":"java.lang.OutOfMemoryError","host":"web-1"}'],
        command: 'kinetail read logs --from 2024-01-15T09:58:07.000Z --grep OutOfMemory',
      },
    ])
  })

  it('makes one message of a storm of 10,000 lines for each group', async () => {
    const rule = matchRule({ match: { status_code: '>= 500' }, key: ['host'] })
    const { lines, engine, told, messages } = await start([rule])
    const hosts = ['web-1', 'web-2', 'web-3']
    // In blocks, as an agent reads them.
    for (let block = 0; block < 100; block++)
      await lines(
        1 + block / 100,
        ...Array.from({ length: 100 }, (_, i) => ({
          status_code: 500 + (i % 4),
          host: hosts[(block + i) % 3],
        })),
      )
    expect(told()).toEqual(['1 firing match web-1', '1 firing match web-2', '1 firing match web-3'])
    await engine.evaluate(START + 30 * SECOND)
    expect(messages).toHaveLength(3)
    await engine.evaluate(START + 70 * SECOND)
    const over = messages.slice(3)
    expect(over.map(({ status, key }) => [status, key])).toEqual(hosts.map((host) => ['recovered', { host }]))
    expect(over.reduce((sum, { count }) => sum + count, 0)).toBe(10_000)
    expect(new Set(over.map(({ id }) => id))).toEqual(new Set(messages.slice(0, 3).map(({ id }) => id)))
  })

  it('makes no more messages than groups are allowed, whatever the lines say', async () => {
    const rule = matchRule({ match: { level: 'ERROR' }, key: ['user_id'], maxGroups: 5 })
    const { lines, messages } = await start([rule])
    await lines(1, ...Array.from({ length: 1000 }, (_, i) => ({ level: 'ERROR', user_id: `u${i}` })))
    expect(messages.map(({ key }) => key['user_id'])).toEqual(['u0', 'u1', 'u2', 'u3', 'u4', '(others)'])
    expect(messages.at(-1)!.count).toBe(995)
  })

  it('waits for as many lines as it is told, within its window', async () => {
    const rule = matchRule({ match: 'failed login', count: 3, windowMs: 10_000, cooldownMs: 5000 })
    const { lines, until, told } = await start([rule])
    for (const second of [1, 8, 14, 30, 33, 36]) await lines(second, { message: 'failed login' })
    await until(50, 36)
    expect(told()).toEqual(['36 firing match', '41 recovered match'])
  })

  it('is one alert while lines come within its cooldown, and says so when it is over', async () => {
    const { lines, until, told, messages } = await start([matchRule({ match: 'x', cooldownMs: 10_000 })])
    for (let second = 0; second < 60; second += 5) {
      await lines(second, { message: 'x' })
      await until(second + 4, second)
    }
    await until(80, 60)
    expect(told()).toEqual(['0 firing match', '65 recovered match'])
    expect(messages[1]!.message).toBe('match is over after 65 s; lines: 12.')
  })

  it('says nothing at the end where nobody wants to hear it, and the words of the rule where it has some', async () => {
    const rule = matchRule({
      match: { status_code: ['500', '503'] },
      message: '{status_code} at {path} ({count}x) on {host}: {nothing}',
      recovery: false,
      cooldownMs: 0,
    })
    const { lines, until, messages } = await start([rule])
    await lines(1, { status_code: 503, path: '/pay', host: 'web-1' }, { status_code: 200, path: '/' })
    await until(10)
    expect(messages.map(({ message }) => message)).toEqual(['503 at /pay (1x) on web-1: ?'])
  })
})

describe('a rule of absence', () => {
  it('tells when nothing came, and when something came again', async () => {
    const { lines, until, told, messages } = await start([absentRule({ absentMs: 30_000 })])
    await lines(10, { message: 'a', host: 'web-1' })
    await until(39)
    expect(told()).toEqual([])
    await until(70, 40)
    await lines(71, { message: 'b' })
    await until(80, 71)
    expect(told()).toEqual(['40 firing absent', '71 recovered absent'])
    expect(messages[0]!.message).toBe('No line came for 30 s on web-1 in /var/log/app.log.')
    expect(messages[0]!.samples).toEqual(['{"message":"a","host":"web-1"}'])
  })

  it('counts only the lines that it is about, from the start on', async () => {
    const { lines, until, told } = await start([absentRule({ where: { log_type: 'nginx_access' } })])
    for (let second = 0; second < 100; second += 10) await lines(second, { log_type: 'application' })
    await until(100)
    expect(told()).toEqual(['60 firing absent'])
  })

  it('misses each host that was there', async () => {
    const { lines, until, told } = await start([absentRule({ key: ['host'] })])
    for (let second = 0; second <= 100; second += 10) {
      await lines(second, { host: 'web-1' }, ...(second <= 20 ? [{ host: 'web-2' }] : []))
      await until(second + 9, second)
    }
    expect(told()).toEqual(['80 firing absent web-2'])
  })
})

describe('a rule of rate', () => {
  const second = (n: number): object[] => Array.from({ length: n }, () => ({ message: 'a line' }))

  it('compares with the same time before, and says nothing before it knows that', async () => {
    const rule = rateRule({ windowMs: 30_000, compareMs: 300_000, above: 2, cooldownMs: 0 })
    const { lines, until, told, messages } = await start([rule])
    for (let at = 0; at < 700; at++) {
      // Five times as many between 400 and 450.
      await lines(at, ...second(at >= 400 && at < 450 ? 5 : 1))
      await until(at, at)
    }
    expect(messages.map(({ status }) => status)).toEqual(['firing', 'recovered'])
    expect(Number(told()[0]!.split(' ')[0])).toBeGreaterThan(405)
    expect(Number(told()[0]!.split(' ')[0])).toBeLessThan(415)
    expect(messages[0]!.values).toMatchObject({ before: 30 })
    expect(messages[0]!.message).toMatch(/^6\d lines in the last 30 s, 30 in the same time 5 min before/)
  })

  it('tells of a rate that falls, also when nothing comes at all', async () => {
    const rule = rateRule({ windowMs: 30_000, compareMs: 60_000, below: 0.5, least: 10 })
    const { lines, until, told } = await start([rule])
    for (let at = 0; at < 120; at++) {
      await lines(at, ...second(2))
      await until(at, at)
    }
    expect(told()).toEqual([])
    await until(160, 120)
    expect(told()).toHaveLength(1)
    expect(told()[0]).toMatch(/ firing rate$/)
  })
})

describe('what outlives a restart', () => {
  it('is that somebody was told: it is neither said again nor forgotten', async () => {
    const rules = [
      matchRule({ match: 'x', cooldownMs: 20_000 }),
      absentRule({ key: ['host'], absentMs: 30_000 }),
    ]
    const first = await start(rules)
    await first.lines(5, { message: 'x', host: 'web-1' })
    await first.until(10)
    const kept = JSON.parse(JSON.stringify(first.engine.keep())) as Record<string, KeptRule>
    const second = await start(rules, kept, 12)
    await second.lines(14, { message: 'x', host: 'web-2' })
    await second.until(60, 14)
    expect(first.told()).toEqual(['5 firing match'])
    // The host that was known before is missed, from the start of the second process on.
    expect(second.told()).toEqual(['34 recovered match', '42 firing absent web-1', '44 firing absent web-2'])
    expect(second.messages[0]!.since).toBe('2024-01-15T10:00:05.000Z')
    expect(second.messages[0]!.count).toBe(2)
  })

  it('is how many lines came, so that a comparison goes on', async () => {
    const rule = rateRule({ windowMs: 30_000, compareMs: 60_000, above: 2, least: 10 })
    const first = await start([rule])
    for (let at = 0; at < 80; at++) await first.lines(at, { message: 'a' })
    const kept = JSON.parse(JSON.stringify(first.engine.keep())) as Record<string, KeptRule>
    const second = await start([rule], kept, 85)
    for (let at = 85; at < 110; at++) {
      await second.lines(at, ...Array.from({ length: 10 }, () => ({ message: 'a' })))
      await second.until(at, at)
    }
    expect(second.told().map((words) => words.replace(/^\S+ /, ''))).toEqual(['firing rate'])
  })

  it('is the lines that were not enough yet, and how long a rate has been too high', async () => {
    const rules = [
      matchRule({ match: 'x', count: 3, windowMs: 60_000, key: ['host', 'level'] }),
      rateRule({ windowMs: 30_000, compareMs: 30_000, above: 2, least: 4, forMs: 20_000 }),
    ]
    const first = await start(rules)
    await first.lines(5, { message: 'x1', host: 'a', level: 'l' }, { message: 'x2', host: 'b', level: 'l' })
    for (let at = 40; at < 66; at++) await first.lines(at, { message: 'y', host: 'c', level: 'l' })
    await first.lines(66, { message: 'x3', host: 'a', level: 'l' })
    await first.until(66)
    const kept = JSON.parse(JSON.stringify(first.engine.keep())) as Record<string, KeptRule>
    expect(first.told()).toEqual([])
    expect(kept['rate']!.groups).toEqual([
      expect.objectContaining({ phase: expect.objectContaining({ name: 'pending' }) }),
    ])
    const second = await start(rules, kept, 68)
    await second.lines(68, { message: 'x4', host: 'a', level: 'l' })
    // The first of three is more than a minute old.
    expect(second.told()).toEqual([])
    await second.lines(70, { message: 'x5', host: 'a', level: 'l' }, { message: 'x6', host: 'b', level: 'l' })
    for (let at = 71; at < 86; at++) {
      await second.lines(at, ...Array.from({ length: 4 }, () => ({ message: 'y' })))
      await second.until(at, at)
    }
    expect(second.told()).toEqual(['70 firing match a l', expect.stringMatching(/ firing rate$/)])
    expect(second.messages[0]).toMatchObject({ count: 4, hosts: ['a'] })
    expect(second.messages[0]!.samples[0]).toContain('x1')
  })
})
