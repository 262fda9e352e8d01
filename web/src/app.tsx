import type { VNode } from 'preact'
import { useEffect } from 'preact/hooks'
import { spoken } from './language.ts'
import { link, type View } from './link.ts'
import { connection, now } from './live.ts'
import { clock } from './numbers.ts'
import { Loading } from './parts/notice.tsx'
import { useStore } from './store.ts'
import { TopBar } from './top-bar.tsx'
import { AlertsView } from './views/alerts.tsx'
import { DeliveryView } from './views/delivery.tsx'
import { FailuresView } from './views/failures.tsx'
import { OverviewView } from './views/overview.tsx'
import { SqlView } from './views/sql.tsx'
import { TailView } from './views/tail.tsx'
import { TrafficView } from './views/traffic.tsx'

const SHOWN: Readonly<Record<View, () => VNode>> = {
  overview: OverviewView,
  traffic: TrafficView,
  delivery: DeliveryView,
  failures: FailuresView,
  tail: TailView,
  sql: SqlView,
  alerts: AlertsView,
}

export function App(): VNode {
  const { text } = useStore(spoken)
  const { view } = useStore(link)
  const state = useStore(connection)
  const latest = useStore(now)
  const Shown = SHOWN[view]
  useEffect(() => {
    const mark = latest === null || latest.verdict.level === 'ok' ? '' : '● '
    document.title = `${mark}${text.views[view]} · ${latest?.stream ?? ''} · ${text.title}`
  }, [text, view, latest?.stream, latest?.verdict.level])
  return (
    <>
      <button type="button" class="skip" onClick={() => document.getElementById('figures')?.focus()}>
        {text.skip}
      </button>
      <TopBar />
      {state === 'lost' && latest !== null && (
        <p class="banner" role="status">
          {text.lostLong(clock(latest.time))}
        </p>
      )}
      {state === 'locked' && (
        <p class="banner" role="alert">
          {text.lockedLong}
        </p>
      )}
      <main id="figures" tabIndex={-1} class={state === 'live' ? '' : 'stale'} data-view={view}>
        {latest === null && view !== 'sql' ? state === 'locked' ? null : <Loading /> : <Shown />}
      </main>
    </>
  )
}
