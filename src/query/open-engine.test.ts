import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../test/support/folder.ts'
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

describe('rows of many times', () => {
  it('are all counted, though there are more panes than tables', async () => {
    const taken = new Taken()
    const program = oneQuery('SELECT count(*) AS n FROM logs', { kind: 'tumbling', sizeMs: 60_000 })
    const engine = await engineOf({ program, lateMs: 1e12 }, taken)
    // Backwards, so that the last come into the table that all share.
    const rows = Array.from({ length: 540 }, (_, i) => ({ place: i + 1, timestamp: at((i - 540) * -3_600) }))
    await engine.push(blockOf('a', rows))
    await engine.end()
    expect(taken.rows).toEqual(
      rows.map((_, i) => ({ window_start: at((i + 1) * 3_600), window_end: at((i + 1) * 3_600 + 60), n: 1 })),
    )
  })
})

describe('ids', () => {
  it('tell groups apart, and rows of grouping sets and of the same text', async () => {
    const ids = async (sql: string): Promise<string[]> => {
      const taken = new Taken()
      const engine = await engineOf({ program: oneQuery(sql, { kind: 'tumbling', sizeMs: 60_000 }) }, taken)
      const types = ['x', 'y', undefined]
      await engine.push(
        blockOf(
          'a',
          types.map((type, i) => ({ place: i + 1, timestamp: at(1), log_type: type, path: '/' })),
        ),
      )
      await engine.end()
      return taken.ids
    }
    const sqls = [
      'SELECT count(*) FROM logs GROUP BY log_type',
      'SELECT log_type, count(*) FROM logs GROUP BY ROLLUP (log_type)',
      'SELECT path FROM logs',
      'SELECT path FROM logs UNION ALL SELECT path FROM logs',
      'SELECT lower(log_type) AS t, count(*) FROM logs GROUP BY ALL',
      'SELECT count(*) FROM logs GROUP BY 1 = 1, log_type ORDER BY log_type',
    ]
    for (const sql of sqls) {
      const first = await ids(sql)
      expect(new Set(first).size).toBe(first.length)
      expect((await ids(sql)).sort()).toEqual(first.sort())
    }
  })
})

describe('what is late', () => {
  const program = oneQuery('SELECT count(*) AS n FROM logs', { kind: 'tumbling', sizeMs: 10_000 })
  const record = (place: number, seconds: number): Parameters<typeof blockOf>[1][number] => ({
    place,
    timestamp: at(seconds),
    host: 'h',
    event_id: `0123456789abcdef:${place}`,
  })

  it('is counted and told, with the window that it missed', async () => {
    const taken = new Taken()
    const engine = await engineOf({ program, lateMs: 2_000 }, taken)
    await engine.push(blockOf('a', [record(1, 1), record(2, 11)]))
    // In time: the window waits for two seconds.
    await engine.push(blockOf('a', [record(3, 2), record(4, 12)]))
    await engine.push(blockOf('a', [record(5, 3), record(6, 13), record(6, 13)]))
    expect(taken.rows).toEqual([{ window_start: at(0), window_end: at(10), n: 2 }])
    expect(taken.late).toEqual([
      {
        query: 'query',
        record: JSON.stringify({ timestamp: at(3), host: 'h', event_id: '0123456789abcdef:5' }),
        rowtime: BASE + 3_000,
        missed: [{ start: BASE, end: BASE + 10_000, corrected: false }],
        shardId: 'a',
        sequenceNumber: '5',
      },
    ])
    expect(engine.counts()).toMatchObject({ rows: 7, duplicates: 1, late: 1, windows: 1, corrections: 0 })
  })

  it('corrects the window while that is wanted: same id, next revision', async () => {
    const taken = new Taken()
    let now = BASE + 100_000
    const clock = (): number => {
      now += 5_000
      return now
    }
    const engine = await engineOf({ program, correctMs: 30_000, now: clock }, taken)
    await engine.push(blockOf('a', [record(1, 1), record(2, 11)]))
    await engine.push(blockOf('a', [record(3, 2)]))
    await engine.push(blockOf('a', [record(4, 3), record(5, 39)]))
    await engine.push(blockOf('a', [record(6, 41)]))
    // Too late even for that.
    await engine.push(blockOf('a', [record(7, 4)]))
    const first = taken.batches.filter(({ window }) => window!.start === BASE)
    expect(first.map(({ revision, rows }) => [revision, rows[0]!.values[2]])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ])
    expect(new Set(first.map(({ rows }) => rows[0]!.id)).size).toBe(1)
    expect(engine.counts()).toMatchObject({ late: 3, corrections: 2 })
  })
})

describe('time', () => {
  it('of arrival is that of the stream, whatever the records say', async () => {
    const taken = new Taken()
    const program = oneQuery('SELECT count(*) AS n FROM logs', { kind: 'tumbling', sizeMs: 10_000 })
    const engine = await engineOf({ program, time: 'arrival' }, taken)
    await engine.push(
      blockOf('a', [
        { place: 1, arrivedAt: BASE, timestamp: at(500) },
        { place: 2, arrivedAt: BASE + 9_999, timestamp: at(-500) },
        { place: 3, arrivedAt: BASE + 10_000 },
      ]),
    )
    expect(taken.rows).toEqual([{ window_start: at(0), window_end: at(10), n: 2 }])
  })

  it('of processing is the clock: windows close with it, and nothing is late', async () => {
    const taken = new Taken()
    let now = BASE + 1
    const program = oneQuery('SELECT count(*) AS n FROM logs', { kind: 'tumbling', sizeMs: 10_000 })
    const engine = await engineOf({ program, time: 'processing', now: () => now }, taken)
    await engine.push(blockOf('a', [{ place: 1, timestamp: at(-9_000) }]))
    now = BASE + 9_000
    await engine.push(blockOf('b', [{ place: 1, timestamp: at(9_000) }]))
    await engine.tick()
    expect(taken.rows).toEqual([])
    now = BASE + 10_000
    await engine.tick()
    expect(taken.rows).toEqual([{ window_start: at(0), window_end: at(10), n: 2 }])
    expect(engine.counts().late).toBe(0)
  })

  it('of a record that has none is that of its arrival, which is counted', async () => {
    const taken = new Taken()
    const program = oneQuery('SELECT rowtime, timestamp FROM logs', { kind: 'none' })
    const engine = await engineOf({ program }, taken)
    await engine.push({
      ...blockOf('a', [{ place: 1, arrivedAt: BASE, timestamp: 'yesterday' }]),
    })
    expect(taken.rows).toEqual([{ rowtime: at(0), timestamp: null }])
    expect(engine.counts()).toMatchObject({ untimed: 1 })
  })
})

describe('columns', () => {
  it('have the types of the view logs; what does not fit is NULL, what has no column is in record', async () => {
    const taken = new Taken()
    const sql = `SELECT timestamp, status_code, response_size, user_id, message, record->>'request_time' AS time, shard_id, sequence_number FROM logs`
    const engine = await engineOf({ program: oneQuery(sql, { kind: 'none' }) }, taken)
    const data = [
      {
        timestamp: '2024-01-15T19:00:00.123456+09:00',
        status_code: 200,
        response_size: 5_000_000_000,
        user_id: 7,
        message: 'a\u0000한',
        request_time: 0.25,
      },
      { timestamp: 1705312800, status_code: 'none', response_size: 1.5, user_id: ['x'], message: null },
    ]
    await engine.push(
      blockOf(
        's',
        data.map((record, i) => ({ place: i + 1, ...record })),
      ),
    )
    expect(taken.rows).toEqual([
      {
        timestamp: '2024-01-15T10:00:00.123456Z',
        status_code: 200,
        response_size: 5_000_000_000,
        user_id: '7',
        message: 'a\u0000한',
        time: '0.25',
        shard_id: 's',
        sequence_number: '1',
      },
      {
        timestamp: at(0),
        status_code: null,
        response_size: null,
        user_id: '["x"]',
        message: null,
        time: null,
        shard_id: 's',
        sequence_number: '2',
      },
    ])
    expect(new Set(taken.ids).size).toBe(2)
  })

  it('leave out what is no JSON object, and count it', async () => {
    const taken = new Taken()
    const engine = await engineOf({ program: oneQuery('SELECT path FROM logs', { kind: 'none' }) }, taken)
    const rows = ['', 'x', '[1]', 'null', '{"path":"/"'].map((text, i) => ({
      data: Buffer.from(text),
      sequenceNumber: String(i + 1),
      subSequence: 0,
      arrivedAt: BASE,
    }))
    await engine.push({ shardId: 'a', rows })
    expect(taken.rows).toEqual([])
    expect(engine.counts()).toMatchObject({ rows: 5, unreadable: 5 })
  })

  it('of values that a query cannot use fail with the fix', async () => {
    const taken = new Taken()
    const sql = 'SELECT user_id::INTEGER AS id FROM logs'
    const engine = await engineOf({ program: oneQuery(sql, { kind: 'none' }) }, taken)
    await expect(engine.push(blockOf('a', [{ place: 1, timestamp: at(0), user_id: 'kim' }]))).rejects.toThrow(
      /Could not convert string 'kim' to INT32.*TRY_CAST/,
    )
  })
})

describe('a running table', () => {
  it('is drawn as often as it is asked for', async () => {
    const taken = new Taken()
    const sql = 'SELECT log_type, count(*) AS n FROM logs GROUP BY log_type ORDER BY n DESC'
    const engine = await engineOf({ program: oneQuery(sql, { kind: 'running' }) }, taken)
    expect(await engine.draw()).toEqual([])
    await engine.push(
      blockOf('a', [
        { place: 1, log_type: 'x' },
        { place: 2, log_type: 'y' },
      ]),
    )
    await engine.push(blockOf('a', [{ place: 3, log_type: 'y' }]))
    const [drawn] = await engine.draw()
    expect(drawn!.rows.map(({ values }) => values)).toEqual([
      ['y', 2],
      ['x', 1],
    ])
    await engine.end()
    expect(taken.rows).toEqual([])
  })
})

describe('the checkpoint', () => {
  const tumbling = { kind: 'tumbling', sizeMs: 10_000 } as const

  it('hands out again what was not acknowledged, with the same id and numbers', async () => {
    const state = temporaryFolder()
    const program = oneQuery('SELECT count(*) AS n FROM logs', tumbling)
    const refused = new Taken()
    const failing = await openEngine({
      program,
      time: 'event',
      lateMs: 0,
      idleMs: 1_000,
      state,
      deliver: async (batch) => {
        refused.batches.push(batch)
        throw new Error('the sink is gone')
      },
    })
    const rows = [1, 2, 11].map((seconds, i) => ({ place: i + 1, timestamp: at(seconds) }))
    await expect(failing.push(blockOf('a', rows))).rejects.toThrow(/^the sink is gone$/)
    await failing.stop()
    const taken = new Taken()
    const engine = await engineOf({ program, state }, taken)
    expect([...engine.resume]).toEqual([['a', '3']])
    await engine.tick()
    expect(taken.batches).toEqual(refused.batches)
    // What is read again is skipped, what is open goes on.
    await engine.push(blockOf('a', [...rows, { place: 4, timestamp: at(12) }]))
    await engine.end()
    expect(taken.rows[1]).toMatchObject({ window_start: at(10), n: 2 })
  })

  it('belongs to its query, to its owner, and to one process', async () => {
    const state = temporaryFolder()
    const options = { time: 'event', lateMs: 0, idleMs: 1_000, state, ...new Taken().options } as const
    const program = oneQuery('SELECT count(*) AS n FROM logs', tumbling)
    const engine = await openEngine({ ...options, program })
    await expect(openEngine({ ...options, program })).rejects.toMatchObject({ code: 'locked' })
    expect(statSync(join(state, 'database')).mode & 0o077).toBe(0)
    await engine.stop()
    const other = oneQuery('SELECT count(*) AS n, 1 AS x FROM logs', tumbling)
    await expect(openEngine({ ...options, program: other })).rejects.toMatchObject({ code: 'checkpoint' })
  })

  it('that is damaged is named', async () => {
    const state = temporaryFolder()
    mkdirSync(join(state, 'database'))
    writeFileSync(join(state, 'database', 'query.duckdb'), 'x'.repeat(10_000))
    const program = oneQuery('SELECT count(*) AS n FROM logs', tumbling)
    const opening = openEngine({
      program,
      time: 'event',
      lateMs: 0,
      idleMs: 1_000,
      state,
      ...new Taken().options,
    })
    await expect(opening).rejects.toMatchObject({ code: 'checkpoint' })
    await expect(opening).rejects.toThrow(/query\.duckdb.*Move it away/s)
  })
})
