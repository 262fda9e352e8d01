import { describe, expect, it } from 'vitest'
import type { AlertEventJson, Events, TailEntry } from './api.ts'
import { Collector } from './collect/collector.ts'
import { Live } from './live.ts'
import { NO_ALERTS } from './ports.ts'
import { recordFilter } from './record-filter.ts'

const FACTS = { mode: 'stream', stream: 'logs', region: 'us-east-1', host: 'here', version: '1' } as const

interface SentEvent {
  readonly name: keyof Events
  readonly id: string
  readonly data: unknown
}

/** Reads events until `done` says so, then hangs up. */
async function read(
  body: ReadableStream<Uint8Array>,
  done: (events: SentEvent[]) => boolean,
): Promise<SentEvent[]> {
  const events: SentEvent[] = []
  let text = ''
  for await (const part of body) {
    text += Buffer.from(part).toString()
    const whole = text.split('\n\n')
    text = whole.pop()!
    for (const one of whole) {
      const [, name, id, data] = /^event: (\w+)\nid: (.*)\ndata: (.*)$/.exec(one) ?? []
      if (name !== undefined) events.push({ name: name as keyof Events, id: id!, data: JSON.parse(data!) })
    }
    if (done(events)) break
  }
  return events
}

function opened() {
  const collector = new Collector(FACTS)
  const { tail } = collector.gathered
  const add = (text: string): void =>
    tail.add({ time: 0, source: 'a', kind: 'record', text, reason: null, column: null })
  const alerts: AlertEventJson[] = []
  const live = new Live(collector, {
    ...NO_ALERTS,
    events: (after) => alerts.filter(({ id }) => id > after),
    lastId: () => alerts.at(-1)?.id ?? 0,
  })
  const watch = (lastEventId?: string, filter = '') =>
    live.watch({ lastEventId, filter: recordFilter(filter), tail: true })
  return { collector, add, alerts, live, watch }
}

const texts = (events: readonly SentEvent[]): string[] =>
  events
    .filter(({ name }) => name === 'tail')
    .flatMap(({ data }) => (data as TailEntry[]).map(({ text }) => text))
const fired = {
  time: 0,
  rule: 'r',
  key: '',
  what: 'fired',
  message: '',
  samples: [],
  notifier: null,
} as const

describe('events', () => {
  it('begin with what is, go on with what comes, and after a lost connection with what was missed', async () => {
    const { add, alerts, watch, collector } = opened()
    add('"before"')
    const first = await read(watch(), (events) => {
      if (texts(events).length === 1) add('"during"')
      return texts(events).length === 2
    })
    expect(first.map(({ name }) => name)).toEqual(['now', 'tail', 'tail'])
    expect(first[0]!.data).toMatchObject({ boot: collector.boot, stream: 'logs' })
    add('"missed 1"')
    add('"missed 2"')
    alerts.push({ id: 1, ...fired })
    const again = await read(watch(first.at(-1)!.id), (events) => texts(events).length === 2)
    expect(texts(again)).toEqual(['"missed 1"', '"missed 2"'])
    expect(again.filter(({ name }) => name === 'alert')).toHaveLength(1)
    expect(again.some(({ name }) => name === 'reset')).toBe(false)
  })

  it('tell a page that knew another start of the process to begin anew', async () => {
    const { add, watch, collector } = opened()
    add('"new"')
    const events = await read(watch('0123abcd-500.3'), (all) => texts(all).length === 1)
    expect(events[0]).toMatchObject({ name: 'reset', data: { boot: collector.boot } })
  })

  it('are those of the filter, and the same figures for all each second', async () => {
    const { add, watch, collector } = opened()
    for (const code of [200, 500, 204, 503]) add(`{"status_code":${code}}`)
    const both = Promise.all(
      ['status_code>=500', 'status_code<300'].map((filter) =>
        read(watch(undefined, filter), (events) => events.filter(({ name }) => name === 'now').length === 2),
      ),
    )
    collector.look()
    const [failed, fine] = await both
    expect(texts(failed!)).toEqual(['{"status_code":500}', '{"status_code":503}'])
    expect(texts(fine!)).toEqual(['{"status_code":200}', '{"status_code":204}'])
    const last = (events: SentEvent[]): unknown => events.filter(({ name }) => name === 'now').at(-1)!.data
    expect(last(failed!)).toEqual(last(fine!))
  })

  it('pile up for nobody: a page that does not read misses what comes, and the others get it', async () => {
    const { add, watch, collector, live } = opened()
    const stuck = watch()
    const reading = read(watch(), (events) => texts(events).includes('"last"'))
    for (let i = 0; i < 2000; i++) collector.look()
    add('"last"')
    expect(texts(await reading)).toContain('"last"')
    live.close()
    let bytes = 0
    for await (const part of stuck) bytes += part.length
    expect(bytes).toBeLessThan(1.1 * 1024 ** 2)
  })
})
