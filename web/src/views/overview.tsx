import type { VNode } from 'preact'
import { spoken } from '../language.ts'
import { link } from '../link.ts'
import { now } from '../live.ts'
import { clock, count, milliseconds, rate, seconds } from '../numbers.ts'
import { Chart } from '../parts/chart.tsx'
import { shown } from '../parts/log-text.ts'
import { Empty, Loading } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { useSeries } from '../series.ts'
import { useStore } from '../store.ts'
import { Ledger } from './ledger.tsx'
import { Stages } from './stages.tsx'
import { Tiles } from './tiles.tsx'
import { Verdict } from './verdict.tsx'

/** The first screen: is everything arriving, how fast, what is wrong, where. */
export function OverviewView(): VNode {
  const { text } = useStore(spoken)
  const { range } = useStore(link)
  const latest = useStore(now)!
  const points = useSeries(range)
  const x = points?.seconds ?? []
  const { charts, columns } = text
  return (
    <>
      <Verdict verdict={latest.verdict} />
      <Tiles now={latest} points={points} />
      <div class="grid">
        <Section title={charts.rates}>
          {points === undefined ? (
            <Loading />
          ) : (
            <Chart
              label={charts.rates}
              x={x}
              write={rate}
              lines={[
                ...(latest.mode === 'read'
                  ? []
                  : [
                      {
                        name: columns.lines,
                        colour: 'blue',
                        values: points.columns.lines_per_second,
                        fill: true,
                      },
                    ]),
                { name: columns.records, colour: 'teal', values: points.columns.records_per_second },
              ]}
            />
          )}
        </Section>
        <Section title={charts.latency}>
          {points === undefined ? (
            <Loading />
          ) : (
            <Chart
              label={charts.latency}
              x={x}
              write={milliseconds}
              lines={[
                { name: 'p50', colour: 'teal', values: points.columns.latency_p50_ms },
                { name: 'p95', colour: 'blue', values: points.columns.latency_p95_ms },
                { name: 'p99', colour: 'violet', values: points.columns.latency_p99_ms },
              ]}
            />
          )}
        </Section>
        <Section title={charts.errors}>
          {points === undefined ? (
            <Loading />
          ) : (
            <Chart
              label={charts.errors}
              x={x}
              write={rate}
              lines={[
                {
                  name: columns.parseFailures,
                  colour: 'amber',
                  values: points.columns.parse_failures_per_second,
                },
                { name: columns.throttles, colour: 'violet', values: points.columns.throttles_per_second },
                { name: columns.errors, colour: 'red', values: points.columns.errors_per_second },
              ]}
            />
          )}
        </Section>
        <Stages stages={latest.stages} />
        {latest.statistics !== null && <Ledger ledger={latest.statistics.ledger} />}
        <Section title={text.warnings.title}>
          {latest.warnings.length === 0 ? (
            <Empty>{text.warnings.none}</Empty>
          ) : (
            <ul class="warnings">
              {latest.warnings.map(({ text: sentence, count: times, last }) => (
                <li key={sentence}>
                  <span class="faint">
                    {clock(last)} {times > 1 && text.warnings.times(count(times))}
                  </span>{' '}
                  {shown(sentence)}
                </li>
              ))}
            </ul>
          )}
        </Section>
        {latest.mode !== 'read' && (
          <Section title={charts.lag}>
            {points === undefined ? (
              <Loading />
            ) : (
              <Chart
                label={charts.lag}
                x={x}
                write={seconds}
                lines={[
                  {
                    name: columns.lagSeconds,
                    colour: 'amber',
                    values: points.columns.lag_seconds,
                    fill: true,
                  },
                ]}
              />
            )}
          </Section>
        )}
      </div>
    </>
  )
}
