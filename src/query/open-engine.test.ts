import { describe, expect, it, onTestFinished } from 'vitest'
import { blockOf, oneQuery, Taken } from '../testing/query-rows.ts'
import type { EngineOptions, QueryEngine } from './engine.ts'
import { openEngine } from './open-engine.ts'

const BASE = Date.parse('2024-01-15T10:00:00Z')

async function engineOf(
  options: Partial<EngineOptions> & Pick<EngineOptions, 'program'>,
  taken: Taken,
): Promise<QueryEngine> {
  const engine = await openEngine({
    time: 'event',
    lateMs: 0,
    idleMs: Number.POSITIVE_INFINITY,
    ...taken.options,
    ...options,
  })
  onTestFinished(() => engine.stop())
  return engine
}

function at(seconds: number): string {
  return new Date(BASE + seconds * 1000).toISOString()
}

describe('tumbling windows', () => {
  it('close when the watermark passes their end, each with its own rows', async () => {
    const taken = new Taken()
    const sql = `SELECT log_type, count(*) AS events, count(DISTINCT ip_address) AS ips, avg(response_size) AS size
      FROM logs WHERE log_type IS NOT NULL GROUP BY log_type ORDER BY log_type`
    const engine = await engineOf({ program: oneQuery(sql, { kind: 'tumbling', sizeMs: 60_000 }) }, taken)
    await engine.open(['a'])
    await engine.push(
      blockOf('a', [
        { place: 1, timestamp: at(1), log_type: 'nginx_access', ip_address: '1', response_size: 10 },
        { place: 2, timestamp: at(2), log_type: 'nginx_access', ip_address: '1', response_size: 20 },
        { place: 3, timestamp: at(59), log_type: 'application' },
        { place: 4, timestamp: at(59.999), log_type: 'nginx_access', ip_address: '2', response_size: 30 },
      ]),
    )
    expect(taken.rows).toEqual([])
    await engine.push(
      blockOf('a', [{ place: 5, timestamp: at(60), log_type: 'nginx_access', ip_address: '3' }]),
    )
    const first = { window_start: at(0), window_end: at(60) }
    expect(taken.rows).toEqual([
      { ...first, log_type: 'application', events: 1, ips: 0, size: null },
      { ...first, log_type: 'nginx_access', events: 3, ips: 2, size: 20 },
    ])
    await engine.end()
    expect(taken.rows[2]).toEqual({
      window_start: at(60),
      window_end: at(120),
      log_type: 'nginx_access',
      events: 1,
      ips: 1,
      size: null,
    })
    expect(new Set(taken.ids).size).toBe(3)
    expect(engine.counts()).toMatchObject({ rows: 5, late: 0, windows: 2, watermark: BASE + 60_000 })
  })
})
