import { type ErrorCode, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'

/** What OpenSSL says of a chain whose authority it does not know. */
export const UNTRUSTED: ReadonlySet<string> = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

/**
 * What mends a connection that fails with a code of Node or OpenSSL; undefined where nobody can tell.
 * @param place host, and port where there is one
 */
export function connectionRemedy(code: string, place: string): string | undefined {
  const { remedies } = text.aws
  if (UNTRUSTED.has(code)) return remedies.trust
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return remedies.name(hostOf(place))
    case 'ECONNREFUSED':
      return isHere(place) ? remedies.startLocal : remedies.place(place)
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ERR_SOCKET_CONNECTION_TIMEOUT':
      return remedies.way(place)
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return remedies.certificateName
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return remedies.certificateTime
    default:
      return undefined
  }
}

/** What mends credentials that the service refuses with an exception of this name. */
export function credentialsRemedy(name: string, region: string): string | undefined {
  const { remedies } = text.aws
  if (/^ExpiredToken/.test(name)) return remedies.renew
  if (/Signature|Skew|Future|RequestExpired/.test(name)) return remedies.signature
  return /UnrecognizedClient|InvalidClientTokenId/.test(name) ? remedies.key(region) : undefined
}

/** What mends a failed call. @param endpoint URL, or service and region as in `kinesis.us-east-1` */
export function remedyFor(
  code: ErrorCode,
  error: unknown,
  { endpoint, region, name }: { readonly endpoint: string; readonly region: string; readonly name: string },
): string | undefined {
  if (code === 'credentials') return credentialsRemedy(name, region)
  if (code !== 'network') return undefined
  const inner = (error as { errors?: unknown[] } | undefined)?.errors?.[0]
  const found = systemCode(error) ?? systemCode(inner)
  return found === undefined ? undefined : connectionRemedy(found, placeOf(endpoint, error))
}

function placeOf(endpoint: string, error: unknown): string {
  if (URL.canParse(endpoint)) return new URL(endpoint).host
  const { hostname } = error as { hostname?: unknown }
  return typeof hostname === 'string' ? hostname : endpoint
}

function hostOf(place: string): string {
  return place.replace(/:\d+$/, '')
}

/** A port of this machine on which nothing runs: most often the embedded endpoint, not started. */
function isHere(place: string): boolean {
  return /^(?:localhost|127\.|\[?::1)/.test(place)
}
