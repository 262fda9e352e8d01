import type { VNode } from 'preact'
import type { AlertEventJson, AlertJson, Alerts } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { alerts } from '../live.ts'
import { clock, count } from '../numbers.ts'
import { shown } from '../parts/log-text.ts'
import { Empty, waiting } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { usePolled } from '../polled.ts'
import { useStore } from '../store.ts'

/** The alert rules with what fires now, and what they did. */
export function AlertsView(): VNode {
  const { text, language } = useStore(spoken)
  const words = text.alerts
  const heard = useStore(alerts)
  // An event changes the rules' state: ask again with each.
  const polled = usePolled<Alerts>('/api/alerts', () => ({}), `${language} ${heard[0]?.id ?? 0}`, 2000)
  const { data } = polled
  const history = joined(heard, data?.history ?? [])
  return (
    <div class="stack">
      <Section title={words.title} wide aside={data && count(data.rules.length)}>
        {waiting(polled) ??
          (data!.rules.length === 0 ? (
            <Empty>
              <strong>{words.none}</strong> {words.noneLong}
            </Empty>
          ) : (
            <ul class="rules">
              {data!.rules.map((rule) => (
                <li key={rule.name} class={rule.state}>
                  <Rule rule={rule} />
                </li>
              ))}
            </ul>
          ))}
      </Section>
      <Section title={words.history} wide>
        {history.length === 0 ? (
          <Empty>{words.historyNone}</Empty>
        ) : (
          <ol class="alert-history" aria-live="polite">
            {history.map((event) => (
              <li key={event.id} class={event.what} data-alert={event.what}>
                <span class="faint">{clock(event.time)}</span>{' '}
                <span
                  class={event.what === 'fired' || event.what === 'notify_failed' ? 'badge bad' : 'badge'}
                >
                  {words.what[event.what]}
                </span>{' '}
                <strong>{shown(event.rule)}</strong> <bdi>{shown(event.key)}</bdi>{' '}
                <bdi>{shown(event.message)}</bdi>
                {event.notifier !== null && <span class="faint"> ({shown(event.notifier)})</span>}
                {event.samples.length > 0 && (
                  <details>
                    <summary>{words.samples}</summary>
                    <pre>{event.samples.map(shown).join('\n')}</pre>
                  </details>
                )}
              </li>
            ))}
          </ol>
        )}
      </Section>
    </div>
  )
}

function Rule({ rule }: { readonly rule: AlertJson }): VNode {
  const { text } = useStore(spoken)
  const words = text.alerts
  return (
    <>
      <h3>
        {shown(rule.name)}{' '}
        <span class={rule.state === 'firing' ? 'badge bad' : 'badge'} data-state={rule.state}>
          {words.states[rule.state]}
        </span>{' '}
        {rule.since !== null && <span class="faint">{text.since(clock(rule.since))}</span>}
      </h3>
      <code class="condition">{shown(rule.condition)}</code>
      {rule.last_error !== null && <p class="sql-error">{words.error(shown(rule.last_error))}</p>}
      {rule.groups.length > 0 && (
        <ul class="groups">
          {rule.groups.map(({ key, since, count: times, message }) => (
            <li key={key}>
              <strong>
                <bdi>{shown(key)}</bdi>
              </strong>{' '}
              {count(times)} · {text.since(clock(since))} · <bdi>{shown(message)}</bdi>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** What was heard live and what the server kept, each once, the newest first. */
export function joined(
  heard: readonly AlertEventJson[],
  kept: readonly AlertEventJson[],
): readonly AlertEventJson[] {
  const byId = new Map([...kept, ...heard].map((event) => [event.id, event]))
  return [...byId.values()].sort((a, b) => b.id - a.id).slice(0, 200)
}
