import type { VNode } from 'preact'
import type { Now } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { count, rate, seconds } from '../numbers.ts'
import { shown } from '../parts/log-text.ts'
import { Empty } from '../parts/notice.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Section } from '../parts/section.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { useStore } from '../store.ts'

/** Each host whose records are in the stream. */
export function Hosts({ now }: { readonly now: Now }): VNode {
  const { text } = useStore(spoken)
  const words = text.hosts
  const { hosts, hosts_total: total } = now
  return (
    <Section
      title={words.title}
      wide
      aside={hosts.length < total ? text.files.more(count(hosts.length), count(total)) : count(total)}
    >
      {hosts.length === 0 ? (
        <Empty>{words.none}</Empty>
      ) : (
        <Scroll label={words.title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.name}</th>
                <th scope="col" class="number">
                  {words.rate}
                </th>
                <th scope="col" class="trend-column">
                  {text.files.trend}
                </th>
                <th scope="col" class="number">
                  {words.lag}
                </th>
                <th scope="col" class="number">
                  {words.unparsed}
                </th>
                <th scope="col">{words.lastRecord}</th>
              </tr>
            </thead>
            <tbody>
              {hosts.map((host) => (
                <tr key={host.name}>
                  <th scope="row" class="path">
                    <bdi>{shown(host.name)}</bdi>
                  </th>
                  <td class="number">{rate(host.records_per_second)}</td>
                  <td class="trend-column">
                    <Sparkline values={host.trend} />
                  </td>
                  <td class="number">{seconds(host.lag_seconds)}</td>
                  <td class="number">{count(host.unparsed)}</td>
                  <td class="line">
                    <div class="clip">
                      <span class="faint">
                        {host.last_record_at === null
                          ? text.files.never
                          : text.files.ago(seconds(Math.max(0, (now.time - host.last_record_at) / 1000)))}
                      </span>{' '}
                      <bdi>{shown(host.last_record ?? '')}</bdi>
                    </div>
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
