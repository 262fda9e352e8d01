import type { VNode } from 'preact'
import type { Now } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { bytes, count, rate, seconds } from '../numbers.ts'
import { shown } from '../parts/log-text.ts'
import { Empty } from '../parts/notice.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Section } from '../parts/section.tsx'
import { Sparkline } from '../parts/sparkline.tsx'
import { useStore } from '../store.ts'

/** Each file: how fast it grows, how far behind its reading is, and what its last line became. */
export function Files({ now }: { readonly now: Now }): VNode {
  const { text } = useStore(spoken)
  const words = text.files
  const { files, files_total: total } = now
  return (
    <Section
      title={words.title}
      wide
      aside={files.length < total ? words.more(count(files.length), count(total)) : count(total)}
    >
      {files.length === 0 ? (
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
                  {words.trend}
                </th>
                <th scope="col" class="number">
                  {words.lag}
                </th>
                <th scope="col" class="number">
                  {text.ledger.sent}
                </th>
                <th scope="col" class="number">
                  {text.ledger.dead_lettered}
                </th>
                <th scope="col" class="number">
                  {text.ledger.filtered}
                </th>
                <th scope="col" class="number">
                  {text.ledger.in_flight}
                </th>
                <th scope="col">{words.lastLine}</th>
              </tr>
            </thead>
            <tbody>
              {files.map((file) => (
                <tr key={file.name}>
                  <th scope="row" class="path">
                    <bdi>{shown(file.name)}</bdi>
                  </th>
                  <td class="number">{rate(file.lines_per_second)}</td>
                  <td class="trend-column">
                    <Sparkline values={file.trend} />
                  </td>
                  <td class="number">
                    {seconds(file.lag_seconds)} · {bytes(file.lag_bytes)}
                  </td>
                  <td class="number">{count(file.ledger.sent)}</td>
                  <td class="number">{count(file.ledger.dead_lettered)}</td>
                  <td class="number">{count(file.ledger.filtered)}</td>
                  <td class="number">{count(file.ledger.in_flight)}</td>
                  <td class="line">
                    <div class="clip">
                      <span class="faint">
                        {file.last_line_at === null
                          ? words.never
                          : words.ago(seconds(Math.max(0, (now.time - file.last_line_at) / 1000)))}
                      </span>{' '}
                      <bdi>{shown(file.last_line ?? '')}</bdi>
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
