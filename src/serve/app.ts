import { Hono } from 'hono'
import type { DashboardAddress } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import type { Collector } from './collect/collector.ts'
import { apiError } from './errors.ts'
import { page } from './page.ts'
import { BadRequest, numberOf, rangeOf } from './parameters.ts'
import { headers, sameSite, tokenNeeded } from './security.ts'

/** What the routes work with. */
export interface AppPorts {
  readonly collector: Collector
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

/** The routes of the dashboard. All of them only read. */
export function dashboardApp(ports: AppPorts): Hono {
  const { collector, address, token, ready } = ports
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
  app.route('/', page(ports.webDir))
  app.notFound((context) =>
    apiError(context, 404, 'not_found', text.serve.errors.noRoute(context.req.path.slice(0, 200))),
  )
  return app
}
