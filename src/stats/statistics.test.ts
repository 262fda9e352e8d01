import { PassThrough } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { setLanguage } from '../messages/messages.ts'
import { statisticsBlock } from './block.ts'
import { fitColumns } from './display-width.ts'
import { statisticsJson } from './json.ts'
import { type PrinterOutput, printerMode, StatisticsPrinter } from './printer.ts'
import type { ShardSnapshot, StatisticsSnapshot } from './snapshot.ts'
import { Statistics } from './statistics.ts'

afterEach(() => setLanguage('en'))

const OBSERVED = {
  queueSize: 15,
  queueBytes: 4000,
  requestsInFlight: 2,
  lagBytes: 2048,
  lagSeconds: 1.5,
  batchSize: 500,
  lingerMs: 50,
  concurrency: 16,
  shards: {},
}

const STILL = { up: 0, down: 0 }
const SHARD: ShardSnapshot = {
  queueSize: 7,
  sent: 100,
  throttled: 3,
  careful: false,
  batchSize: 500,
  lingerMs: 20,
  requests: 1,
  pace: 1,
  moves: { batchSize: STILL, linger: STILL, requests: STILL, pace: STILL },
  missed: { latency: 0, errors: 0 },
}

/** The lab guide's example: 1,250 lines, 1,180 records, 12 errors, 25.3 lines and 23.8 records a second, 15 queued. */
function guideSnapshot(): StatisticsSnapshot {
  const statistics = new Statistics(() => OBSERVED)
  const file = statistics.ledger.file('/var/log/a.log')
  statistics.ledger.read(file, 1250)
  statistics.ledger.settle(file, 'delivered', 1180)
  statistics.ledger.settle(file, 'dead', 12)
  statistics.ledger.settle(file, 'filtered', 3)
  statistics.counters.parsed = 1235
  statistics.counters.rejected = 12
  statistics.counters.logTypes.set('apache_access', 1000).set('application', 180)
  statistics.counters.rejectReasons.set('bad_timestamp', 12)
  for (let i = 1; i <= 100; i++) statistics.counters.latency.record(Math.min(i, 60))
  return { ...statistics.snapshot(), linesPerSecond: 25.3, recordsPerSecond: 23.8 }
}

describe('the statistics block', () => {
  it('reads in Korean as in the lab guide', async () => {
    await setLanguage('ko')
    expect(statisticsBlock(guideSnapshot()).slice(0, 7)).toEqual([
      '=== 스트리밍 통계 ===',
      '처리된 라인: 1,250',
      '전송된 레코드: 1,180',
      '오류: 12',
      '처리율: 25.3 라인/초',
      '전송율: 23.8 레코드/초',
      '큐 크기: 15',
    ])
  })

  it('goes on with what the guide does not have', () => {
    expect(statisticsBlock(guideSnapshot())).toEqual([
      '=== Streaming statistics ===',
      'Lines processed: 1,250',
      'Records sent: 1,180',
      'Errors: 12',
      'Processing rate: 25.3 lines/s',
      'Sending rate: 23.8 records/s',
      'Queue size: 15',
      'Parse success: 99.03%',
      'Delivery latency: p50 50 ms, p95 60 ms, p99 60 ms',
      'Retries: 0',
      'Throttled: 0',
      'Dead letters: 12',
      'Lag: 2.0 KiB, 1.5 s',
      'Batch size: 500',
      'By log type: apache_access 1,000, application 180',
      'Did not parse: bad_timestamp 12',
      'Ledger: read 1,250 = sent 1,180 + dead-lettered 12 + filtered 3 + in flight 55',
    ])
  })

  it('shows overtaken records only when there are any, and never 100 % while a line is missing', () => {
    const snapshot = { ...guideSnapshot(), orderRisks: 2, parseSuccess: 0.999999 }
    expect(statisticsBlock(snapshot)).toContain('Overtaken within their key: 2')
    expect(statisticsBlock(snapshot)).toContain('Parse success: 99.99%')
    expect(statisticsBlock({ ...snapshot, parseSuccess: 1 })).toContain('Parse success: 100%')
  })

  it('shows what adaptive batching decided, over all shards, and nothing while it did not', () => {
    const still = { ...guideSnapshot(), shards: { a: SHARD, b: SHARD } }
    expect(statisticsBlock(still)).toEqual(statisticsBlock(guideSnapshot()))
    const moves = { ...SHARD.moves, batchSize: { up: 3, down: 2 }, pace: { up: 1, down: 4 } }
    const moved = { ...SHARD, batchSize: 350, moves, missed: { latency: 0, errors: 4 } }
    const block = statisticsBlock({ ...still, batchSize: 350, shards: { a: moved, b: moved, c: SHARD } })
    expect(block).toContain('Batch size: 350–500')
    expect(block).toContain('Adapted: batch size +6 −4, waiting +0 −0, requests at a time +0 −0, pace +2 −8')
    expect(block).toContain('Goal missed: latency 0 times, errors 8 times')
  })

  it('shows the account of each file, of many files the largest', () => {
    const one = { read: 1, sent: 1, dead: 0, filtered: 0, inFlight: 0 }
    const files = Object.fromEntries(
      Array.from({ length: 8 }, (_, i) => [`/log/${i}\u001b[2J`, { ...one, read: i }]),
    )
    const block = statisticsBlock({ ...guideSnapshot(), files })
    expect(block.at(-6)).toBe(
      '  /log/7\uFFFD[2J: read 7 = sent 1 + dead-lettered 0 + filtered 0 + in flight 0',
    )
    expect(block.at(-1)).toBe('  and 3 more files')
  })
})

describe('the JSON line', () => {
  it('has the ledger and stable keys in every language', async () => {
    const english = statisticsJson(guideSnapshot())
    await setLanguage('ko')
    const korean = statisticsJson(guideSnapshot())
    expect(Object.keys(JSON.parse(korean) as object)).toEqual(Object.keys(JSON.parse(english) as object))
    expect(JSON.parse(english)).toMatchObject({
      lines_processed: 1250,
      records_sent: 1180,
      latency_ms: { p50: 50, p95: 60, p99: 60, max: 60 },
      log_types: { apache_access: 1000, application: 180 },
      reject_reasons: { bad_timestamp: 12 },
      ledger: { read: 1250, sent: 1180, dead_lettered: 12, filtered: 3, in_flight: 55 },
      files: { '/var/log/a.log': { read: 1250, in_flight: 55 } },
    })
    expect(english).not.toContain('\n')
  })

  it('has each open shard with what is in use and every decision', () => {
    const json = statisticsJson({ ...guideSnapshot(), shards: { 'shardId-000000000000': SHARD } })
    expect(JSON.parse(json)).toMatchObject({
      shards: {
        'shardId-000000000000': {
          queue_size: 7,
          sent: 100,
          throttled: 3,
          one_of_a_key: false,
          batch_size: 500,
          linger_ms: 20,
          requests: 1,
          pace: 1,
          moves: { batch_size: STILL, linger_ms: STILL, requests: STILL, pace: STILL },
          missed: { latency: 0, errors: 0 },
        },
      },
    })
  })
})

describe('rates and latency', () => {
  it('are about the time since the mark', () => {
    const statistics = new Statistics(() => OBSERVED)
    const file = statistics.ledger.file('a')
    statistics.ledger.read(file, 500)
    statistics.counters.latency.record(9000)
    const mark = statistics.mark()
    expect(statistics.snapshot(mark)).toMatchObject({ linesPerSecond: 0, latency: null, linesProcessed: 500 })
    statistics.ledger.read(file, 100)
    statistics.counters.latency.record(10)
    const later = statistics.snapshot({ ...mark, at: mark.at - 10_000 })
    expect(later.linesPerSecond).toBeCloseTo(10, 0)
    expect(later.latency).toMatchObject({ p50: 10, p99: 10 })
    expect(statistics.snapshot().latency?.p99).toBe(9000)
  })
})

function output(terminal?: { columns: number; rows: number }): PrinterOutput & { written(): string } {
  const stream = new PassThrough()
  const parts: string[] = []
  stream.on('data', (part: Buffer) => parts.push(part.toString()))
  return Object.assign(stream, terminal ? { isTTY: true, ...terminal } : {}, {
    written: () => parts.join(''),
  })
}

/** What a terminal shows after the text: enough of one for what the printer writes. */
function screen(written: string): string[] {
  const rows: string[] = ['']
  let row = 0
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own commands
  for (const [part] of written.matchAll(/\u001b\[(\d*)([A-Z])|\n|[^\n\u001b]+/g)) {
    const command = /^.\[(\d*)([A-Z])$/.exec(part)
    if (part === '\n') rows[++row] ??= ''
    else if (command?.[2] === 'A') row -= Number(command[1])
    else if (command?.[2] === 'J') rows.length = row + 1
    else if (command?.[2] !== 'G') rows[row] = part
    if (command?.[2] === 'J') rows[row] = ''
  }
  return rows
}

describe('the printer', () => {
  it('prints plain blocks into a pipe and objects with --json', async () => {
    for (const json of [false, true]) {
      const statistics = new Statistics(() => OBSERVED)
      const out = output()
      const printer = new StatisticsPrinter(statistics, out, printerMode(out, json))
      printer.start(5)
      await expect
        .poll(() => out.written().split('Ledger').length + out.written().split('}\n').length)
        .toBeGreaterThan(4)
      printer.stop()
      expect(out.written()).not.toContain('\u001b')
      if (json)
        for (const line of out.written().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('ledger')
    }
  })

  it('redraws one block in place on a terminal, other output above it, and leaves the closing block', async () => {
    const statistics = new Statistics(() => OBSERVED)
    const out = output({ columns: 40, rows: 30 })
    const printer = new StatisticsPrinter(statistics, out, printerMode(out, false, { TERM: 'xterm' }))
    printer.start(5)
    statistics.ledger.read(statistics.ledger.file('a'), 7)
    await expect.poll(() => screen(out.written()).join('\n')).toContain('Lines processed: 7')
    printer.above(() => out.write('a warning\n'))
    statistics.ledger.read(statistics.ledger.file('a'), 1)
    await expect.poll(() => screen(out.written()).join('\n')).toContain('Lines processed: 8')
    const during = screen(out.written())
    expect(during[0]).toBe('a warning')
    expect(during.filter((row) => row.startsWith('==='))).toHaveLength(1)
    expect(Math.max(...during.map((row) => row.length))).toBeLessThanOrEqual(40)
    printer.stop()
    const after = screen(out.written())
    expect(after.filter((row) => row.startsWith('==='))).toHaveLength(1)
    expect(after.at(-2)).toBe('Ledger: read 8 = sent 0 + dead-lettered 0 + filtered 0 + in flight 8')
    expect(after.at(-1)).toBe('')
  })

  it('writes nothing more while nobody reads, so that nothing piles up, and the closing block all the same', async () => {
    const statistics = new Statistics(() => OBSERVED)
    const out = new PassThrough({ highWaterMark: 4096 })
    const printer = new StatisticsPrinter(statistics, out, 'json')
    let ticks = 0
    const mark = statistics.mark.bind(statistics)
    statistics.mark = () => {
      ticks++
      return mark()
    }
    printer.start(1)
    await expect.poll(() => ticks).toBeGreaterThan(100)
    // One block beyond what its buffer takes.
    expect(out.writableLength + out.readableLength).toBeLessThan(2 * 4096 + 2048)
    const file = statistics.ledger.file('a')
    statistics.ledger.read(file, 7)
    printer.stop()
    let text = ''
    out.on('data', (part: Buffer) => {
      text += part.toString()
    })
    await expect.poll(() => text).toContain('"lines_processed":7')
    expect(text.trim().split('\n').length).toBeLessThan(20)
  })

  it('does not redraw where the terminal cannot', () => {
    expect(printerMode(output({ columns: 80, rows: 24 }), false, { TERM: 'dumb' })).toBe('lines')
    expect(printerMode(output(), false, { TERM: 'xterm' })).toBe('lines')
  })
})

describe('the width of a line', () => {
  it('counts Hangul as two columns', () => {
    expect(fitColumns('처리된 라인: 1,250', 10)).toBe('처리된 라')
    expect(fitColumns('plain', 10)).toBe('plain')
    expect(fitColumns('e\u0301e\u0301e', 2)).toBe('e\u0301e\u0301')
  })
})
