import { createHmac, hash } from 'node:crypto'
import type { Credentials, Destination } from './access.ts'

/**
 * Signature Version 4 of POST requests to one destination (IAM User Guide, "Create a signed AWS API request").
 * The key of the day and the time of the second are kept: what is left per request are two hashes over a few hundred
 * bytes, beside that of the body.
 */
export class Signer {
  readonly #destination: Destination
  readonly #canonicalPath: string
  #key: Buffer = Buffer.alloc(0)
  /** What `#key` was made from. */
  #keyDay = ''
  #keySecret = ''
  #second = Number.NaN
  #time = ''

  constructor(destination: Destination) {
    this.#destination = destination
    this.#canonicalPath = canonicalPath(destination.path)
  }

  /**
   * Headers of one request, `host` and `authorization` among them.
   * @param bodyHash SHA-256 of the body, as hex
   * @param at ms since the epoch, by the service's clock
   */
  sign(bodyHash: string, credentials: Credentials, at: number): Record<string, string> {
    const { contentType, host, target, region, service, userAgent } = this.#destination
    const time = this.#timeOf(at)
    const { accessKeyId, sessionToken } = credentials
    const tokenLine = sessionToken === undefined ? '' : `x-amz-security-token:${sessionToken}\n`
    const names = `content-type;host;x-amz-date;${sessionToken === undefined ? '' : 'x-amz-security-token;'}x-amz-target`
    const canonical =
      `POST\n${this.#canonicalPath}\n\ncontent-type:${contentType}\nhost:${host}\nx-amz-date:${time}\n` +
      `${tokenLine}x-amz-target:${target}\n\n${names}\n${bodyHash}`
    const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`
    const signature = createHmac('sha256', this.#keyOf(credentials.secretAccessKey, time.slice(0, 8)))
      .update(`AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash('sha256', canonical)}`)
      .digest('hex')
    return {
      host,
      'content-type': contentType,
      'user-agent': userAgent,
      'x-amz-date': time,
      ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }),
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    }
  }

  /** `20240115T103046Z` */
  #timeOf(at: number): string {
    const second = Math.floor(at / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#time = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '')
    }
    return this.#time
  }

  #keyOf(secret: string, day: string): Buffer {
    if (day !== this.#keyDay || secret !== this.#keySecret) {
      const { region, service } = this.#destination
      const parts = [day, region, service, 'aws4_request']
      this.#key = parts.reduce(
        (key, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${secret}`),
      )
      this.#keyDay = day
      this.#keySecret = secret
    }
    return this.#key
  }
}

/** An endpoint may have a path. It is normalised (RFC 3986) and encoded once more, as every service but S3 has it. */
function canonicalPath(path: string): string {
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(segment)
  }
  const encoded = segments.map((segment) =>
    encodeURIComponent(segment).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  )
  return `/${encoded.join('/')}${encoded.length > 0 && path.endsWith('/') ? '/' : ''}`
}
