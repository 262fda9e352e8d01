import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { ServiceError } from '../service-error.ts'

export type Request = IncomingMessage | Http2ServerRequest
export type Response = ServerResponse | Http2ServerResponse

/** Largest body taken: 10 MiB of records in base64, with room for keys and punctuation. */
const MOST_BODY_BYTES = 20 * 1024 * 1024

const inflate = promisify(gunzip)

/** The body, decompressed where the client compressed it (the SDK gzips large PutMetricData). */
export async function readBody(request: Request): Promise<Buffer> {
  const body = await collect(request)
  const encoding = header(request, 'content-encoding')
  if (encoding === undefined || encoding === 'identity') return body
  if (encoding !== 'gzip')
    throw new ServiceError('SerializationException', `Content-Encoding ${encoding} is not supported.`)
  try {
    return await inflate(body, { maxOutputLength: MOST_BODY_BYTES })
  } catch {
    throw new ServiceError('SerializationException', 'The gzip body cannot be read.')
  }
}

function collect(request: Request): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // Chunks are joined once at the end: joining at each chunk is quadratic, which shows from a few MiB on.
    const chunks: Buffer[] = []
    let bytes = 0
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes <= MOST_BODY_BYTES) chunks.push(chunk)
    })
    request.on('end', () => {
      if (bytes <= MOST_BODY_BYTES) resolve(Buffer.concat(chunks, bytes))
      else reject(new ServiceError('RequestEntityTooLarge', 'The request is too large.', 413))
    })
    request.on('error', reject)
    request.on('aborted', () => reject(new Error('aborted')))
  })
}

export function header(request: Request, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

export function send(
  response: Response,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): void {
  const bytes = Buffer.byteLength(body)
  const all = { ...headers, 'content-length': bytes }
  // The two protocols' types share no signature of writeHead, though they take the same arguments.
  ;(response as ServerResponse).writeHead(status, all).end(body)
}

/** Cuts the connection under a request, as a network failure would. */
export function cutConnection(request: Request): void {
  if ('stream' in request) request.stream.session?.destroy()
  else request.socket.resetAndDestroy()
}
