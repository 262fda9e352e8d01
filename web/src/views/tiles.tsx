import type { VNode } from 'preact'
import type { Now, ReasonCode } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { bytes, count, milliseconds, percent, rate, seconds } from '../numbers.ts'
import { Tile } from '../parts/tile.tsx'
import type { Points } from '../series.ts'
import { useStore } from '../store.ts'

interface Props {
  readonly now: Now
  readonly points: Points | undefined
}

/** The figures of the first screen. */
export function Tiles({ now, points }: Props): VNode {
  const { text } = useStore(spoken)
  const { tiles, hints } = text
  const { rates, statistics, reading } = now
  const { latency_ms: latency } = rates
  const trend = points?.columns
  const level = (...codes: ReasonCode[]): 'ok' | 'warn' | 'bad' =>
    now.verdict.reasons.find(({ code }) => codes.includes(code))?.level ?? 'ok'
  const reads = now.mode === 'read'
  return (
    <dl class="tiles">
      {!reads && (
        <Tile
          name={tiles.lines}
          figure="lines_per_second"
          value={rate(rates.lines_per_second)}
          hint={hints.lines(count(statistics?.lines_processed ?? null))}
          trend={trend?.lines_per_second}
        />
      )}
      <Tile
        name={reads ? tiles.recordsRead : tiles.records}
        figure="records_per_second"
        value={rate(rates.records_per_second)}
        hint={
          reads
            ? hints.given(count(reading?.given ?? null))
            : hints.records(count(statistics?.records_sent ?? null))
        }
        level={level('not_sending')}
        trend={trend?.records_per_second}
      />
      <Tile
        name={tiles.success}
        figure="parse_success"
        value={percent(rates.parse_success)}
        hint={statistics === null ? '' : hints.unparsed(count(unparsed(statistics.reject_reasons)))}
        level={level('parse_failures')}
      />
      <Tile
        name={reads ? tiles.latencyRead : tiles.latency}
        figure="latency_p95"
        value={milliseconds(latency?.p95 ?? null)}
        hint={hints.latency(milliseconds(latency?.p50 ?? null), milliseconds(latency?.p99 ?? null))}
        trend={trend?.latency_p95_ms}
      />
      <Tile
        name={tiles.errors}
        figure="errors_per_second"
        value={rate(rates.errors_per_second)}
        hint={statistics === null ? '' : hints.errors(count(statistics.errors))}
        level={level('requests_failing', 'refused', 'damaged')}
        trend={trend?.errors_per_second}
      />
      {statistics !== null && (
        <>
          <Tile
            name={tiles.lag}
            figure="lag_seconds"
            value={seconds(statistics.lag_seconds)}
            hint={hints.lag(bytes(statistics.lag_bytes))}
            level={level('behind', 'destroyed')}
            trend={trend?.lag_seconds}
          />
          <Tile
            name={tiles.queue}
            figure="queue_size"
            value={count(statistics.queue_size)}
            hint={hints.queue(bytes(statistics.queue_bytes), count(statistics.requests_in_flight))}
            level={level('throttled')}
            trend={trend?.queue_size}
          />
          <Tile
            name={tiles.deadLetters}
            figure="dead_letters"
            value={count(statistics.dead_letters)}
            hint={hints.deadLetters(count(statistics.retries))}
          />
        </>
      )}
      {reading !== null && (
        <Tile
          name={tiles.behind}
          figure="behind_ms"
          value={milliseconds(reading.behind_ms)}
          hint={hints.duplicates(count(reading.duplicates))}
        />
      )}
      <Tile
        name={tiles.bytes}
        figure="bytes_per_second"
        value={`${bytes(rates.bytes_per_second)}/s`}
        trend={trend?.bytes_per_second}
      />
    </dl>
  )
}

function unparsed(reasons: Readonly<Record<string, number>>): number {
  return Object.values(reasons).reduce((sum, lines) => sum + lines, 0)
}
