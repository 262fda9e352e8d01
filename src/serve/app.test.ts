import { describe, expect, it } from 'vitest'
import { statisticsObject } from '../stats/json.ts'
import { Statistics } from '../stats/statistics.ts'
import { readExposition } from '../testing/read-exposition.ts'
import type { ApiError, Now, Series } from './api.ts'
import { dashboardApp } from './app.ts'
import { Collector } from './collect/collector.ts'
import { Live } from './live.ts'
import { NO_ALERTS } from './ports.ts'
import { SqlBox } from './sql/sql-box.ts'

const FACTS = { mode: 'stream', stream: 'logs', region: 'us-east-1', host: 'here', version: '1' } as const
const IDLE = {
  queueSize: 0,
  queueBytes: 0,
  requestsInFlight: 0,
  lagBytes: 0,
  lagSeconds: 0,
  batchSize: 500,
  lingerMs: 20,
  concurrency: 1,
  shards: {},
}

function opened(address = { host: '127.0.0.1', port: 0 }, token?: string) {
  let now = Date.UTC(2026, 0, 15, 10, 30)
  const collector = new Collector(FACTS, { clock: () => now })
  const statistics = new Statistics(() => IDLE)
  const live = new Live(collector, NO_ALERTS)
  const sql = new SqlBox(collector.gathered.store)
  const app = dashboardApp({ collector, live, sql, alerts: NO_ALERTS, address, token, ready: () => true })
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(`http://127.0.0.1:7788${path}`, { headers: { host: '127.0.0.1:7788', ...headers } })
  return {
    collector,
    statistics,
    get,
    tick: (ms = 1000) => {
      now += ms
      collector.look()
    },
  }
}

describe('the routes', () => {
  it('give the figures of the statistics block as they are at that moment', async () => {
    const { collector, statistics, get, tick } = opened()
    collector.begin({
      statistics,
      lag: () => [],
      lanes: () => [],
      specOf: (_, type) => ({ type }),
      deadLetterFile: '/dead',
    })
    const file = statistics.ledger.file('/var/log/a.log')
    for (let second = 0; second < 3; second++) {
      statistics.ledger.read(file, 100)
      statistics.ledger.settle(file, 'delivered', 90)
      statistics.ledger.settle(file, 'dead', 4)
      statistics.counters.parsed += 96
      statistics.counters.rejected += 4
      tick()
    }
    const printed = statistics.snapshot()
    collector.printed(printed)
    const now = (await (await get('/api/now')).json()) as Now
    expect(now.printed).toEqual(JSON.parse(JSON.stringify(statisticsObject(printed))))
    const { ledger, files, lines_processed, parse_success } = now.printed!
    expect(now.statistics).toMatchObject({ ledger, files, lines_processed, parse_success })
    expect(now.rates.lines_per_second).toBe(now.statistics!.lines_per_second)
    const series = (await (await get('/api/series?step=1')).json()) as Series
    expect(series.columns.in_flight.at(-1)).toBe(18)
  })

  it('give the figures of that very moment to Prometheus, before a pipeline is there and with it', async () => {
    const { collector, statistics, get } = opened()
    const scrape = async () => {
      const response = await get('/metrics')
      expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
      return readExposition(await response.text())
    }
    expect((await scrape()).has('kinetail_lines_read_total')).toBe(false)
    collector.begin({
      statistics,
      lag: () => [],
      lanes: () => [],
      specOf: (_, type) => ({ type }),
      deadLetterFile: '/dead',
    })
    statistics.ledger.read(statistics.ledger.file('/var/log/a.log'), 100)
    const found = await scrape()
    expect(found.get('kinetail_lines_read_total')!.samples[0]!.value).toBe(100)
    expect(found.get('kinetail_verdict')!.samples.map(({ value }) => value)).toEqual([1, 0, 0])
  })

  it('say what is wrong with a request', async () => {
    const { get } = opened()
    for (const path of ['/api/series?step=0', '/api/series?from=5&to=4', '/api/series?from=abc']) {
      const response = await get(path)
      expect(response.status).toBe(400)
      expect(((await response.json()) as ApiError).error.message).not.toBe('')
    }
    expect((await get('/api/nothing')).status).toBe(404)
  })
})

describe('who may see it', () => {
  it('is no page of another site', async () => {
    const { get } = opened()
    const refused = [
      { host: 'evil.example:7788' },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ]
    for (const headers of refused) expect((await get('/api/now', headers)).status).toBe(403)
    const taken = [{ host: 'localhost:7788' }, { host: '[::1]:7788' }, { origin: 'http://127.0.0.1:7788' }]
    for (const headers of taken) expect((await get('/api/now', headers)).status).toBe(200)
  })

  it('is asked for the token where one is set, but for the probes', async () => {
    const token = '0123456789abcdef0123456789abcdef'
    const { get } = opened({ host: '0.0.0.0', port: 0 }, token)
    expect((await get('/healthz')).status).toBe(200)
    const refused = await get('/api/now')
    expect(refused.status).toBe(401)
    expect((await get('/metrics')).status).toBe(401)
    expect(await refused.text()).not.toContain(token)
    expect((await get('/api/now', { authorization: 'Bearer wrong' })).status).toBe(401)
    expect((await get('/api/now?token=wrong')).status).toBe(401)
    expect((await get('/api/now', { authorization: `Bearer ${token}` })).status).toBe(200)
    const welcomed = await get(`/api/now?token=${token}`)
    expect(welcomed.status).toBe(303)
    expect(welcomed.headers.get('location')).toBe('/api/now')
    const cookie = welcomed.headers.get('set-cookie')!
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/)
    expect((await get('/api/now', { cookie: cookie.split(';')[0]! })).status).toBe(200)
  })

  it('is told to the browser with every answer', async () => {
    const { get } = opened()
    for (const path of ['/', '/api/now', '/api/nothing', '/healthz']) {
      const { headers } = await get(path)
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/)
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})
