import { type ErrorCode, KinetailError, messageOf, systemCode } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { shortKey } from './identity.ts'
import { denialIn, policyFor } from './policy.ts'
import { remedyFor } from './remedy.ts'

/** What was being called, for the sentence. */
export interface CallContext {
  readonly operation: string
  readonly region: string
  readonly endpoint: string
  /** Of whoever signed, as far as that came; not secret. */
  readonly accessKeyId?: string | undefined
}

/** The services' exception names, by what they mean (API references of Kinesis Data Streams and CloudWatch). */
const CODES: Readonly<Record<string, ErrorCode>> = {
  ResourceNotFoundException: 'not_found',
  ResourceInUseException: 'in_use',
  InvalidArgumentException: 'invalid',
  ValidationException: 'invalid',
  SerializationException: 'invalid',
  InvalidParameterValue: 'invalid',
  ExpiredIteratorException: 'expired',
  LimitExceededException: 'limit',
  ProvisionedThroughputExceededException: 'throttled',
  ThrottlingException: 'throttled',
  KMSThrottlingException: 'throttled',
  AccessDeniedException: 'permission',
  AccessDenied: 'permission',
  KMSAccessDeniedException: 'permission',
  // The key of an encrypted stream is disabled, gone or not opted in: whoever owns the key can mend it, the records are not at fault.
  KMSDisabledException: 'permission',
  KMSInvalidStateException: 'permission',
  KMSNotFoundException: 'permission',
  KMSOptInRequired: 'permission',
  ExpiredTokenException: 'credentials',
  ExpiredToken: 'credentials',
  InvalidSignatureException: 'credentials',
  SignatureDoesNotMatch: 'credentials',
  UnrecognizedClientException: 'credentials',
  InvalidClientTokenId: 'credentials',
  RequestExpired: 'credentials',
  RequestTimeTooSkewed: 'credentials',
  RequestInTheFuture: 'credentials',
  MissingAuthenticationTokenException: 'credentials',
  IncompleteSignatureException: 'credentials',
  CredentialsProviderError: 'credentials',
  InternalFailure: 'service',
  InternalFailureException: 'service',
  InternalServerError: 'service',
  ServiceUnavailable: 'service',
}

/** Refusals that other credentials of the same user may mend: these have expired, or were taken back. */
const OLD_CREDENTIALS = new Set([
  'ExpiredTokenException',
  'ExpiredToken',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
])

/** True when the service does not take the credentials (any more). */
export function isCredentialsRefusal(error: unknown): boolean {
  return error instanceof Error && OLD_CREDENTIALS.has(error.name)
}

/** Failures of the connection, by the codes of Node and of the SDK's HTTP handler. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'TimeoutError',
  'ERR_SOCKET_CONNECTION_TIMEOUT',
])

const RETRYABLE = new Set<ErrorCode>(['throttled', 'network', 'service'])

/** Turns whatever the SDK threw into one KinetailError. Total: everything has a code. */
export function classify(error: unknown, context: CallContext): KinetailError {
  if (error instanceof KinetailError) return error
  const name = error instanceof Error ? error.name : ''
  const status = (error as { $metadata?: { httpStatusCode?: number } })?.$metadata?.httpStatusCode
  const code = codeOf(error, name, status)
  const words = messageOf(error) || name
  const facts = { operation: context.operation, region: context.region, name, ...(status ? { status } : {}) }
  const { accessKeyId } = context
  const key = accessKeyId === undefined ? undefined : shortKey(accessKeyId)
  const said = text.aws.failed(code, { ...context, key }, name, words)
  const remedy = remedyFor(code, error, { ...context, name })
  const all =
    code === 'permission' ? `${said}${letIn(words)}` : remedy ? text.aws.remedied(said, remedy) : said
  return new KinetailError(code, all, {
    cause: error,
    canRetry: RETRYABLE.has(code),
    facts,
  })
}

/** The smallest policy that would have allowed it, where the service said what is missing. */
function letIn(words: string): string {
  const denial = denialIn(words)
  // No policy that allows it outdoes one that denies it: the service said where that is.
  if (denial === undefined || denial.explicit) return ''
  const end = /[.!?]$/.test(words) ? '' : '.'
  return `${end} ${text.aws.allowWith(JSON.stringify(policyFor([denial])))}`
}

function codeOf(error: unknown, name: string, status: number | undefined): ErrorCode {
  const named = CODES[name]
  if (named) return named
  if (NETWORK.has(systemCode(error) ?? '') || NETWORK.has(name)) return 'network'
  const inner = (error as { errors?: unknown[] } | undefined)?.errors?.[0]
  if (inner && NETWORK.has(systemCode(inner) ?? '')) return 'network'
  if (status === 429) return 'throttled'
  if (status !== undefined && status >= 500) return 'service'
  if (name === 'AbortError') return 'network'
  return status !== undefined && status >= 400 ? 'invalid' : 'network'
}
