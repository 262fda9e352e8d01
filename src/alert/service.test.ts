import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { matchRule, sqlRule } from '../testing/alert-rules.ts'
import { type Receiver, startReceiver } from '../testing/http-receiver.ts'
import { AlertBoard } from './board.ts'
import type { AlertMessage } from './message.ts'
import type { AlertRule } from './rule.ts'
import { AlertService } from './service.ts'
import type { KeptAlerts } from './state-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'kinetail-alert-service-'))
const services: AlertService[] = []
const receivers: Receiver[] = []
afterEach(async () => {
  for (const service of services.splice(0)) await service.close(0)
  for (const receiver of receivers.splice(0)) await receiver.close()
})
afterAll(() => rmSync(folder, { recursive: true }))

async function open(rules: readonly AlertRule[], receiver: Receiver, state?: string) {
  const said: string[] = []
  const say = (sentence: string): void => void said.push(sentence)
  const board = new AlertBoard(rules)
  const service = await AlertService.open(
    {
      rules,
      origin: {},
      notifiers: { hook: { kind: 'webhook', webhook: receiver.url, shape: 'json', timeoutMs: 5000 } },
    },
    {
      say: { info: say, warn: say },
      terminal: () => {},
      onStates: (states) => board.show(states),
      onEvent: (event) => board.add(event),
    },
  )
  if (state !== undefined) await service.begin(state)
  services.push(service)
  return { service, board, said }
}

async function receiver(): Promise<Receiver> {
  const one = await startReceiver()
  receivers.push(one)
  return one
}

function rules(there: Receiver): string[] {
  return there.received.map(({ body }) => (JSON.parse(body) as AlertMessage).rule)
}

async function end(service: AlertService): Promise<void> {
  services.splice(services.indexOf(service), 1)
  await service.close(50)
}

const lines = (...messages: string[]) => ({
  lines: messages.map((message) => JSON.stringify({ message })),
  at: Date.now(),
  file: undefined,
})

describe('the rules and those they tell', () => {
  it('keep what nobody took, and tell it after the restart before anything else', async () => {
    const there = await receiver()
    there.answer = 503
    const state = join(folder, 'waiting', 'alerts.json')
    const first = await open([matchRule({ match: 'x' })], there, state)
    await first.service.take(lines('x'))
    await expect.poll(() => there.received.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await end(first.service)
    there.answer = 200
    there.received.length = 0
    const second = await open(
      [matchRule({ match: 'x' }), matchRule({ name: 'other', match: 'y' })],
      there,
      state,
    )
    // It is on already: nobody is told again.
    await second.service.take(lines('x', 'y'))
    await expect.poll(() => rules(there), { timeout: 20_000 }).toEqual(['match', 'other'])
    expect(first.said).toEqual([expect.stringContaining('"hook" fails')])
    expect(second.said).toEqual([])
  })

  it('over a stream, tell nothing that is not kept with the place that it belongs to', async () => {
    const state = join(folder, 'ahead.json')
    const seen: unknown[] = []
    const service = await AlertService.open(
      { rules: [matchRule({ match: 'x', key: ['message'] })], origin: {}, notifiers: {} },
      {
        say: { info: () => {}, warn: (sentence) => seen.push(sentence) },
        terminal: () => {},
        everything: ({ key }) => {
          const { reading, waiting, rules: kept } = JSON.parse(readFileSync(state, 'utf8')) as KeptAlerts
          const alerts = kept['match']!.groups.map(({ values }) => values['message'])
          const told = waiting['(stdout)']!.map((message) => message.key['message'])
          seen.push([key['message'], reading!.places, alerts, told])
          return Promise.resolve()
        },
      },
    )
    services.push(service)
    const begun = await service.beginAt(state, 'logs', { at: 'latest' })
    expect(begun).toEqual({ stream: 'logs', from: { at: 'latest' }, places: {} })
    // Latest was a moment.
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ reading: { from: { at: 'time' } } })
    await service.take(lines('x1', 'y', 'x2'), { shardId: 'a', place: '3' })
    await service.finish('a')
    await service.take(lines('x3'), { shardId: 'b', place: '9' })
    await end(service)
    expect(seen).toEqual([
      ['x1', { a: '3' }, ['x1', 'x2'], ['x1', 'x2']],
      ['x2', { a: '3' }, ['x1', 'x2'], ['x1', 'x2']],
      ['x3', { a: 'done', b: '9' }, ['x1', 'x2', 'x3'], ['x3']],
    ])
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ waiting: { '(stdout)': [] } })
  })

  it('over a stream, get back what their windows held, and only then say what is over', async () => {
    const state = join(folder, 'windows.json')
    const now = Date.now()
    const group = (message: string) => ({
      values: { message },
      phase: { name: 'firing', since: now - 40_000, lastHeld: now - 5000 },
      count: 2,
    })
    const kept = { sql: { groups: [group('x'), group('y')] } }
    const reading = { stream: 'logs', from: { at: 'trim-horizon' }, places: { a: '7' } }
    writeFileSync(state, JSON.stringify({ version: 1, rules: kept, waiting: {}, reading }))
    const told: string[] = []
    const sql = 'SELECT message, count(*) AS n FROM logs GROUP BY message HAVING count(*) >= 2'
    const service = await AlertService.open(
      { rules: [sqlRule({ sql, everyMs: 100, cooldownMs: 0 })], origin: {}, notifiers: {} },
      {
        say: { info: () => {}, warn: (sentence) => told.push(sentence) },
        terminal: () => {},
        everything: ({ status, key }) => Promise.resolve(void told.push(`${status} ${key['message']}`)),
      },
    )
    services.push(service)
    expect(await service.beginAt(state, 'logs', { at: 'latest' })).toEqual(reading)
    await service.refill(async (since, take) => {
      expect(since).toBeGreaterThanOrEqual(now - 60_000)
      const of = (message: string) => JSON.stringify({ message })
      await take({
        lines: [of('x'), of('y'), of('z')],
        at: [now - 1000, now - 70_000, now - 500],
        file: undefined,
      })
      await service.take({ lines: [of('z')], at: now, file: undefined }, { shardId: 'a', place: '8' })
      await take({ lines: [of('x'), of('y')], at: [now - 2000, now - 1000], file: undefined })
      expect(told).toEqual([])
      return true
    })
    await expect.poll(() => told.toSorted(), { timeout: 20_000 }).toEqual(['firing z', 'recovered y'])
    await expect(service.beginAt(state, 'other', { at: 'latest' })).rejects.toThrow(
      /belongs to alerts over the stream "logs"/,
    )
  })

  it('begin anew where what was kept is damaged, and say so', async () => {
    const there = await receiver()
    const state = join(folder, 'damaged.json')
    writeFileSync(state, '{"version":1,"rules":{"match":')
    const { service, said } = await open([matchRule({ match: 'x' })], there, state)
    expect(said).toEqual([
      expect.stringMatching(/damaged\.json cannot be used .*was moved to .*damaged\.json\.damaged/),
    ])
    expect(existsSync(`${state}.damaged`)).toBe(true)
    await service.take(lines('x'))
    await expect.poll(() => rules(there), { timeout: 20_000 }).toEqual(['match'])
    await end(service)
    expect(JSON.parse(readFileSync(state, 'utf8'))).toMatchObject({ version: 1, waiting: { hook: [] } })
  })

  it('show their state, what they do and what is wrong with them', async () => {
    const there = await receiver()
    const all = [
      matchRule({ match: 'x', key: ['message'], cooldownMs: 0 }),
      sqlRule({ name: 'bad', sql: 'SELECT message::INTEGER FROM logs', everyMs: 100 }),
      sqlRule({ name: 'slow', sql: 'SELECT message FROM logs', forMs: 600_000, everyMs: 100 }),
    ]
    const { service, board } = await open(all, there)
    expect(board.list().rules.map(({ state }) => state)).toEqual(['ok', 'ok', 'ok'])
    await service.take(lines('x1'))
    expect(board.firing()).toEqual(['match'])
    await expect
      .poll(() => board.list().rules.map(({ state }) => state), { timeout: 20_000 })
      .toEqual(['ok', 'ok', 'pending'])
    const [match, bad] = board.list().rules
    expect(match).toMatchObject({ condition: 'x', since: null, groups: [] })
    expect(bad!.last_error).toMatch(/"bad".*TRY_CAST/)
    const whats = (): string[] =>
      board.events(0).map(({ what, key, notifier }) => `${what} ${key} ${notifier}`)
    await expect.poll(whats, { timeout: 20_000 }).toHaveLength(4)
    expect(whats().toSorted()).toEqual([
      'fired x1 null',
      'notified x1 hook',
      'notified x1 hook',
      'recovered x1 null',
    ])
    expect(board.events(board.lastId())).toEqual([])
    expect(board.list().history.map(({ id }) => id)).toEqual([4, 3, 2, 1])
  })

  it('have a history with bounds', async () => {
    const board = new AlertBoard([])
    for (let n = 0; n < 500; n++)
      board.add({ time: n, rule: 'r', key: '', what: 'fired', message: '', samples: [], notifier: null })
    expect(board.list().history).toHaveLength(200)
    expect(board.lastId()).toBe(500)
    expect(board.events(498).map(({ id }) => id)).toEqual([499, 500])
  })
})
