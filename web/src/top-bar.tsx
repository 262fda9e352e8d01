import type { VNode } from 'preact'
import { choose, spoken } from './language.ts'
import { go, hashOf, link, RANGES, VIEWS, type View } from './link.ts'
import { connection, now } from './live.ts'
import { seconds } from './numbers.ts'
import { Copy } from './parts/copy.tsx'
import { useStore } from './store.ts'
import { THEMES, theme } from './theme.ts'

/** What stands above every view: which stream this is, whether the page is live, and where to go. */
export function TopBar(): VNode {
  const { text, language } = useStore(spoken)
  const { view, range } = useStore(link)
  const state = useStore(connection)
  const latest = useStore(now)
  const colours = useStore(theme)
  return (
    <header class="top">
      <div class="bar-row">
        <h1>
          <span class="brand">{text.title}</span> <bdi>{latest?.stream ?? ''}</bdi>
        </h1>
        <p class="about">
          {latest !== null && (
            <>
              {text.modes[latest.mode]} · <bdi>{latest.host}</bdi> · {latest.region} ·{' '}
              {text.started(seconds((latest.time - latest.started) / 1000))} · {latest.version}
            </>
          )}
        </p>
        <p class={`connection ${state}`} role="status" data-state={state}>
          {text.connection[state]}
        </p>
        <div class="controls">
          <label>
            <span class="unseen">{text.range}</span>
            <select value={range} onChange={(event) => go({ range: Number(event.currentTarget.value) })}>
              {RANGES.map((one) => (
                <option key={one} value={one}>
                  {one === 60 ? text.rangeOne : text.ranges(one)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="unseen">{text.theme}</span>
            <select
              value={colours}
              onChange={(event) =>
                theme.set(THEMES.find((one) => one === event.currentTarget.value) ?? 'auto')
              }
            >
              {THEMES.map((one) => (
                <option key={one} value={one}>
                  {text.themes[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span class="unseen">{text.language}</span>
            <select
              value={language}
              onChange={(event) => void choose(event.currentTarget.value === 'ko' ? 'ko' : 'en')}
            >
              <option value="en" lang="en">
                English
              </option>
              <option value="ko" lang="ko">
                한국어
              </option>
            </select>
          </label>
          <Copy text={() => location.href} label={text.copyLink} />
        </div>
      </div>
      <nav aria-label={text.viewsLabel}>
        <ul>
          {VIEWS.map((one) => (
            <li key={one}>
              <a
                href={hashOf({ ...link.get(), view: one })}
                aria-current={one === view ? 'page' : undefined}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return
                  event.preventDefault()
                  go({ view: one })
                }}
              >
                {text.views[one]}
                {mark(one, latest) !== 0 && <span class="mark">{mark(one, latest)}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  )
}

/** A number beside the name of a view: what wants looking at there. */
function mark(view: View, latest: ReturnType<typeof now.get>): number {
  if (latest === null) return 0
  if (view === 'alerts') return latest.alerts_firing
  if (view !== 'failures') return 0
  return latest.verdict.reasons.find(({ code }) => code === 'parse_failures')?.count ?? 0
}
