import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { language, text } from '../messages/messages.ts'
import type { Now, Series } from '../serve/api.ts'
import { newCommand } from './frame.ts'
import { painter, wantsColor } from './terminal-text.ts'
import { TopClient } from './top-client.ts'
import { runTop } from './top-live.ts'
import { type PageWords, topScreen } from './top-screen.ts'

interface Flags {
  readonly url?: string
  readonly token?: string
  readonly once?: boolean
  readonly json?: boolean
}

const DEFAULT_URL = 'http://127.0.0.1:7788/'

/** `kinetail top`. */
export function command(): Command {
  const { top, cli } = text
  return newCommand('kinetail top', top.description, [
    ['kinetail top', top.examples.plain],
    [`kinetail top 'http://web-1:7788/?token=…'`, top.examples.remote],
    ['kinetail top --once', top.examples.once],
    ['kinetail top --json', top.examples.json],
  ])
    .argument('[url]', top.urlArgument)
    .option('--url <url>', `${top.urlOption} (${cli.defaultIs(DEFAULT_URL)})`)
    .option('--token <token>', top.tokenOption)
    .option('--once', top.onceOption)
    .option('--json', top.jsonOption)
    .addHelpText('after', () => top.help)
    .action(async (named: string | undefined, flags: Flags) => {
      if (named !== undefined && flags.url !== undefined && named !== flags.url)
        throw new KinetailError('usage', top.twoUrls(named, flags.url))
      const { url, token } = addressOf(named ?? flags.url ?? DEFAULT_URL)
      const known = flags.token ?? token ?? (process.env['KINETAIL_DASHBOARD_TOKEN'] || undefined)
      await run(new TopClient(url, known), flags)
    })
}

async function run(client: TopClient, { once = false, json = false }: Flags): Promise<void> {
  const now = await client.get<Now>('api/now')
  // Something else may answer with JSON.
  if (typeof now !== 'object' || typeof now?.verdict?.level !== 'string')
    throw new KinetailError('invalid', text.top.noKinetail(client.url))
  if (json) {
    process.stdout.write(`${JSON.stringify(now)}\n`)
    return
  }
  const page = await pageWords()
  const lines = linesOf(await client.get<Series>('api/series?step=1'))
  const { stdout } = process
  if (!once && stdout.isTTY && process.env['TERM'] !== 'dumb') return runTop(client, now, lines, page)
  const paint = painter(wantsColor(stdout, process.env))
  const state = { now, lines, view: 0, paused: false, keys: false }
  const size = { columns: stdout.columns || 120, rows: 50 }
  stdout.write(`${topScreen(state, page, paint, size).join('\n')}\n`)
}

/** The last minute of a series. */
function linesOf({ columns }: Series): Record<'lines' | 'records' | 'latency' | 'errors', (number | null)[]> {
  const last = (values: readonly (number | null)[]): (number | null)[] => values.slice(-60)
  return {
    lines: last(columns.lines_per_second),
    records: last(columns.records_per_second),
    latency: last(columns.latency_p95_ms),
    errors: last(columns.errors_per_second),
  }
}

/** Sentences that the page of the dashboard says too. */
async function pageWords(): Promise<PageWords> {
  return language === 'ko'
    ? (await import('../messages/ko/web.ts')).web
    : (await import('../messages/en/web.ts')).web
}

/** `7788`, `web-1:7788` or a whole address, with the token in it as kinetail prints it. */
function addressOf(written: string): { url: URL; token: string | undefined } {
  const whole = /^\d{1,5}$/.test(written)
    ? `http://127.0.0.1:${written}/`
    : /^https?:\/\//i.test(written)
      ? written
      : `http://${written}`
  if (!URL.canParse(whole)) throw new KinetailError('usage', text.top.badUrl(written))
  const url = new URL(whole)
  const token = url.searchParams.get('token') ?? undefined
  url.search = ''
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return { url, token }
}
