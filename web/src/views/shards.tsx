import type { VNode } from 'preact'
import type { ShardJson } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { bytes, count, percent, rate } from '../numbers.ts'
import { Empty } from '../parts/notice.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Section } from '../parts/section.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { useStore } from '../store.ts'

/** Each shard: how near its limits it is, what it refused, and whether the keys are spread as they should be. */
export function Shards({ shards }: { readonly shards: readonly ShardJson[] }): VNode {
  const { text } = useStore(spoken)
  const words = text.shards
  return (
    <Section title={words.title} wide aside={count(shards.length)}>
      {shards.length === 0 ? (
        <Empty>{words.none}</Empty>
      ) : (
        <Scroll label={words.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col">{words.heat}</th>
                <th scope="col" class="number">
                  {words.rate}
                </th>
                <th scope="col" class="trend-column">
                  {text.files.trend}
                </th>
                <th scope="col" class="number">
                  {words.throttles}
                </th>
                <th scope="col" class="number">
                  {words.share}
                </th>
                <th scope="col" class="number">
                  {words.predicted}
                </th>
              </tr>
            </thead>
            <tbody>
              {shards.map((shard) => (
                <tr key={shard.name} data-shard={shard.name}>
                  <th scope="row">{shard.name}</th>
                  <td class="heat">
                    <meter
                      min={0}
                      max={1}
                      low={0.7}
                      high={0.9}
                      optimum={0}
                      value={Math.min(1, shard.heat ?? 0)}
                    >
                      {percent(shard.heat)}
                    </meter>{' '}
                    {percent(shard.heat)}
                  </td>
                  <td class="number">
                    {rate(shard.records_per_second)}
                    <span class="faint"> / {count(shard.limit_records_per_second)}</span>
                    <br />
                    {bytes(shard.bytes_per_second)}
                    <span class="faint"> / {bytes(shard.limit_bytes_per_second)}</span>
                  </td>
                  <td class="trend-column">
                    <Sparkline values={shard.trend} />
                  </td>
                  <td class={shard.throttles_last_minute > 0 ? 'number warn-text' : 'number'}>
                    {count(shard.throttles_last_minute)}
                  </td>
                  <td class="number">
                    {percent(shard.share)}
                    <br />
                    <span class="faint">{words.expected(percent(shard.expected_share))}</span>
                  </td>
                  <td class="number">
                    {count(shard.predicted)} → {count(shard.real)}
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
