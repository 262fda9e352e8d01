import { ServiceError } from '../service-error.ts'

/** Who calls, as far as the endpoint cares: any signature is good, so no secret is needed here. */
export interface Caller {
  readonly accessKeyId: string
  /** From the scope of the signature. */
  readonly region: string
}

const SCOPE = /^AWS4-HMAC-SHA256 .*?Credential=([^/\s,]+)\/[^/\s,]*\/([^/\s,]+)\/[^/\s,]+\/aws4_request/

/**
 * Reads the caller from the Authorization header without checking the signature. Two kinds of access key id let
 * refusals be tried out: one that begins with `REFUSED` is unknown, one that begins with `DENIED` may do nothing.
 */
export function authorize(header: string | undefined, action: string): Caller {
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
  if (accessKeyId.startsWith('DENIED'))
    throw new ServiceError(
      'AccessDeniedException',
      `User: ${accessKeyId} is not authorized to perform: ${action} because no identity-based policy allows it`,
    )
  return { accessKeyId, region }
}
