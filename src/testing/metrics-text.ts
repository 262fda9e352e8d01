import type { StreamEvent } from '../reader/event.ts'
import { newTotals } from '../reader/totals.ts'
import { Collector } from '../serve/collect/collector.ts'
import { Metrics } from '../serve/metrics.ts'
import type { ShardSnapshot } from '../stats/snapshot.ts'
import { type Observed, Statistics } from '../stats/statistics.ts'

const MOVES = { up: 3, down: 1 }
export const SHARD: ShardSnapshot = {
  queueSize: 7,
  sent: 70,
  throttled: 2,
  careful: false,
  batchSize: 350,
  lingerMs: 25,
  requests: 4,
  pace: 0.75,
  moves: { batchSize: MOVES, linger: MOVES, requests: MOVES, pace: MOVES },
  missed: { latency: 5, errors: 1 },
}

export const OBSERVED: Observed = {
  queueSize: 7,
  queueBytes: 900,
  requestsInFlight: 2,
  lagBytes: 4096,
  lagSeconds: 1.5,
  batchSize: 350,
  lingerMs: 25,
  concurrency: 4,
  shards: { 'shardId-000000000000': SHARD, 'shardId-000000000001': SHARD },
}

/** Statistics in which every figure is something other than 0. */
export function busyStatistics(files: readonly string[] = ['/var/log/a.log', '/var/log/b.log']): Statistics {
  const statistics = new Statistics(() => OBSERVED)
  const { counters, ledger } = statistics
  for (const [i, name] of files.entries()) {
    const file = ledger.file(name)
    ledger.carry(name, { sent: 5, dead: 1, filtered: 1 })
    ledger.read(file, 100 + i)
    ledger.settle(file, 'delivered', 80)
    ledger.settle(file, 'dead', 3)
    ledger.settle(file, 'filtered', 2)
  }
  Object.assign(counters, {
    parsed: 160,
    rejected: 6,
    requests: 12,
    failedRequests: 1,
    retries: 9,
    possibleDoubles: 4,
    throttles: 3,
    refused: 2,
    sentBytes: 54_321,
    orderRisks: 1,
    destroyedBytes: 11,
  })
  counters.logTypes.set('nginx', 100).set('unparsed', 60)
  counters.rejectReasons.set('bad_timestamp', 4).set('binary', 2)
  for (const [value, times] of [
    [3, 50],
    [48, 20],
    [1200, 4],
    [70_000, 1],
  ] as const)
    counters.latency.record(value, times)
  return statistics
}

/** A process that ships files and reads them back, and knows everything: `/metrics` has every metric that there is. */
export function busyCollector(statistics: Statistics): Collector {
  const facts = { stream: 'logs', region: 'us-east-1', host: 'web-1', version: '1.2.3' } as const
  const collector = new Collector({ mode: 'demo', ...facts })
  collector.begin({
    statistics,
    lag: () => [{ path: '/var/log/a.log', bytes: 4096, seconds: 1.5 }],
    lanes: () =>
      Object.keys(OBSERVED.shards).map((name) => ({
        name,
        span: `${'0'.repeat(32)}-${'f'.repeat(32)}`,
        entries: 7,
        careful: false,
        sent: 70,
        throttled: 2,
        strayed: 0,
        used: { records: 500, bytes: 1000 },
      })),
    specOf: (_, type) => ({ type }),
    deadLetterFile: '/dead-letters',
  })
  collector.beginReading({ ...newTotals(), shards: 2, records: 9, bytes: 900, events: 18, given: 18 })
  const event: StreamEvent = {
    data: Buffer.from('{"log_type":"nginx","host":"web-1","event_id":"a"}'),
    shardId: 'shardId-000000000000',
    sequenceNumber: '1',
    partitionKey: 'k',
    arrivedAt: Date.now(),
    subSequence: 0,
  }
  collector.readBack([event])
  collector.answered('shardId-000000000000', 250)
  collector.look()
  return collector
}

export function busyMetrics(): string {
  return new Metrics(busyCollector(busyStatistics()), () => true).text()
}
