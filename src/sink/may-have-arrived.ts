import { KinetailError, systemCode } from '../base/errors.ts'

/** Failures before a byte was sent, by the codes of Node and of the SDK's HTTP handler. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
])

/**
 * True when a request that failed may have been carried out all the same, and nobody knows: no answer came, or one that says
 * nothing about the records (a 5xx may be a proxy's). To send it again is right, and may double them.
 */
export function mayHaveArrived(error: unknown): boolean {
  if (!(error instanceof KinetailError)) return false
  if (error.code === 'service') return true
  if (error.code !== 'network') return false
  const { cause } = error
  const inner = (cause as { errors?: unknown[] } | undefined)?.errors?.[0]
  return ![cause, inner].some((one) => NEVER_SENT.has(systemCode(one) ?? ''))
}
