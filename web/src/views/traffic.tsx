import type { VNode } from 'preact'
import type { Top, TopField, TopRow } from '../../../src/serve/api.ts'
import { showInTail } from '../app-link.ts'
import { spoken } from '../language.ts'
import { link } from '../link.ts'
import { count, milliseconds, rate } from '../numbers.ts'
import { type Bar, BarList } from '../parts/bar-list.tsx'
import { Chart } from '../parts/chart.tsx'
import { shown } from '../parts/log-text.ts'
import { Empty, Loading, waiting } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { usePolled } from '../polled.ts'
import { useSeries } from '../series.ts'
import { useStore } from '../store.ts'

const LISTS = ['path', 'ip_address', 'status', 'user_agent', 'slowest'] as const
/** Fields of the live tail's filter, by list. */
const FILTERED: Readonly<Record<TopField, string>> = {
  path: 'path',
  ip_address: 'ip_address',
  user_agent: 'user_agent',
  status: 'status_code',
  slowest: 'path',
}

/** What the records say: status classes, and who asks for what. */
export function TrafficView(): VNode {
  const { text } = useStore(spoken)
  const { range } = useStore(link)
  const points = useSeries(range)
  const { charts } = text
  return (
    <div class="grid">
      <Section title={charts.status} wide>
        {points === undefined ? (
          <Loading />
        ) : (
          <Chart
            label={charts.status}
            x={points.seconds}
            write={rate}
            lines={[
              { name: '2xx', colour: 'teal', values: points.columns.status_2xx_per_second },
              { name: '3xx', colour: 'blue', values: points.columns.status_3xx_per_second },
              { name: '4xx', colour: 'amber', values: points.columns.status_4xx_per_second },
              { name: '5xx', colour: 'red', values: points.columns.status_5xx_per_second },
            ]}
          />
        )}
      </Section>
      {LISTS.map((field) => (
        <TopList key={field} field={field} rangeSeconds={range} />
      ))}
    </div>
  )
}

/** Whole minutes are what the server counts by. */
const EVERY_MS = 3000

function TopList({
  field,
  rangeSeconds,
}: {
  readonly field: TopField
  readonly rangeSeconds: number
}): VNode {
  const { text } = useStore(spoken)
  const words = text.traffic
  const polled = usePolled<Top>(
    '/api/top',
    () => ({ field, from: Date.now() - rangeSeconds * 1000, to: Date.now(), limit: 10 }),
    `${field} ${rangeSeconds}`,
    EVERY_MS,
  )
  const { data } = polled
  const sampled = data !== undefined && data.sampling.one_of > 1
  return (
    <Section title={words[field]} aside={sampled ? words.estimated(count(data.sampling.one_of)) : undefined}>
      {waiting(polled) ??
        (data!.rows.length === 0 ? (
          <Empty>{field === 'slowest' ? words.noTimes : words.none}</Empty>
        ) : (
          <BarList
            caption={words[field]}
            columns={[words.value[field], ...columnsOf(field, words)]}
            rows={data!.rows.map((row) => barOf(field, row))}
            onPick={(value) => showInTail(`${FILTERED[field]}=${quoted(value)}`)}
            pickLabel={words.filterBy}
          />
        ))}
    </Section>
  )
}

function columnsOf(field: TopField, words: { count: string; mean: string; max: string }): string[] {
  return field === 'slowest' ? [words.count, words.mean, words.max] : [words.count]
}

function barOf(field: TopField, row: TopRow): Bar {
  const about = row.at_most_over > 0 ? '≤ ' : ''
  const figures = [`${about}${count(row.count)}`]
  if (field === 'slowest') figures.push(milliseconds(row.mean_ms), milliseconds(row.max_ms))
  return { value: shown(row.value), part: field === 'slowest' ? (row.mean_ms ?? 0) : row.count, figures }
}

function quoted(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replaceAll('"', '')}"` : value
}
