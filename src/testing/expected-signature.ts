import { createHash, createHmac } from 'node:crypto'
import type { Captured } from './capture-server.ts'

/**
 * The signature that a request should have, worked out from its bytes as the service would (IAM User Guide, "Signature
 * Version 4"), and the one it has. Throws where what must be signed is not.
 */
export function signaturesOf(request: Captured, secret: string): { found: string; expected: string } {
  const { headers, url, body, method } = request
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/((\d{8})\/([^/]+)\/([^/]+)\/aws4_request), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/
  const [, scope, day, region, service, signed, found] = pattern.exec(headers.authorization ?? '') ?? []
  if (scope === undefined) throw new Error(`not a signature: ${headers.authorization}`)
  const names = signed!.split(';')
  const date = String(headers['x-amz-date'])
  for (const name of ['host', 'x-amz-date', 'x-amz-target', 'x-amz-security-token'])
    if (headers[name] !== undefined && !names.includes(name)) throw new Error(`${name} is not signed`)
  if (!date.startsWith(day!)) throw new Error(`signed for ${day}, sent at ${date}`)
  if ([...names].sort().join() !== names.join()) throw new Error(`signed headers are not in order: ${signed}`)
  const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')
  const canonical = [
    method,
    encodeAgain(url),
    '',
    ...names.map((name) => `${name}:${String(headers[name]).trim()}`),
    '',
    signed,
    sha256(body),
  ].join('\n')
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of [day!, region!, service!, 'aws4_request'])
    key = createHmac('sha256', key).update(part).digest()
  const expected = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n'))
    .digest('hex')
  return { found: found!, expected }
}

/** All but RFC 3986's unreserved characters and the slash. */
function encodeAgain(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~/]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}
