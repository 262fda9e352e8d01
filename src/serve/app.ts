import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { DashboardAddress } from '../config/settings.ts'
import { language, type Messages, messagesIn, text } from '../messages/messages.ts'
import { EXPOSITION_TYPE } from '../stats/exposition.ts'
import {
  type ApiError,
  type SqlRequest,
  type SqlResult,
  type Tail,
  TOP_FIELDS,
  type TopField,
} from './api.ts'
import type { Collector } from './collect/collector.ts'
import { apiError } from './errors.ts'
import { type Live, MOST_WATCHERS } from './live.ts'
import { Metrics } from './metrics.ts'
import { page } from './page.ts'
import { BadRequest, numberOf, rangeOf } from './parameters.ts'
import type { AlertsPort } from './ports.ts'
import { recordFilter } from './record-filter.ts'
import { headers, sameSite, tokenNeeded } from './security.ts'
import type { SqlBox } from './sql/sql-box.ts'

/** What the routes work with. */
export interface AppPorts {
  readonly collector: Collector
  readonly live: Live
  readonly sql: SqlBox
  readonly alerts: AlertsPort
  readonly address: DashboardAddress
  /** Unset where no token is asked for. */
  readonly token?: string | undefined
  /** Ready: everything that was to be opened is. */
  readonly ready: () => boolean
  /** Folder of the built page; that of this build unless told. */
  readonly webDir?: string | undefined
}

/** For whoever watches whether the process runs: they say nothing of it but that. */
const OPEN = ['/healthz', '/readyz']

/** Longest step of a series, in seconds. */
const LONGEST_STEP = 3600
const FILTER_CHARACTERS = 500
const MOST_SQL_BYTES = 64 * 1024
const HOUR_MS = 3_600_000
const SQL_STATUS: Readonly<Partial<Record<ApiError['error']['code'], 408 | 429 | 503>>> = {
  timeout: 408,
  busy: 429,
  unavailable: 503,
}

/** The routes of the dashboard. All of them only read. */
export function dashboardApp(ports: AppPorts): Hono {
  const { collector, alerts, address, token, ready } = ports
  const app = new Hono()
  app.use(headers())
  app.use(sameSite(address.host))
  if (token !== undefined) app.use(tokenNeeded(token, OPEN))
  app.onError((error, context) => {
    if (error instanceof BadRequest) return apiError(context, 400, 'bad_request', error.message)
    return apiError(context, 500, 'internal', text.serve.errors.fault)
  })
  app.get('/healthz', (context) => context.text('ok\n'))
  app.get('/readyz', (context) => (ready() ? context.text('ready\n') : context.text('starting\n', 503)))
  app.get('/api/now', (context) => context.json(collector.now()))
  app.get('/api/series', (context) => {
    const { from, to } = rangeOf(context, collector.time())
    return context.json(collector.series(from, to, numberOf(context, 'step', 1, LONGEST_STEP)))
  })
  app.get('/api/top', (context) => {
    const { from, to } = rangeOf(context, collector.time())
    return context.json(collector.top(fieldOf(context), from, to, numberOf(context, 'limit', 1, 100) ?? 10))
  })
  app.get('/api/failures', async (context) => context.json(collector.failures(await messagesFor(context))))
  app.get('/api/tail', (context) => {
    const { tail, tops } = collector.gathered
    const now = collector.time()
    const answer: Tail = {
      entries: tail.newest(numberOf(context, 'limit', 1, 1000) ?? 100, filterOf(context)),
      sampling: { one_of: tops.oneOf(now, now) },
    }
    return context.json(answer)
  })
  app.get('/api/events', (context) => events(context, ports.live))
  const tooLarge = (context: Context): Response =>
    apiError(context, 413, 'too_large', text.serve.errors.bodyTooLarge(MOST_SQL_BYTES))
  app.post('/api/sql', bodyLimit({ maxSize: MOST_SQL_BYTES, onError: tooLarge }), (context) =>
    sql(context, ports),
  )
  app.get('/api/alerts', (context) => context.json(alerts.list()))
  const metrics = new Metrics(collector, ready)
  app.get('/metrics', (context) => context.body(metrics.text(), 200, { 'content-type': EXPOSITION_TYPE }))
  app.route('/', page(ports.webDir))
  app.all('*', (context) => noRoute(context))
  return app
}

async function sql(context: Context, { sql: box, collector }: AppPorts): Promise<Response> {
  const { statement, from, to } = await requestOf(context, collector.time())
  const answer = await box.run({ sql: statement, from, to })
  if ('error' in answer) {
    const { code, message, ...place } = answer.error
    return apiError(context, SQL_STATUS[code] ?? 400, code, message, place)
  }
  const result: SqlResult = {
    ...answer.result,
    sampling: {
      one_of:
        answer.result.logs === 0 ? 1 : Math.max(1, oneDecimal(answer.result.records / answer.result.logs)),
    },
  }
  return context.json(result)
}

/** The query, and the last hour unless a range is told. */
async function requestOf(
  context: Context,
  now: number,
): Promise<{ statement: string; from: number; to: number }> {
  const body = (await context.req.json().catch(() => undefined)) as Partial<SqlRequest> | null | undefined
  if (typeof body?.sql !== 'string') throw new BadRequest(text.serve.errors.notJson)
  const number = (value: unknown, fallback: number): number =>
    typeof value === 'number' && value >= 0 && value <= 8.64e15 ? value : fallback
  const to = number(body.to, now)
  const from = number(body.from, to - HOUR_MS)
  if (from > to) throw new BadRequest(text.serve.errors.badRange)
  return { statement: body.sql, from, to }
}

function oneDecimal(value: number): number {
  return Math.round(value * 10) / 10
}

function events(context: Context, live: Live): Response {
  if (live.full) return apiError(context, 503, 'busy', text.serve.errors.tooManyWatchers(MOST_WATCHERS))
  const lastEventId = context.req.header('last-event-id') ?? context.req.query('last_event_id')
  const options = { lastEventId, filter: filterOf(context), tail: context.req.query('tail') !== '0' }
  return new Response(live.watch(options), {
    // Proxies that gather answers would make it anything but live.
    headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' },
  })
}

function noRoute(context: Context): Response {
  const { errors } = text.serve
  const { method, path } = context.req
  if (method !== 'GET' && method !== 'HEAD') {
    context.header('allow', 'GET, HEAD')
    return apiError(context, 405, 'method', errors.method(method, 'GET'))
  }
  return apiError(context, 404, 'not_found', errors.noRoute(path.slice(0, 200)))
}

function fieldOf(context: Context): TopField {
  const written = context.req.query('field') ?? ''
  const field = TOP_FIELDS.find((known) => known === written)
  if (field) return field
  throw new BadRequest(text.serve.errors.badField(written.slice(0, 50), TOP_FIELDS))
}

function filterOf(context: Context): ReturnType<typeof recordFilter> {
  return recordFilter((context.req.query('filter') ?? '').slice(0, FILTER_CHARACTERS))
}

/** The sentences in the language that is asked for, or in that of the process. */
function messagesFor(context: Context): Promise<Messages> {
  const wanted = context.req.query('lang')
  return messagesIn(wanted === 'ko' || wanted === 'en' ? wanted : language)
}
