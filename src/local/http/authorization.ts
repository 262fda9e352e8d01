import { ACCOUNT } from '../limits.ts'
import { ServiceError } from '../service-error.ts'

/** Who calls, as far as the endpoint cares: any signature is good, so no secret is needed here. */
export interface Caller {
  readonly accessKeyId: string
  /** From the scope of the signature. */
  readonly region: string
}

const SCOPE = /^AWS4-HMAC-SHA256 .*?Credential=([^/\s,]+)\/[^/\s,]*\/([^/\s,]+)\/[^/\s,]+\/aws4_request/

/**
 * Reads the caller from the Authorization header without checking the signature. Three kinds of access key id let
 * refusals be tried out: one that begins with `REFUSED` is unknown, one that begins with `EXPIRED` was good until a while ago, one
 * that begins with `DENIED` may do nothing, and `DENIED-PutRecords` (or another operation) may do everything but that.
 * @param resource its ARN in a region, where the call is about one
 */
export function authorize(
  header: string | undefined,
  action: string,
  resource?: (region: string) => string,
): Caller {
  if (header === undefined || header === '')
    throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403)
  const [, accessKeyId, region] = SCOPE.exec(header) ?? []
  if (accessKeyId === undefined || region === undefined)
    throw new ServiceError(
      'IncompleteSignatureException',
      "Authorization header requires 'Credential' parameter of the form " +
        'ACCESS-KEY-ID/DATE/REGION/SERVICE/aws4_request.',
      403,
    )
  if (accessKeyId.startsWith('REFUSED'))
    throw new ServiceError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      403,
    )
  if (accessKeyId.startsWith('EXPIRED'))
    throw new ServiceError(
      'ExpiredTokenException',
      'The security token included in the request is expired',
      403,
    )
  if (isDenied(accessKeyId, action))
    throw new ServiceError(
      'AccessDeniedException',
      `User: arn:aws:iam::${ACCOUNT}:user/${accessKeyId} is not authorized to perform: ${action}` +
        `${resource === undefined ? '' : ` on resource: ${resource(region)}`}` +
        ` because no identity-based policy allows the ${action} action`,
    )
  return { accessKeyId, region }
}

/** Whether the key may not do it: `DENIED-` and the name of an operation is refused that alone. */
function isDenied(accessKeyId: string, action: string): boolean {
  if (!accessKeyId.startsWith('DENIED')) return false
  const [, only] = /^DENIED-([A-Z]\w+)$/.exec(accessKeyId) ?? []
  return only === undefined || action.endsWith(`:${only}`)
}

/** ms for which a signature is good, before and after its time. */
const SIGNATURE_MS = 300_000

/** Refuses a request whose `x-amz-date` is too far from `nowMs`, in the service's words. */
export function checkSignedTime(date: string | undefined, nowMs: number): void {
  const written = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date ?? '')
  const [, year, month, day, hour, minute, second] = written ?? []
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Math.abs(signed - nowMs) <= SIGNATURE_MS) return
  const [now, least] = [nowMs, nowMs - SIGNATURE_MS].map((ms) =>
    new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, ''),
  )
  throw new ServiceError(
    'InvalidSignatureException',
    signed < nowMs
      ? `Signature expired: ${date} is now earlier than ${least} (${now} - 5 min.)`
      : `Signature not yet current: ${date} is still later than ${now} + 5 min.`,
    403,
  )
}
