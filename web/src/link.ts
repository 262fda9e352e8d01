import { type Store, store } from './store.ts'

export const VIEWS = ['overview', 'traffic', 'delivery', 'failures', 'tail', 'sql', 'alerts'] as const
export type View = (typeof VIEWS)[number]

/** Ranges of time that can be chosen, in seconds. The server keeps an hour. */
export const RANGES = [60, 300, 600, 1800, 3600] as const

/** What a link to the page keeps: whoever opens it sees the same. */
export interface Link {
  readonly view: View
  /** Seconds back from now. */
  readonly range: number
  /** Of the live tail. */
  readonly filter: string
  /** Of the SQL box. */
  readonly sql: string
}

const FIRST: Link = { view: 'overview', range: 600, filter: '', sql: '' }

/** Where the page is, as the address says it. */
export const link: Store<Link> = store(read(location.hash))

/** Goes there: a step of the browser's history where the view changes, none where only a setting does. */
export function go(change: Partial<Link>): void {
  const next = { ...link.get(), ...change }
  const address = hashOf(next)
  if (address === location.hash) return
  if (next.view === link.get().view) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  link.set(next)
}

export function hashOf({ view, range, filter, sql }: Link): string {
  const query = new URLSearchParams()
  if (range !== FIRST.range) query.set('range', String(range))
  if (filter !== '') query.set('filter', filter)
  if (sql !== '') query.set('sql', sql)
  const written = query.toString()
  return `#/${view}${written === '' ? '' : `?${written}`}`
}

/** Reads an address; what it does not understand is as if it were not there. */
export function read(hash: string): Link {
  const [path = '', written = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  const query = new URLSearchParams(written)
  const range = Number(query.get('range'))
  return {
    view: VIEWS.find((view) => view === path) ?? FIRST.view,
    range: RANGES.find((known) => known === range) ?? FIRST.range,
    filter: query.get('filter') ?? '',
    sql: query.get('sql') ?? '',
  }
}

export function followAddress(): void {
  addEventListener('popstate', () => link.set(read(location.hash)))
  addEventListener('hashchange', () => link.set(read(location.hash)))
}
