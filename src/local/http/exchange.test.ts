import { connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { openEndpoint } from '../../../test/support/local.ts'
import { decodeCbor } from '../../aws/cbor-read.ts'
import { CborTime, encodeCbor } from '../../aws/cbor-write.ts'

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

  test('in CBOR is answered in CBOR, a failure too', async () => {
    const { url } = await openEndpoint({ createDelayMs: 0 })
    const call = async (
      operation: string,
      input: object | string,
    ): Promise<[number, Record<string, unknown>]> => {
      const body = typeof input === 'string' ? Buffer.from(input, 'hex') : encodeCbor(input)
      const answer = await post(url, new Uint8Array(body), {
        'content-type': 'application/x-amz-cbor-1.1',
        'x-amz-target': `Kinesis_20131202.${operation}`,
      })
      expect(answer.headers.get('content-type')).toBe('application/x-amz-cbor-1.1')
      const bytes = Buffer.from(await answer.arrayBuffer())
      return [answer.status, bytes.length === 0 ? {} : (decodeCbor(bytes) as Record<string, unknown>)]
    }
    const StreamName = 'logs'
    expect(await call('CreateStream', { StreamName, ShardCount: 1 })).toEqual([200, {}])
    const Data = Buffer.from([0, 1, 254, 255])
    const taken = {
      FailedRecordCount: 0,
      EncryptionType: 'NONE',
      Records: [{ ShardId: 'shardId-000000000000' }],
    }
    const put = { StreamName, Records: [{ Data, PartitionKey: '키' }] }
    expect(await call('PutRecords', put)).toMatchObject([200, taken])
    // The same with lengths that are not told, as the SDK for Java writes it.
    const open =
      'bf6a53747265616d4e616d65646c6f6773675265636f7264739fbf64446174614400' +
      '01feff6c506172746974696f6e4b657963ed82a4ffffff'
    expect(await call('PutRecords', open)).toMatchObject([200, taken])
    const at = new CborTime(Date.now() - 60_000)
    const from = {
      StreamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'AT_TIMESTAMP',
      Timestamp: at,
    }
    const [, { ShardIterator }] = await call('GetShardIterator', from)
    const [status, read] = await call('GetRecords', { ShardIterator })
    const record = { Data, PartitionKey: '키' }
    expect([status, read]).toMatchObject([200, { Records: [record, record] }])
    const [{ ApproximateArrivalTimestamp: arrived }] = read['Records'] as [
      { ApproximateArrivalTimestamp: number },
    ]
    expect(Math.abs(arrived * 1000 - Date.now())).toBeLessThan(60_000)
    for (const [input, code] of [
      [{ StreamName: 'none', Records: put.Records }, 'ResourceNotFoundException'],
      [{ StreamName }, 'ValidationException'],
      ['ff', 'SerializationException'],
      ['01', 'SerializationException'],
    ] as const)
      expect(await call('PutRecords', input)).toMatchObject([400, { __type: code }])
  })

  test('in CBOR for CloudWatch is told what is spoken', async () => {
    const { url } = await openEndpoint()
    const answer = await post(url, '\xa0', {
      'content-type': 'application/cbor',
      'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics',
    })
    expect(await refusal(answer)).toEqual([400, 'SerializationException'])
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
