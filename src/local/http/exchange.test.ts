import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openEndpoint } from '../../../test/support/local.ts'

const SCOPE =
  'AWS4-HMAC-SHA256 Credential=local/20260115/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=0'

function post(
  url: string,
  body: Uint8Array | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: {
      authorization: SCOPE,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Kinesis_20131202.ListStreams',
      ...headers,
    },
    body,
  })
}

async function refusal(answer: Response): Promise<[status: number, code: string]> {
  const { __type } = (await answer.json()) as { __type: string }
  return [answer.status, __type]
}

describe('a request', () => {
  test('may be compressed with gzip, and with nothing else', async () => {
    const { url } = await openEndpoint()
    const fine = await post(url, gzipSync('{}'), { 'content-encoding': 'gzip' })
    expect(await fine.json()).toMatchObject({ StreamNames: [] })
    for (const [body, encoding] of [
      [Buffer.from('no gzip'), 'gzip'],
      [Buffer.from('{}'), 'br'],
      [gzipSync(Buffer.alloc(30 * 1024 * 1024)), 'gzip'],
    ] as const)
      expect(await refusal(await post(url, body, { 'content-encoding': encoding }))).toEqual([
        400,
        'SerializationException',
      ])
  })

  test('over 20 MiB is refused, and the connection lives on', async () => {
    const { url } = await openEndpoint()
    expect(await refusal(await post(url, new Uint8Array(21 * 1024 * 1024)))).toEqual([
      413,
      'RequestEntityTooLarge',
    ])
    expect((await post(url, '{}')).status).toBe(200)
  })

  test('in CBOR is told what is spoken', async () => {
    const { url } = await openEndpoint()
    const answer = await post(url, '\xa0', { 'content-type': 'application/x-amz-cbor-1.1' })
    const { message } = (await answer.json()) as { message: string }
    expect([answer.status, message]).toEqual([400, expect.stringContaining('AWS_CBOR_DISABLE')])
  })

  test('of a browser, or with half a signature, is refused', async () => {
    const { url } = await openEndpoint()
    const browser = await fetch(url)
    expect([browser.status, await browser.text()]).toEqual([403, expect.stringContaining('AccessDenied')])
    const half = await post(url, '{}', { authorization: 'AWS4-HMAC-SHA256 Credential=local' })
    expect(await refusal(half)).toEqual([403, 'IncompleteSignatureException'])
  })

  test('that ends in the middle harms nobody else', async () => {
    const { url, port } = await openEndpoint()
    for (let i = 0; i < 5; i++) {
      const socket = connect({ port, host: '127.0.0.1' })
      const head = `POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: Kinesis_20131202.ListStreams\r\ncontent-length: 99\r\n\r\n{`
      await new Promise<void>((resolve) => socket.write(head, () => resolve()))
      socket.destroy()
    }
    expect((await post(url, '{}')).status).toBe(200)
  })
})
