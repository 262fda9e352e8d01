import { type Events, MOST_ROWS, type Now, type StatisticsJson } from './api.ts'
import type { Collector } from './collect/collector.ts'
import type { AlertsPort } from './ports.ts'
import type { EntryFilter } from './record-filter.ts'

/** Pages at a time. */
export const MOST_WATCHERS = 50
/** How often new entries and alerts go out, in ms. */
const FLUSH_MS = 100
/** Entries of the live tail that a page gets in a second, and those that it begins with or that follow a reconnection. */
const ENTRIES_PER_SECOND = 200
const FIRST_ENTRIES = 100
const MISSED_ENTRIES = 1000
/** What may wait for a slow page, in bytes: beyond it, it misses what comes. */
const WAITING_BYTES = 1024 ** 2
/** A page that takes nothing for so long is gone, in ms. */
const PATIENCE_MS = 30_000
/** What a browser waits until it connects again, in ms. */
const RETRY_MS = 1000

export interface WatchOptions {
  /** Of the last event that the page had, as it says; undefined for a new one. */
  readonly lastEventId: string | undefined
  readonly filter: EntryFilter
  readonly tail: boolean
}

interface Watcher extends WatchOptions {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  tailId: number
  alertId: number
  allowance: number
  /** When it was last able to take something, ms since the epoch. */
  takingAt: number
}

const encoder = new TextEncoder()

/**
 * Server-sent events to the pages that are open. Each event's id tells how far the page is: one that lost its connection goes on there. A page
 * that is slow misses what comes, and never makes the others, or shipping, wait. While no page is open nothing is done.
 */
export class Live {
  readonly #collector: Collector
  readonly #alerts: AlertsPort
  readonly #watchers = new Set<Watcher>()
  #timer: NodeJS.Timeout | undefined
  #flushes = 0

  constructor(collector: Collector, alerts: AlertsPort) {
    this.#collector = collector
    this.#alerts = alerts
    collector.onLook = () => this.#look()
  }

  get full(): boolean {
    return this.#watchers.size >= MOST_WATCHERS
  }

  /** The body of an answer: events until the page goes or `close` is called. */
  watch(options: WatchOptions): ReadableStream<Uint8Array> {
    let watcher: Watcher | undefined
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          watcher = this.#begin(controller, options)
        },
        cancel: () => {
          if (watcher) this.#end(watcher)
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
    )
  }

  close(): void {
    for (const watcher of this.#watchers) {
      this.#end(watcher)
      watcher.controller.close()
    }
  }

  #begin(controller: Watcher['controller'], options: WatchOptions): Watcher {
    const place = placeOf(options.lastEventId)
    const known = place?.boot === this.#collector.boot
    const watcher: Watcher = {
      ...options,
      controller,
      tailId: known ? place.tailId : 0,
      alertId: known ? place.alertId : this.#alerts.lastId(),
      allowance: known ? MISSED_ENTRIES : FIRST_ENTRIES,
      takingAt: this.#collector.time(),
    }
    this.#watchers.add(watcher)
    this.#collector.gathered.sampler.watched = true
    controller.enqueue(encoder.encode(`retry: ${RETRY_MS}\n\n`))
    if (place !== undefined && !known) this.#send(watcher, 'reset', { boot: this.#collector.boot })
    this.#send(watcher, 'now', forEvents(this.#collector.now()))
    this.#sendNew(watcher)
    this.#timer ??= setInterval(() => this.#flush(), FLUSH_MS).unref()
    return watcher
  }

  #end(watcher: Watcher): void {
    this.#watchers.delete(watcher)
    if (this.#watchers.size > 0) return
    this.#collector.gathered.sampler.watched = false
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Once a second: the same text for all. */
  #look(): void {
    if (this.#watchers.size === 0) return
    const now = JSON.stringify(forEvents(this.#collector.now()))
    for (const watcher of this.#watchers) this.#sendText(watcher, 'now', now)
  }

  #flush(): void {
    const isNewSecond = ++this.#flushes % Math.round(1000 / FLUSH_MS) === 0
    for (const watcher of this.#watchers) {
      if (isNewSecond) watcher.allowance = ENTRIES_PER_SECOND
      this.#sendNew(watcher)
    }
  }

  #sendNew(watcher: Watcher): void {
    if (!this.#takes(watcher)) return
    for (const event of this.#alerts.events(watcher.alertId)) {
      watcher.alertId = event.id
      this.#send(watcher, 'alert', event)
    }
    const { tail } = this.#collector.gathered
    const { filter, allowance, tailId } = watcher
    if (!watcher.tail || allowance <= 0 || tail.lastId === tailId) return
    const entries = tail.newest(allowance, filter, tailId)
    watcher.tailId = tail.lastId
    if (entries.length === 0) return
    watcher.allowance -= entries.length
    this.#send(watcher, 'tail', entries)
  }

  #takes(watcher: Watcher): boolean {
    const now = this.#collector.time()
    if ((watcher.controller.desiredSize ?? 0) > 0) {
      watcher.takingAt = now
      return true
    }
    if (now - watcher.takingAt > PATIENCE_MS) {
      this.#end(watcher)
      watcher.controller.close()
    }
    return false
  }

  #send<Name extends keyof Events>(watcher: Watcher, name: Name, data: Events[Name]): void {
    this.#sendText(watcher, name, JSON.stringify(data))
  }

  #sendText(watcher: Watcher, name: keyof Events, data: string): void {
    if (!this.#takes(watcher)) return
    const id = `${this.#collector.boot}-${watcher.tailId}.${watcher.alertId}`
    // JSON has no line feeds.
    watcher.controller.enqueue(encoder.encode(`event: ${name}\nid: ${id}\ndata: ${data}\n\n`))
  }
}

function placeOf(id: string | undefined): { boot: string; tailId: number; alertId: number } | undefined {
  const [, boot, tailId, alertId] = /^(\w{1,40})-(\d{1,15})\.(\d{1,15})$/.exec(id ?? '') ?? []
  if (boot === undefined) return undefined
  return { boot, tailId: Number(tailId), alertId: Number(alertId) }
}

/** Of very many files only the first in each second: see `StatisticsJson.files`. */
function forEvents(now: Now): Now {
  const { statistics, printed } = now
  return { ...now, statistics: withFewFiles(statistics), printed: withFewFiles(printed) }
}

function withFewFiles(statistics: StatisticsJson | null): StatisticsJson | null {
  if (statistics === null) return null
  return { ...statistics, files: few(statistics.files), lifetime_files: few(statistics.lifetime_files) }
}

function few(files: StatisticsJson['files']): StatisticsJson['files'] {
  const rows = Object.entries(files)
  if (rows.length <= MOST_ROWS) return files
  return Object.fromEntries(rows.sort(([, a], [, b]) => b.read - a.read).slice(0, MOST_ROWS))
}
