import type { VNode } from 'preact'
import type { StagesJson } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { milliseconds } from '../numbers.ts'
import { Empty } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { useStore } from '../store.ts'

const STAGES = ['read', 'parsed', 'queued', 'accepted'] as const

/** Where the time goes between a line's being written and its being taken. */
export function Stages({ stages }: { readonly stages: StagesJson }): VNode {
  const { text } = useStore(spoken)
  const most = Math.max(1e-9, ...STAGES.map((stage) => stages[stage]?.p95 ?? 0))
  const none = STAGES.every((stage) => stages[stage] === null)
  return (
    <Section title={text.stages.title}>
      {none ? (
        <Empty>{text.stages.none}</Empty>
      ) : (
        <table class="bars">
          <caption class="unseen">{text.stages.caption}</caption>
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col" class="number">
                p50
              </th>
              <th scope="col" class="number">
                p95
              </th>
              <th scope="col" class="number">
                p99
              </th>
            </tr>
          </thead>
          <tbody>
            {STAGES.map((stage) => (
              <tr key={stage} data-stage={stage}>
                <th scope="row" class="bar-name">
                  <span class="bar" style={{ width: `${((stages[stage]?.p95 ?? 0) / most) * 100}%` }} />
                  {text.stages[stage]}
                </th>
                <td class="number">{milliseconds(stages[stage]?.p50 ?? null)}</td>
                <td class="number">{milliseconds(stages[stage]?.p95 ?? null)}</td>
                <td class="number">{milliseconds(stages[stage]?.p99 ?? null)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  )
}
