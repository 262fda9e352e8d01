import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { busyStatistics, OBSERVED, SHARD } from '../testing/metrics-text.ts'
import { type ReadMetric, readExposition } from '../testing/read-exposition.ts'
import { Exposition, LATENCY_BOUNDS_MS } from './exposition.ts'
import { MOST_FILES, type PipelineFacts, PipelineMetrics } from './prometheus.ts'
import { Statistics } from './statistics.ts'

const FACTS: PipelineFacts = {
  lag: new Map(),
  heat: new Map(),
  reasons: ['bad_timestamp', 'binary', 'too_long'],
}

function read(metrics: PipelineMetrics, statistics: Statistics, facts = FACTS): Map<string, ReadMetric> {
  const to = new Exposition()
  metrics.write(to, statistics, facts)
  return readExposition(to.toString())
}

/** The value of the series with exactly these labels; by `name` as it stands in the text. */
function seriesOf(all: Map<string, ReadMetric>, name: string, labels: Record<string, string> = {}): number {
  const family = all.get(name) ?? all.get(name.replace(/_(?:bucket|sum|count)$/, ''))
  const found = family?.samples.filter(
    (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels),
  )
  expect(found, `${name} ${JSON.stringify(labels)}`).toHaveLength(1)
  return found![0]!.value
}

describe('metrics of a pipeline', () => {
  it('are the numbers of the statistics at that instant', () => {
    const statistics = busyStatistics()
    const snapshot = statistics.snapshot()
    const lag = new Map([['/var/log/a.log', { bytes: 4096, seconds: 1.5 }]])
    const all = read(new PipelineMetrics(), statistics, {
      ...FACTS,
      lag,
      heat: new Map([['shardId-000000000000', 0.5]]),
    })
    const { ledger, lifetime } = snapshot
    const expected: readonly [string, number][] = [
      ['kinetail_lines_read_total', snapshot.linesProcessed],
      ['kinetail_lines_in_flight', ledger.inFlight],
      ['kinetail_lifetime_lines_read', lifetime.read],
      ['kinetail_records_sent_total', snapshot.recordsSent],
      ['kinetail_errors_total', snapshot.errors],
      ['kinetail_parse_success_ratio', snapshot.parseSuccess!],
      ['kinetail_requests_total', snapshot.requests],
      ['kinetail_requests_failed_total', snapshot.failedRequests],
      ['kinetail_retries_total', snapshot.retries],
      ['kinetail_throttles_total', snapshot.throttles],
      ['kinetail_possible_doubles_total', snapshot.possibleDoubles],
      ['kinetail_order_risks_total', snapshot.orderRisks],
      ['kinetail_destroyed_bytes_total', snapshot.destroyedBytes],
      ['kinetail_sent_bytes_total', snapshot.sentBytes],
      ['kinetail_queue_size', snapshot.queueSize],
      ['kinetail_queue_bytes', snapshot.queueBytes],
      ['kinetail_requests_in_flight', snapshot.requestsInFlight],
      ['kinetail_lag_bytes', snapshot.lagBytes],
      ['kinetail_lag_seconds', snapshot.lagSeconds],
      ['kinetail_batch_size_limit', snapshot.batchSize],
      ['kinetail_linger_seconds', snapshot.lingerMs / 1000],
      ['kinetail_requests_limit', snapshot.concurrency],
      ['kinetail_shards', 2],
      ['kinetail_files', 2],
    ]
    for (const [name, value] of expected) expect([name, seriesOf(all, name)]).toEqual([name, value])
    expect(expected.filter(([, value]) => value === 0)).toEqual([])
    for (const [outcome, of] of [
      ['sent', 'sent'],
      ['dead_lettered', 'dead'],
      ['filtered', 'filtered'],
    ] as const) {
      expect(seriesOf(all, 'kinetail_lines_settled_total', { outcome })).toBe(ledger[of])
      expect(seriesOf(all, 'kinetail_lifetime_lines_settled', { outcome })).toBe(lifetime[of])
      for (const [file, account] of Object.entries(snapshot.files))
        expect(seriesOf(all, 'kinetail_file_lines_settled_total', { file, outcome })).toBe(account[of])
    }
    for (const [file, account] of Object.entries(snapshot.files)) {
      expect(seriesOf(all, 'kinetail_file_lines_read_total', { file })).toBe(account.read)
      expect(seriesOf(all, 'kinetail_file_lines_in_flight', { file })).toBe(account.inFlight)
      expect(seriesOf(all, 'kinetail_file_lag_bytes', { file })).toBe(lag.get(file)?.bytes ?? 0)
    }
    for (const reason of FACTS.reasons)
      expect(seriesOf(all, 'kinetail_lines_rejected_total', { reason })).toBe(
        snapshot.rejectReasons[reason] ?? 0,
      )
    for (const [log_type, count] of Object.entries(snapshot.logTypes))
      expect(seriesOf(all, 'kinetail_log_type_records_sent_total', { log_type })).toBe(count)
  })

  it('tell of each shard what it does and what adaptive batching decided', () => {
    const all = read(new PipelineMetrics(), busyStatistics(), {
      ...FACTS,
      heat: new Map([['shardId-000000000001', 0.5]]),
    })
    for (const shard of Object.keys(OBSERVED.shards)) {
      expect(seriesOf(all, 'kinetail_shard_queue_size', { shard })).toBe(SHARD.queueSize)
      expect(seriesOf(all, 'kinetail_shard_records_sent_total', { shard })).toBe(SHARD.sent)
      expect(seriesOf(all, 'kinetail_shard_throttles_total', { shard })).toBe(SHARD.throttled)
      expect(seriesOf(all, 'kinetail_shard_pace_ratio', { shard })).toBe(SHARD.pace)
      expect(seriesOf(all, 'kinetail_shard_linger_seconds', { shard })).toBe(0.025)
      for (const figure of ['batch_size', 'linger', 'requests', 'pace']) {
        expect(seriesOf(all, 'kinetail_adaptive_moves_total', { shard, figure, direction: 'up' })).toBe(3)
        expect(seriesOf(all, 'kinetail_adaptive_moves_total', { shard, figure, direction: 'down' })).toBe(1)
      }
      expect(seriesOf(all, 'kinetail_adaptive_missed_goals_total', { shard, goal: 'latency' })).toBe(5)
    }
    expect(all.get('kinetail_shard_heat_ratio')!.samples).toHaveLength(1)
  })

  it('have the latency as a histogram in seconds, of as many lines and as much time as were counted', () => {
    const statistics = busyStatistics()
    const all = read(new PipelineMetrics(), statistics)
    const name = 'kinetail_delivery_latency_seconds'
    const bucket = (le: string): number => seriesOf(all, `${name}_bucket`, { le })
    expect(all.get(name)!.type).toBe('histogram')
    expect([
      bucket('0.005'),
      bucket('0.05'),
      bucket('1'),
      bucket('2.5'),
      bucket('60'),
      bucket('300'),
    ]).toEqual([50, 70, 70, 74, 74, 75])
    expect(bucket('+Inf')).toBe(statistics.counters.latency.count)
    expect(seriesOf(all, `${name}_count`)).toBe(75)
    expect(seriesOf(all, `${name}_sum`)).toBe((3 * 50 + 48 * 20 + 1200 * 4 + 70_000) / 1000)
    expect(all.get(name)!.samples).toHaveLength(LATENCY_BOUNDS_MS.length + 3)
  })

  it('never have a counter that goes back, and always add up, whatever happens to however many files', () => {
    const deed = fc.record({
      file: fc.integer({ min: 0, max: MOST_FILES + 60 }),
      read: fc.nat(50),
      sent: fc.nat(50),
      dead: fc.nat(5),
      latency: fc.nat(100_000),
    })
    fc.assert(
      fc.property(fc.array(fc.array(deed, { maxLength: 80 }), { minLength: 2, maxLength: 5 }), (rounds) => {
        const statistics = new Statistics(() => OBSERVED)
        const metrics = new PipelineMetrics()
        const before = new Map<string, number>()
        for (const deeds of rounds) {
          for (const { file, read: came, sent, dead, latency } of deeds) {
            const account = statistics.ledger.file(`/var/log/${file}.log`)
            statistics.ledger.read(account, came + sent + dead)
            statistics.ledger.settle(account, 'delivered', sent)
            statistics.ledger.settle(account, 'dead', dead)
            statistics.counters.latency.record(latency, sent)
          }
          const all = read(metrics, statistics)
          let ofFiles = 0
          for (const { type, samples } of all.values())
            for (const { name, labels, value } of samples) {
              if (name === 'kinetail_file_lines_read_total') ofFiles += value
              if (type === 'gauge') continue
              const key = `${name} ${JSON.stringify(labels)}`
              expect(value, key).toBeGreaterThanOrEqual(before.get(key) ?? 0)
              before.set(key, value)
            }
          expect(ofFiles).toBe(statistics.ledger.total.read)
          expect(all.get('kinetail_file_lines_read_total')?.samples.length ?? 0).toBeLessThanOrEqual(
            MOST_FILES + 1,
          )
        }
      }),
      { numRuns: 10 },
    )
  })

  it('keep names of files as they are, whatever is in them', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { minLength: 1, maxLength: 5 }),
        (names) => {
          const files = [...names, 'a\\b', 'a"b', 'a\nb', 'a\rb', 'a\u2028b', '",le="1"} 7\nfake 1'].filter(
            (name) => name !== '__proto__',
          )
          const all = read(new PipelineMetrics(), busyStatistics(files))
          const told = all.get('kinetail_file_lines_read_total')!.samples.map(({ labels }) => labels['file'])
          expect(new Set(told)).toEqual(new Set(files))
        },
      ),
      { numRuns: 30 },
    )
  })
})
