import type { VNode } from 'preact'
import type { MovesJson, ShardJson, ShardStatisticsJson } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { link } from '../link.ts'
import { count, milliseconds, percent } from '../numbers.ts'
import { Chart } from '../parts/chart.tsx'
import { Empty, Loading } from '../parts/notice.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Section } from '../parts/section.tsx'
import { useSeries } from '../series.ts'
import { useStore } from '../store.ts'

type Tuned = ShardJson & { readonly statistics: ShardStatisticsJson }

/** What adaptive batching decided: for each shard, what is in use, and how often it moved. */
export function Batching({ shards }: { readonly shards: readonly ShardJson[] }): VNode {
  const { text } = useStore(spoken)
  const { range } = useStore(link)
  const points = useSeries(range)
  const words = text.batching
  const tuned = shards.filter((shard): shard is Tuned => shard.statistics !== null)
  return (
    <Section title={words.title} wide>
      {points === undefined ? (
        <Loading />
      ) : (
        <Chart
          label={text.charts.batch}
          x={points.seconds}
          write={count}
          height={140}
          lines={[{ name: text.columns.batchSize, colour: 'violet', values: points.columns.batch_size }]}
        />
      )}
      {tuned.length === 0 ? (
        <Empty>{text.shards.none}</Empty>
      ) : (
        <Scroll label={words.title}>
          <table>
            <caption class="unseen">{words.caption}</caption>
            <thead>
              <tr>
                <th scope="col">{text.shards.name}</th>
                <th scope="col" class="number">
                  {words.size}
                </th>
                <th scope="col" class="number">
                  {words.linger}
                </th>
                <th scope="col" class="number">
                  {words.requests}
                </th>
                <th scope="col" class="number">
                  {words.pace}
                </th>
                <th scope="col" class="number">
                  {words.missed}
                </th>
              </tr>
            </thead>
            <tbody>
              {tuned.map(({ name, statistics: shard }) => (
                <tr key={name}>
                  <th scope="row">
                    {name} {shard.one_of_a_key && <span class="badge">{words.oneOfAKey}</span>}
                  </th>
                  <Moved value={count(shard.batch_size)} moves={shard.moves.batch_size} />
                  <Moved value={milliseconds(shard.linger_ms)} moves={shard.moves.linger_ms} />
                  <Moved value={count(shard.requests)} moves={shard.moves.requests} />
                  <Moved value={percent(shard.pace)} moves={shard.moves.pace} />
                  <td class="number">
                    {words.missedOf(count(shard.missed.latency), count(shard.missed.errors))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  )
}

function Moved({ value, moves }: { readonly value: string; readonly moves: MovesJson }): VNode {
  const { text } = useStore(spoken)
  return (
    <td class="number">
      {value}
      <br />
      <span class="faint">{text.batching.moves(count(moves.up), count(moves.down))}</span>
    </td>
  )
}
