import type { RequestListener } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { type AppPorts, dashboardApp } from './app.ts'

/** Answers requests by the routes of the dashboard. */
export function requestListener(ports: AppPorts): RequestListener {
  const app = dashboardApp(ports)
  return getRequestListener((request, env) => app.fetch(request, env as unknown as object))
}
