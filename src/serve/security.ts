import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { text } from '../messages/messages.ts'
import { apiError } from './errors.ts'

/** Whether only programs of this machine can reach an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** 128 bits, as text that may stand in an address. */
export function makeToken(): string {
  return randomBytes(16).toString('hex')
}

/**
 * What every answer says to the browser: scripts and styles of this server alone, nothing inline, no frames, no guessing of types,
 * no word to other sites. Text of logs is never markup: even if a fault of the page made it so, it could not run.
 */
export const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
}

export function headers(): MiddlewareHandler {
  return async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value)
    if (!context.res.headers.has('cache-control')) context.res.headers.set('cache-control', 'no-store')
  }
}

/**
 * Refuses requests that a page of another site makes a browser send. A name that its owner lets lead to 127.0.0.1 (DNS rebinding) shows in
 * `Host`; where the dashboard listens for all the world, the token is what protects it, and names may be any.
 */
export function sameSite(host: string): MiddlewareHandler {
  const local = isLoopback(host)
  return async (context, next) => {
    const { errors } = text.serve
    const named = context.req.header('host') ?? ''
    const hostname = parsed(`http://${named}`)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? ''
    if (local && !isLoopback(hostname)) return apiError(context, 403, 'forbidden', errors.wrongHost(named))
    const origin = context.req.header('origin')
    const fetched = context.req.header('sec-fetch-site')
    const foreign = origin !== undefined && parsed(origin)?.host !== named
    // A link on another site may lead here: that is a navigation, and reads nothing.
    const embedded =
      (fetched === 'cross-site' || fetched === 'same-site') &&
      context.req.header('sec-fetch-mode') !== 'navigate'
    if (foreign || embedded)
      return apiError(context, 403, 'forbidden', errors.wrongOrigin(origin ?? fetched ?? ''))
    return await next()
  }
}

/** The cookie that keeps the token for the page: server-sent events can send no header of their own. */
const COOKIE = 'kinetail_token'

/**
 * Asks for the token, but for `open` paths. It comes in a header, in the cookie, or once in the address that kinetail printed, which
 * is then exchanged for the cookie so that it stays in no history.
 */
export function tokenNeeded(token: string, open: readonly string[]): MiddlewareHandler {
  const wanted = digest(token)
  const fits = (given: string | undefined): boolean =>
    given !== undefined && timingSafeEqual(digest(given), wanted)
  return async (context, next) => {
    if (open.includes(context.req.path)) return await next()
    const given = context.req.query('token')
    if (given !== undefined && fits(given) && context.req.method === 'GET') {
      const url = new URL(context.req.url)
      url.searchParams.delete('token')
      context.header('set-cookie', `${COOKIE}=${given}; HttpOnly; SameSite=Strict; Path=/`)
      return context.redirect(url.pathname + url.search, 303)
    }
    const bearer = /^Bearer +(.+)$/i.exec(context.req.header('authorization') ?? '')?.[1]
    if (fits(bearer) || fits(cookieOf(context.req.header('cookie')))) return await next()
    context.header('www-authenticate', 'Bearer realm="kinetail"')
    return apiError(context, 401, 'unauthorized', text.serve.errors.noToken)
  }
}

function parsed(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

function cookieOf(written: string | undefined): string | undefined {
  const pair = written?.split(/; */).find((one) => one.startsWith(`${COOKIE}=`))
  return pair?.slice(COOKIE.length + 1)
}
