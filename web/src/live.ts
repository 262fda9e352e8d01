import type { AlertEventJson, Events, Now, TailEntry } from '../../src/serve/api.ts'
import { address } from './ask.ts'
import { spoken } from './language.ts'
import { link } from './link.ts'
import { type Store, store } from './store.ts'

/** `loading` until the first figures; `lost` while nobody answers, and the figures are those of before. */
export type Connection = 'loading' | 'live' | 'lost' | 'locked'

/** Entries of the live tail that the page keeps. */
const MOST_ENTRIES = 500
/** Alerts that the page keeps. */
const MOST_ALERTS = 200
/** Nothing for so long, in ms, although `now` comes each second: the connection hangs (a laptop that slept, a proxy). */
const SILENCE_MS = 6000
/** ms until the next try, at most. */
const LONGEST_WAIT_MS = 5000

export const connection: Store<Connection> = store<Connection>('loading')
export const now: Store<Now | null> = store<Now | null>(null)
export const tail: Store<readonly TailEntry[]> = store<readonly TailEntry[]>([])
export const alerts: Store<readonly AlertEventJson[]> = store<readonly AlertEventJson[]>([])
/** Grows when the server was started anew: what was kept of it is of another life. */
export const lives: Store<number> = store(0)

let source: EventSource | undefined
let lastHeard = 0
let waitMs = 500
let retry: ReturnType<typeof setTimeout> | undefined
let lastId = ''
/** What came since the last drawing: thousands of lines a second become one change a frame. */
let arrived: TailEntry[] = []
let drawing = false

/** Opens the stream of events and keeps it open, through restarts of the server; anew when the filter changes. */
export function openLive(): void {
  connect()
  let { filter } = link.get()
  link.subscribe(() => {
    if (link.get().filter === filter) return
    filter = link.get().filter
    forgetTail()
    connect()
  })
  let { language } = spoken.get()
  spoken.subscribe(() => {
    if (spoken.get().language === language) return
    language = spoken.get().language
    connect()
  })
  setInterval(() => {
    if (connection.get() === 'live' && performance.now() - lastHeard > SILENCE_MS) lose()
  }, 1000)
}

function connect(): void {
  source?.close()
  clearTimeout(retry)
  const { filter } = link.get()
  // A new EventSource sends no Last-Event-ID: the address says it.
  const query = { filter: filter || undefined, last_event_id: lastId || undefined }
  const opened = new EventSource(address('/api/events', query))
  source = opened
  opened.addEventListener('now', (event) => {
    heard(event)
    const next = JSON.parse(event.data) as Events['now']
    if (now.get() !== null && now.get()?.boot !== next.boot) beginAnew()
    now.set(next)
    connection.set('live')
  })
  opened.addEventListener('tail', (event) => {
    heard(event)
    arrived.push(...(JSON.parse(event.data) as Events['tail']))
    if (arrived.length > MOST_ENTRIES) arrived = arrived.slice(-MOST_ENTRIES)
    if (drawing) return
    drawing = true
    requestAnimationFrame(takeArrived)
  })
  opened.addEventListener('alert', (event) => {
    heard(event)
    const next = JSON.parse(event.data) as Events['alert']
    alerts.set([next, ...alerts.get().filter(({ id }) => id !== next.id)].slice(0, MOST_ALERTS))
  })
  opened.addEventListener('reset', (event) => {
    heard(event)
    beginAnew()
  })
  opened.onerror = () => lose()
}

function heard(event: MessageEvent<unknown>): void {
  lastHeard = performance.now()
  waitMs = 500
  if (event.lastEventId !== '') lastId = event.lastEventId
}

/** Says so and tries again, sooner at first. An `EventSource` of its own accord would give up where the server answers 401 or 503. */
function lose(): void {
  source?.close()
  clearTimeout(retry)
  const before = connection.get()
  if (before !== 'locked') connection.set('lost')
  void locked().then((is) => {
    if (is) connection.set('locked')
    else if (connection.get() === 'locked') connection.set('lost')
  })
  retry = setTimeout(connect, waitMs)
  waitMs = Math.min(waitMs * 1.6, LONGEST_WAIT_MS)
}

/** Whether the server is there and asks for its token. */
async function locked(): Promise<boolean> {
  try {
    return (await fetch('/api/now', { method: 'GET' })).status === 401
  } catch {
    return false
  }
}

function takeArrived(): void {
  drawing = false
  const known = tail.get()
  const last = known.at(-1)?.id ?? -1
  const fresh = arrived.filter(({ id }) => id > last)
  arrived = []
  if (fresh.length > 0) tail.set([...known, ...fresh].slice(-MOST_ENTRIES))
}

function forgetTail(): void {
  lastId = ''
  arrived = []
  tail.set([])
}

function beginAnew(): void {
  forgetTail()
  alerts.set([])
  lives.set(lives.get() + 1)
}
