import { KinetailError, messageOf, systemCode } from '../../base/errors.ts'
import { systemWords } from '../../base/system-words.ts'
import { text } from '../../messages/messages.ts'
import type { Notifier } from './notifier.ts'
import { slackBody } from './slack.ts'
import type { NotifierSpec } from './spec.ts'

type WebhookSpec = Extract<NotifierSpec, { kind: 'webhook' }>

/** Longest wait that an answer may ask for, ms. */
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** POSTs each message to an address. What is said of failures names the notifier and the host, never the address: it may hold a secret. */
export function webhook(name: string, spec: WebhookSpec, environment: NodeJS.ProcessEnv): Notifier {
  const url = new URL(addressOf(spec.webhook, environment))
  return {
    name,
    async send(message, closing) {
      const body = spec.shape === 'slack' ? slackBody(message) : message
      const timeout = AbortSignal.timeout(spec.timeoutMs)
      let answer: Response
      try {
        answer = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'kinetail' },
          body: JSON.stringify(body),
          // Elsewhere than where the user said nothing is sent.
          redirect: 'manual',
          signal: AbortSignal.any([timeout, closing]),
        })
        // The connection is free for the next only when the answer was read.
        await answer.arrayBuffer()
      } catch (error) {
        throw new KinetailError('network', unreached(url.host, error, spec.timeoutMs, timeout.aborted), {
          cause: error,
          canRetry: true,
        })
      }
      if (answer.ok) return
      const { status } = answer
      throw new KinetailError('service', text.alert.webhookRefused(url.host, status), {
        canRetry: status >= 500 || status === 408 || status === 425 || status === 429,
        facts: { status, retryAfterMs: retryAfter(answer.headers.get('retry-after')) },
      })
    },
  }
}

/** The address itself, or that of the variable. @throws KinetailError('config') */
function addressOf(written: string, environment: NodeJS.ProcessEnv): string {
  if (!written.startsWith('env:')) return written
  const variable = written.slice('env:'.length)
  const found = environment[variable]?.trim()
  if (!found) throw new KinetailError('config', text.alert.noVariable(variable))
  if (!/^https?:\/\/[^\s/]+\S*$/.test(found)) throw new KinetailError('config', text.alert.badUrl)
  return found
}

function unreached(host: string, error: unknown, timeoutMs: number, late: boolean): string {
  if (late) return text.alert.noAnswer(host, timeoutMs)
  const cause = (error as { cause?: unknown }).cause ?? error
  return text.alert.unreached(host, systemCode(cause) === undefined ? messageOf(cause) : systemWords(cause))
}

/** `Retry-After` in seconds or as a date, as ms from now; 0 where there is none. */
function retryAfter(header: string | null): number {
  if (header === null) return 0
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS)
}
