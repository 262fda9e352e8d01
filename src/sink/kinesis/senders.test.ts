import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decodeCbor } from '../../aws/cbor-read.ts'
import { encodeCbor } from '../../aws/cbor-write.ts'
import { openKinesis } from '../../aws/client.ts'
import { KinetailError } from '../../base/errors.ts'
import { type Entries, entriesOf } from '../../batch/batch.ts'
import { openKernel } from '../../kernel/kernel.ts'
import {
  type Answer,
  allTaken,
  type Captured,
  type CaptureServer,
  captureServer,
  type Reply,
} from '../../testing/capture-server.ts'
import { signaturesOf } from '../../testing/expected-signature.ts'
import { openSender, type SenderName } from './open.ts'
import type { PutRecordsPort } from './put.ts'
import type { WireName } from './wire.ts'

const SENDERS: SenderName[] = ['own', 'sdk']
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const RECORDS: Entries = entriesOf([
  { data: Buffer.from('{"message":"주문 접수 😀"}'), partitionKey: '주문-서울' },
  { data: Buffer.from(Array.from({ length: 256 }, (_, i) => i)), partitionKey: 'say "hi" \\ \u0001\u007f' },
  { data: new Uint8Array(0), partitionKey: '10.0.0.50' },
])

const cleanUp: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kinetail-senders-'))
  cleanUp.push(() => rmSync(path, { recursive: true }))
  return path
}

function environment(values: Record<string, string>): void {
  for (const [name, value] of Object.entries(values)) {
    const before = process.env[name]
    process.env[name] = value
    cleanUp.push(() => {
      if (before === undefined) delete process.env[name]
      else process.env[name] = before
    })
  }
}

/** Credentials as a user has them: a profile in a file. */
function profile(lines: readonly string[]): string {
  const path = join(folder(), 'config')
  writeFileSync(path, `[profile test]\n${lines.join('\n')}\n`)
  environment({ AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: join(path, '..', 'none') })
  return 'test'
}

async function server(reply: (request: Captured, index: number) => Reply): Promise<CaptureServer> {
  const started = await captureServer(reply)
  cleanUp.push(() => started.close())
  return started
}

interface SenderOptions {
  readonly stream?: string
  readonly profile?: string
  readonly answerMs?: number
}

async function sender(
  name: SenderName,
  url: string,
  options: SenderOptions = {},
  wire?: WireName,
): Promise<PutRecordsPort> {
  const kinesis = await openKinesis({
    region: 'ap-northeast-2',
    endpointUrl: url,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.answerMs === undefined ? {} : { requestTimeoutMs: options.answerMs }),
  })
  const port = await openSender(name, kinesis, options.stream ?? 'log-streaming-demo', wire)
  cleanUp.push(() => {
    port.close()
    kinesis.close()
  })
  return port
}

const never = new AbortController().signal

async function failure(call: Promise<unknown>): Promise<KinetailError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof KinetailError) return error
  throw new Error(`not a KinetailError: ${error}`)
}

describe('both senders send the same request', () => {
  it.each([
    ['to an endpoint', '', 'log-streaming-demo', []],
    ['with a session token', '', 'a', ['aws_session_token = FwoGZXIvYXdzE//token+with/odd=characters==']],
    ['to an endpoint with a path', '/base path/(v1)/', 'logs.v2_prod-EU', []],
  ])('%s', async (_, path, stream, extra) => {
    const used = profile(['aws_access_key_id = AKIDEXAMPLE', `aws_secret_access_key = ${SECRET}`, ...extra])
    const { url, requests } = await server(({ body }) => allTaken(body))
    for (const name of SENDERS)
      await (await sender(name, url + path, { stream, profile: used })).put(RECORDS, never)
    const [own, sdk] = requests
    for (const request of [own!, sdk!]) {
      const { found, expected } = signaturesOf(request, SECRET)
      expect(found).toBe(expected)
    }
    expect(JSON.parse(own!.body.toString())).toEqual(JSON.parse(sdk!.body.toString()))
    expect([own!.method, own!.url]).toEqual([sdk!.method, sdk!.url])
    const credential = ({ headers }: Captured): string => headers.authorization!.split(',')[0]!
    expect(credential(own!)).toBe(credential(sdk!))
    for (const name of [
      'host',
      'content-type',
      'x-amz-target',
      'x-amz-security-token',
      'user-agent',
      'transfer-encoding',
      'accept-encoding',
    ])
      expect([name, own!.headers[name]]).toEqual([name, sdk!.headers[name]])
    expect(own!.headers['content-length']).toBe(String(own!.body.length))
  })

  it('and the check of signatures sees a changed byte', async () => {
    const used = profile(['aws_access_key_id = AKIDEXAMPLE', `aws_secret_access_key = ${SECRET}`])
    const { url, requests } = await server(({ body }) => allTaken(body))
    await (await sender('own', url, { profile: used })).put(RECORDS, never)
    const changed = { ...requests[0]!, body: Buffer.concat([requests[0]!.body, Buffer.from(' ')]) }
    const { found, expected } = signaturesOf(changed, SECRET)
    expect(found).not.toBe(expected)
  })
})

describe('both senders fail alike', () => {
  const json = (value: object): string => JSON.stringify(value)
  it.each<[string, Reply]>([
    [
      'a known name',
      { status: 400, body: json({ __type: 'ResourceNotFoundException', message: 'Stream x' }) },
    ],
    [
      'a name with a namespace',
      { status: 400, body: json({ __type: 'com.amazonaws#ValidationException', Message: 'no' }) },
    ],
    [
      'a name with a place',
      { status: 400, body: json({ __type: 'ThrottlingException:http://x/', message: 'slow' }) },
    ],
    [
      'a name in a header',
      {
        status: 400,
        headers: { 'x-amzn-errortype': 'AccessDeniedException:x' },
        body: json({ message: 'no' }),
      },
    ],
    ['a name in a member', { status: 500, body: json({ code: 'InternalFailure' }) }],
    [
      'an expired token',
      { status: 400, body: json({ __type: 'ExpiredTokenException', message: 'expired' }) },
    ],
    ['an unknown name', { status: 403, body: json({ __type: 'SomethingNewException', message: 'new' }) }],
    ['an empty 503', { status: 503, body: '' }],
    ['an empty 429', { status: 429, body: '' }],
    ['a proxy page', { status: 502, body: '<html>Bad Gateway</html>' }],
    ['a body that is too large for a proxy', { status: 413, body: '<html>' }],
    ['a redirection', { status: 307, headers: { location: 'http://127.0.0.1:1/' }, body: '' }],
    ['a success that is no JSON', { status: 200, body: '<html>' }],
    ['a connection that is cut', 'cut'],
    ['no answer', 'hang'],
  ])('%s', async (_, reply) => {
    const { url } = await server(() => reply)
    const told: { code: string; canRetry: boolean; exitCode: number; facts: Record<string, unknown> }[] = []
    for (const name of SENDERS) {
      const { code, canRetry, exitCode, facts } = await failure(
        (await sender(name, url, { answerMs: 200 })).put(RECORDS, never),
      )
      told.push({ code, canRetry, exitCode, facts: { ...facts } })
    }
    // The SDK calls a connection that was cut a TimeoutError; ours has the name that Node gives it.
    if (reply === 'cut') for (const { facts } of told) delete facts['name']
    expect(told[0]).toEqual(told[1])
  })

  it('where nobody listens', async () => {
    const closed = await captureServer(() => 'hang')
    await closed.close()
    for (const name of SENDERS)
      expect(await failure((await sender(name, closed.url)).put(RECORDS, never))).toMatchObject({
        code: 'network',
        canRetry: true,
        message: expect.stringContaining('ECONNREFUSED'),
      })
  })

  it("when the local endpoint's credentials would leave this machine", async () => {
    environment({ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' })
    for (const name of SENDERS)
      expect(await failure((await sender(name, 'http://kinesis.invalid')).put(RECORDS, never))).toMatchObject(
        {
          code: 'credentials',
          message: expect.stringContaining('http://kinesis.invalid is not on this machine'),
        },
      )
  })

  it('when the call is given up', async () => {
    const giveUp = new AbortController()
    const { url } = await server(() => {
      giveUp.abort()
      return 'hang'
    })
    for (const name of SENDERS) {
      const port = await sender(name, url)
      const first = await failure(port.put(RECORDS, giveUp.signal))
      expect(first).toMatchObject({ code: 'network', facts: { name: 'AbortError' } })
      const again = await failure(port.put(RECORDS, giveUp.signal))
      expect(again).toMatchObject({ code: 'network', facts: { name: 'AbortError' } })
    }
  })
})

describe.each(SENDERS)('the %s sender', (name) => {
  it('keeps its connections and opens new ones after a reset', async () => {
    const host = await server(({ body }) => allTaken(body))
    const port = await sender(name, host.url)
    for (let i = 0; i < 20; i++) await port.put(RECORDS, never)
    expect(host.connections).toBe(1)
    await Promise.all(Array.from({ length: 5 }, () => port.put(RECORDS, never)))
    expect(host.connections).toBeLessThanOrEqual(5)
    const before = host.connections
    host.cutConnections()
    await expect
      .poll(() =>
        port.put(RECORDS, never).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    expect(host.connections).toBeGreaterThan(before)
  })

  it('takes credentials anew when they expire', async () => {
    const dir = folder()
    const script = join(dir, 'keys.mjs')
    // Ends within the five minutes in which the SDK renews: every call is another key.
    writeFileSync(
      script,
      `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync('${dir}/calls', 'x')
const n = readFileSync('${dir}/calls').length
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKID' + n, SecretAccessKey: 'secret' + n,
  SessionToken: 'token' + n, Expiration: new Date(Date.now() + 1000).toISOString() }))`,
    )
    const used = profile([`credential_process = ${process.execPath} ${script}`])
    const { url, requests } = await server(({ body }) => allTaken(body))
    const port = await sender(name, url, { profile: used })
    const keyOf = ({ headers }: Captured): string =>
      /Credential=AKID(\d+)\//.exec(headers.authorization ?? '')![1]!
    await expect
      .poll(
        async () => {
          await port.put(RECORDS, never)
          return new Set(requests.map(keyOf)).size
        },
        { timeout: 15_000 },
      )
      .toBeGreaterThan(1)
    for (const request of requests) {
      const key = keyOf(request)
      expect(request.headers['x-amz-security-token']).toBe(`token${key}`)
      const { found, expected } = signaturesOf(request, `secret${key}`)
      expect(found).toBe(expected)
    }
  })

  const expired: Reply = {
    status: 400,
    body: JSON.stringify({ __type: 'ExpiredTokenException', message: 'The security token has expired' }),
  }
  const tokenOf = ({ headers }: Captured): string => String(headers['x-amz-security-token'])

  it('reads credentials of a file anew when the service refuses them, and loses no request by it', async () => {
    const path = join(folder(), 'credentials')
    const write = (n: number): void =>
      writeFileSync(
        path,
        `[test]\naws_access_key_id = AKID${n}\naws_secret_access_key = secret${n}\naws_session_token = token${n}\n`,
      )
    write(1)
    environment({ AWS_SHARED_CREDENTIALS_FILE: path, AWS_CONFIG_FILE: join(path, '..', 'none') })
    const { url, requests } = await server((request) => {
      if (tokenOf(request) === 'token2') return allTaken(request.body)
      // Whoever renews the file has done so a moment before.
      write(2)
      return expired
    })
    const port = await sender(name, url, { profile: 'test' })
    await port.put(RECORDS, never)
    await port.put(RECORDS, never)
    expect(requests.map(tokenOf)).toEqual(['token1', 'token2', 'token2'])
    for (const request of requests) {
      const { found, expected } = signaturesOf(request, `secret${tokenOf(request).slice(-1)}`)
      expect(found).toBe(expected)
    }
  })

  it('asks a process for other credentials when the service refuses those without a date of expiry', async () => {
    const dir = folder()
    const script = join(dir, 'keys.mjs')
    writeFileSync(
      script,
      `import { appendFileSync, readFileSync } from 'node:fs'
appendFileSync('${dir}/calls', 'x')
const n = readFileSync('${dir}/calls').length
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKID' + n, SecretAccessKey: 'secret' + n, SessionToken: 'token' + n }))`,
    )
    const used = profile([`credential_process = ${process.execPath} ${script}`])
    let refused = ''
    const { url, requests } = await server((request) => {
      refused ||= tokenOf(request)
      return refused === tokenOf(request) ? expired : allTaken(request.body)
    })
    const port = await sender(name, url, { profile: used })
    await port.put(RECORDS, never)
    expect(new Set(requests.map(tokenOf)).size).toBe(2)
    expect(requests).toHaveLength(2)
  })

  it('does not ask again and again where there are no others', async () => {
    const dir = folder()
    const script = join(dir, 'keys.mjs')
    writeFileSync(
      script,
      `import { appendFileSync } from 'node:fs'
appendFileSync('${dir}/calls', 'x')
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKID', SecretAccessKey: 's', SessionToken: 't' }))`,
    )
    const used = profile([`credential_process = ${process.execPath} ${script}`])
    const { url, requests } = await server(() => expired)
    const port = await sender(name, url, { profile: used })
    const began = performance.now()
    for (let i = 0; i < 10; i++)
      expect(await failure(port.put(RECORDS, never))).toMatchObject({ code: 'credentials' })
    expect(requests).toHaveLength(10)
    // One at the start, and one every two seconds at the most.
    const looks = readFileSync(join(dir, 'calls')).length
    expect(looks).toBeLessThanOrEqual(2 + Math.ceil((performance.now() - began) / 2000))
  })

  it('signs by the clock of the service once it was refused for its own', async () => {
    const ahead = 3_600_000
    const { url, requests } = await server(({ headers, body }) => {
      const [, y, mo, d, h, mi, s] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(String(headers['x-amz-date']))!
      const signed = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`)
      const service = Date.now() + ahead
      const date = { date: new Date(service).toUTCString() }
      if (Math.abs(signed - service) < 300_000) return { ...allTaken(body), headers: date }
      const refusal = { __type: 'InvalidSignatureException', message: 'Signature expired' }
      return { status: 400, headers: date, body: JSON.stringify(refusal) }
    })
    const port = await sender(name, url)
    for (let i = 0; i < 3; i++) await port.put(RECORDS, never)
    expect(requests).toHaveLength(4)
  })

  it.each(['InvalidSignatureException', 'RequestExpired', 'RequestTimeTooSkewed'])(
    'goes on after the clock was set wrong while it ran (%s)',
    async (refusal) => {
      let ahead = 0
      const { url } = await server(({ headers, body }) => {
        const at = String(headers['x-amz-date']).replace(/(....)(..)(..)T(..)(..)/, '$1-$2-$3T$4:$5:')
        const service = Date.now() + ahead
        const date = { date: new Date(service).toUTCString() }
        if (Math.abs(Date.parse(at) - service) < 300_000) return { ...allTaken(body), headers: date }
        return { status: 403, headers: date, body: JSON.stringify({ __type: refusal, message: 'too old' }) }
      })
      const port = await sender(name, url)
      for (const hours of [0, 2, -3, 0]) {
        ahead = hours * 3_600_000
        await port.put(RECORDS, never)
        await port.put(RECORDS, never)
      }
    },
  )

  it('gives a refused signature back at once when the clocks agree', async () => {
    const { url, requests } = await server(() => ({
      status: 400,
      headers: { date: new Date().toUTCString() },
      body: JSON.stringify({ __type: 'InvalidSignatureException', message: 'does not match' }),
    }))
    const port = await sender(name, url)
    expect(await failure(port.put(RECORDS, never))).toMatchObject({ code: 'credentials' })
    expect(requests).toHaveLength(1)
  })
})

describe("the own sender's memory", () => {
  it('is free again after an answer, a refusal, a cut, a timeout, an abort and a wrong clock', async () => {
    const { arena } = openKernel()!
    const used = arena.used
    const giveUp = new AbortController()
    const replies: readonly ((body: Buffer) => Reply)[] = [
      (body) => allTaken(body),
      () => ({ status: 400, body: JSON.stringify({ __type: 'ValidationException', message: 'no' }) }),
      () => 'cut',
      () => 'hang',
      () => {
        giveUp.abort()
        return 'hang'
      },
      () => ({
        status: 400,
        headers: { date: new Date(Date.now() + 3_600_000).toUTCString() },
        body: JSON.stringify({ __type: 'InvalidSignatureException', message: 'Signature expired' }),
      }),
      (body) => allTaken(body),
    ]
    const { url, requests } = await server(({ body }, index) => replies[index]!(body))
    const port = await sender('own', url, { answerMs: 300 })
    const codes: string[] = []
    for (let i = 0; i < 6; i++) {
      const call = port.put(RECORDS, i === 4 ? giveUp.signal : never)
      codes.push(
        await call.then(
          () => 'taken',
          (error: KinetailError) => error.code,
        ),
      )
    }
    expect(codes).toEqual(['taken', 'invalid', 'network', 'network', 'network', 'taken'])
    expect(requests).toHaveLength(7)
    await expect.poll(() => arena.used).toBe(used)
  })
})

describe('the own sender in CBOR', () => {
  const type = { 'content-type': 'application/x-amz-cbor-1.1' }
  const inCbor = (value: object, status = 200): Answer => ({ status, headers: type, body: encodeCbor(value) })
  const allTakenInCbor = (body: Buffer): Answer =>
    inCbor(JSON.parse(String(allTaken(Buffer.from(JSON.stringify(decodeCbor(body)))).body)) as object)

  it('sends what the SDK sends, but for base64, and is signed', async () => {
    const used = profile(['aws_access_key_id = AKIDEXAMPLE', `aws_secret_access_key = ${SECRET}`])
    const { url, requests } = await server(({ headers, body }) =>
      headers['content-type'] === type['content-type'] ? allTakenInCbor(body) : allTaken(body),
    )
    const answer = await (await sender('own', url, { profile: used }, 'cbor')).put(RECORDS, never)
    expect(answer).toEqual({ firstShardId: 'shardId-000000000000' })
    await (await sender('sdk', url, { profile: used })).put(RECORDS, never)
    const [cbor, json] = requests
    const { found, expected } = signaturesOf(cbor!, SECRET)
    expect(found).toBe(expected)
    expect(cbor!.headers).toMatchObject({ ...type, 'x-amz-target': json!.headers['x-amz-target'] })
    const read = decodeCbor(cbor!.body) as { StreamName: string; Records: { Data: Buffer }[] }
    const Records = read.Records.map((record) => ({ ...record, Data: record.Data.toString('base64') }))
    expect({ ...read, Records }).toEqual(JSON.parse(json!.body.toString()))
  })

  it('tells failures as in JSON, and which records were refused', async () => {
    const words = { __type: 'com.amazonaws.kinesis#ResourceInUseException', message: 'CREATING' }
    const refused = { ErrorCode: 'InternalFailure', ErrorMessage: 'Internal service failure.' }
    const some = { FailedRecordCount: 1, Records: [{ ShardId: 'a' }, refused, { ShardId: 'a' }] }
    const replies: Reply[] = [
      inCbor(words, 400),
      inCbor(some),
      { headers: type, body: 'no CBOR' },
      { status: 503, headers: type, body: '' },
      { status: 502, headers: type, body: '<html>' },
    ]
    const { url } = await server((_, index) => replies[index]!)
    const port = await sender('own', url, {}, 'cbor')
    expect(await failure(port.put(RECORDS, never))).toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('CREATING'),
    })
    expect(await port.put(RECORDS, never)).toEqual(some)
    expect(await failure(port.put(RECORDS, never))).toMatchObject({ facts: { name: 'SyntaxError' } })
    expect(await failure(port.put(RECORDS, never))).toMatchObject({ code: 'service', canRetry: true })
    expect(await failure(port.put(RECORDS, never))).toMatchObject({ code: 'service', canRetry: true })
  })

  it.each<[string, Answer]>([
    ['a word', { status: 400, body: JSON.stringify({ __type: 'SerializationException', message: 'no' }) }],
    ['a status', { status: 415, body: '' }],
  ])('goes over to JSON where the endpoint refuses CBOR by %s', async (_, refusal) => {
    const { url, requests } = await server(({ headers, body }) =>
      headers['content-type'] === type['content-type'] ? refusal : allTaken(body),
    )
    const port = await sender('own', url, {}, 'cbor')
    for (let i = 0; i < 3; i++)
      expect(await port.put(RECORDS, never)).toEqual({ firstShardId: 'shardId-000000000000' })
    expect(requests.map(({ headers }) => headers['content-type']?.includes('cbor'))).toEqual([
      true,
      false,
      false,
      false,
    ])
  })

  it('stays with CBOR where the endpoint has read it before', async () => {
    const broken = { __type: 'SerializationException', message: 'no' }
    const { url } = await server(({ body }, index) =>
      index === 1 ? inCbor(broken, 400) : allTakenInCbor(body),
    )
    const port = await sender('own', url, {}, 'cbor')
    await port.put(RECORDS, never)
    expect(await failure(port.put(RECORDS, never))).toMatchObject({ code: 'invalid' })
    await port.put(RECORDS, never)
  })
})
