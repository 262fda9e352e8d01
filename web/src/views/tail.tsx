import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { TailEntry } from '../../../src/serve/api.ts'
import { spoken } from '../language.ts'
import { go, link } from '../link.ts'
import { now, tail } from '../live.ts'
import { clock, count } from '../numbers.ts'
import { shown } from '../parts/log-text.ts'
import { Empty } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { useStore } from '../store.ts'

/** Rows that are drawn: more than fit a wall screen, few enough for a phone at 20,000 lines a second. */
const MOST_ROWS = 120
/** ms until a filter that is being typed is asked for. */
const TYPING_MS = 300

/** The newest lines, as they come. */
export function TailView(): VNode {
  const { text } = useStore(spoken)
  const { filter } = useStore(link)
  const entries = useStore(tail)
  const latest = useStore(now)!
  const words = text.tail
  const [held, setHeld] = useState<readonly TailEntry[] | undefined>()
  const [typed, setTyped] = useState(filter)
  const [clearedTo, setClearedTo] = useState(-1)
  useEffect(() => setTyped(filter), [filter])
  useEffect(() => {
    if (typed === filter) return
    const timer = setTimeout(() => go({ filter: typed }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, filter])
  const listed = (held ?? entries)
    .filter(({ id }) => id > clearedTo)
    .slice(-MOST_ROWS)
    .reverse()
  const since = held === undefined ? 0 : entries.filter(({ id }) => id > (held.at(-1)?.id ?? -1)).length
  return (
    <Section
      title={words.title}
      wide
      aside={latest.sampling.one_of > 1 ? words.sampled(count(latest.sampling.one_of)) : undefined}
    >
      <form class="tail-controls" onSubmit={(event) => event.preventDefault()}>
        <label class="grow">
          {words.filter}
          <input
            type="search"
            value={typed}
            placeholder={words.filterHint}
            spellcheck={false}
            autocomplete="off"
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          aria-pressed={held !== undefined}
          onClick={() => setHeld(held === undefined ? entries : undefined)}
        >
          {held === undefined ? words.pause : words.resume}
        </button>
        <button type="button" onClick={() => setClearedTo(entries.at(-1)?.id ?? -1)}>
          {words.clear}
        </button>
        <span class="faint paused" role="status">
          {held === undefined ? '' : words.paused(count(since))}
        </span>
      </form>
      {listed.length === 0 ? (
        <Empty>{filter === '' ? words.none : words.noneFilter}</Empty>
      ) : (
        // A list that scrolls must be reachable by keyboard.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: so that the arrow keys scroll it
        <ol class="tail" aria-label={words.list} tabIndex={0}>
          {listed.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </Section>
  )
}

function Entry({ entry }: { readonly entry: TailEntry }): VNode {
  const { text } = useStore(spoken)
  const { kind, reason, column } = entry
  return (
    <li class={kind}>
      <span class="faint">
        {clock(entry.time)} <bdi>{shown(entry.source)}</bdi>
      </span>{' '}
      {kind === 'rejected' && (
        <span class="badge bad">
          {reason === null ? text.tail.rejected : text.tail.rejectedAt(reason, count(column))}
        </span>
      )}{' '}
      <code>
        <bdi>{shown(entry.text)}</bdi>
      </code>
    </li>
  )
}
