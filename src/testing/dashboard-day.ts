import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { createEngine } from '../format/create-engine.ts'
import { Collector } from '../serve/collect/collector.ts'
import { Live } from '../serve/live.ts'
import { NO_ALERTS } from '../serve/ports.ts'
import { Statistics } from '../stats/statistics.ts'

/** How a day is driven through the dashboard, faster than it goes by. */
export interface Day {
  readonly hours: number
  /** Lines of each second that is driven. */
  readonly linesPerSecond: number
  /** Of each minute so many seconds are driven, 60 for all; the clock goes over the others. */
  readonly secondsPerMinute: number
  /** Told after each simulated hour what is in use after a collection, in bytes. */
  readonly onHour?: (hour: number, bytes: number) => void
}

export interface DayReport {
  /** In use after each hour, in bytes: heap and buffers. */
  readonly hours: readonly number[]
  readonly records: number
  /** Bytes of events that the open page took. */
  readonly pageBytes: number
}

const FILES = 4
/** Different chunks that come in turns, so that values repeat and change as they do in logs. */
const CHUNKS = 40

/** Drives logs of several files through a Collector with an open page, by a clock of its own. */
export async function dashboardDay(day: Day): Promise<DayReport> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let now = Date.UTC(2026, 0, 15)
  const waiting: (() => void)[] = []
  const collector = new Collector(
    { mode: 'stream', stream: 'logs', region: 'us-east-1', host: 'here', version: '1' },
    { clock: () => now, later: (run) => waiting.push(run) },
  )
  const statistics = new Statistics(() => OBSERVED)
  collector.begin({
    statistics,
    lag: () => [],
    lanes: () => [],
    specOf: (_, type) => ({ type }),
    deadLetterFile: '/dead',
  })
  const live = new Live(collector, NO_ALERTS)
  const page = openPage(live)
  const engine = createEngine({ type: 'nginx' }, { host: 'here', keyField: null, maxRecordBytes: 1024 ** 2 })
  const chunks = Array.from({ length: CHUNKS }, (_, i) => Buffer.from(chunkText(i, day.linesPerSecond)))
  const hours: number[] = []
  let records = 0
  let turn = 0
  for (let hour = 0; hour < day.hours; hour++) {
    for (let minute = 0; minute < 60; minute++) {
      const began = now
      for (let second = 0; second < day.secondsPerMinute; second++) {
        const bytes = chunks[turn % CHUNKS]!
        const block = engine.parse({ bytes, offset: 0, readAt: now, generation: '0'.repeat(16) })
        const name = `/var/log/${turn++ % FILES}.log`
        const file = { id: 1, path: name, name, generation: '0'.repeat(16), input: 0 }
        collector.tap({
          chunk: { file, offset: 0, bytes, readAt: now, writtenAt: now },
          block,
          logTypes: engine.logTypes,
          type: 'nginx',
        })
        const account = statistics.ledger.file(name)
        statistics.ledger.read(account, block.lines)
        statistics.ledger.settle(account, 'delivered', block.records)
        statistics.ledger.settle(account, 'dead', block.rejects)
        statistics.counters.latency.record(20 + (turn % 30), block.records)
        records += block.records
        while (waiting.length > 0) waiting.shift()!()
        now += 1000
        collector.look()
        // The page reads, and failures are explained, in turns of their own.
        if (second % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
      }
      now = began + 60_000
    }
    // Buffers go with what held them, a turn later.
    for (let turns = 0; turns < 2; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
      collect()
    }
    const { heapUsed, external } = process.memoryUsage()
    hours.push(heapUsed + external)
    day.onHour?.(hour + 1, heapUsed + external)
  }
  live.close()
  return { hours, records, pageBytes: await page }
}

/** A page that reads everything that it is sent. @returns bytes, when it is over */
async function openPage(live: Live): Promise<number> {
  let bytes = 0
  for await (const part of live.watch({ lastEventId: undefined, filter: () => true, tail: true }))
    bytes += part.length
  return bytes
}

function chunkText(chunk: number, lines: number): string {
  return Array.from({ length: lines }, (_, i) => lineText(chunk * lines + i)).join('')
}

/** Every 200th line is none of the format; paths and addresses are many. */
function lineText(i: number): string {
  if (i % 200 === 7) return `segment ${i} of something else\n`
  const address = `203.0.${(i * 7) % 256}.${(i * 13) % 256}`
  return `${address} - - [15/Jan/2026:10:30:45 +0000] "GET /item/${(i * 31) % 5000}?q=${i} HTTP/1.1" ${i % 50 === 0 ? 500 : 200} ${i % 9000} "-" "Mozilla/5.0 (X11; Linux x86_64) test/${i % 300}"\n`
}

const OBSERVED = {
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
