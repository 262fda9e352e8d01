import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { contextOf, findingsOf, only, withoutAws } from '../../../test/support/doctor.ts'
import { openStream } from '../../../test/support/local.ts'
import type { Kinesis } from '../../aws/client.ts'
import { clock } from './clock.ts'
import { connection } from './connection.ts'
import { credentials } from './credentials.ts'
import { dns } from './dns.ts'
import { region } from './region.ts'
import { reasons } from './tls.ts'

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url))

beforeEach(() => withoutAws())
afterEach(() => vi.unstubAllEnvs())

async function listen(server: Server, address = '127.0.0.1'): Promise<number> {
  server.listen(0, address)
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** A server with the certificate of localhost. */
function tlsServer(): Promise<number> {
  const server = createTlsServer({
    cert: readFileSync(fixture('localhost.pem')),
    key: readFileSync(fixture('localhost.key.pem')),
  })
  server.on('secureConnection', (socket) => socket.on('error', () => {}))
  return listen(server)
}

describe('the name', () => {
  it('that leads nowhere leaves nothing to connect to', async () => {
    // A label has 63 characters at the most (RFC 1035): nobody is asked for this one.
    const findings = await findingsOf({ endpoint_url: `http://${'x'.repeat(64)}.test` })
    expect(only(findings, 'dns')).toMatchObject({ status: 'failed' })
    expect(only(findings, 'dns').fix).toContain('getent hosts')
    expect(only(findings, 'connection').status).toBe('skipped')
  })
})

describe('the connection', () => {
  it('that is refused: start the endpoint; and a proxy is of no use', async () => {
    const server = createServer()
    const port = await listen(server)
    server.close()
    await once(server, 'close')
    const endpoint_url = `http://127.0.0.1:${port}`
    const findings = await findingsOf(
      { stream_name: 'logs', endpoint_url },
      { HTTPS_PROXY: 'http://proxy:3128' },
    )
    expect(only(findings, 'connection')).toMatchObject({ status: 'failed', facts: { code: 'ECONNREFUSED' } })
    expect(only(findings, 'connection').fix).toContain('kinetail local')
    expect(only(findings, 'proxy')).toMatchObject({ status: 'warning', facts: { variable: 'HTTPS_PROXY' } })
    for (const check of ['tls', 'clock', 'stream', 'permissions'] as const)
      expect(only(findings, check).status).toBe('skipped')
  })

  it('that works needs no proxy', async () => {
    const { endpoint } = await openStream(1)
    const findings = await findingsOf({ endpoint_url: endpoint.url }, { https_proxy: 'http://proxy:3128' })
    expect(only(findings, 'proxy')).toMatchObject({ status: 'ok', facts: { connected: true } })
  })
})

describe('TLS', () => {
  it('whose authority is unknown: the authority, and how it is trusted', async () => {
    const port = await tlsServer()
    const findings = await findingsOf(
      { stream_name: 'logs', endpoint_url: `https://localhost:${port}` },
      { NODE_EXTRA_CA_CERTS: '/no/such.pem' },
    )
    const found = only(findings, 'tls')
    expect(found).toMatchObject({ status: 'failed', facts: { error: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' } })
    expect(found.cause).toContain('/no/such.pem, which does not exist')
    expect(found.fix).toContain('NODE_EXTRA_CA_CERTS')
    expect(only(findings, 'stream').status).toBe('skipped')
  })

  it('that is not checked is worth a warning', async () => {
    const port = await tlsServer()
    const asked = { endpoint_url: `https://localhost:${port}` }
    const found = only(await findingsOf(asked, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }), 'tls')
    expect(found).toMatchObject({ status: 'warning' })
  })

  it('that the other side does not speak', async () => {
    const { endpoint } = await openStream(1)
    const findings = await findingsOf({ endpoint_url: endpoint.url.replace('http:', 'https:') })
    expect(only(findings, 'tls').status).toBe('failed')
    expect(only(findings, 'tls').fix).toContain('http://')
  })

  it.each([
    ['ERR_TLS_CERT_ALTNAME_INVALID', /DNS:localhost/, /--endpoint-url/],
    ['CERT_HAS_EXPIRED', /Jan 1/, /clock/],
    ['CERT_NOT_YET_VALID', /Feb 2/, /clock/],
    ['SELF_SIGNED_CERT_IN_CHAIN', /An Authority/, /NODE_EXTRA_CA_CERTS/],
  ])('refused with %s has its own fix', (flaw, cause, fix) => {
    const certificate = {
      subjectaltname: 'DNS:localhost',
      valid_from: 'Feb 2 2020',
      valid_to: 'Jan 1 2020',
      issuer: { CN: 'An Authority' },
    }
    const told = reasons(flaw, certificate as never, {})
    expect(told.cause).toMatch(cause)
    expect(told.fix).toMatch(fix)
  })
})

describe('the clock', () => {
  it.each([
    ['right', 0, 'ok', 'service'],
    ['a minute behind', 60_000, 'warning', 'behind the service'],
    ['ten minutes ahead, which is corrected', -600_000, 'warning', 'ahead of the service'],
  ])('%s', async (_, clockAheadMs, status, words) => {
    const { endpoint } = await openStream(1)
    endpoint.faults.clockAheadMs = clockAheadMs
    const found = only(await findingsOf({ stream_name: 'logs', endpoint_url: endpoint.url }), 'clock')
    expect(found.status).toBe(status)
    expect(found.what).toContain(words)
    expect(Math.abs(Number(found.facts['service_ahead_ms']) - clockAheadMs)).toBeLessThan(5000)
  })

  it('ten minutes off fails where nobody corrects it', async () => {
    const { endpoint } = await openStream(1)
    endpoint.faults.clockAheadMs = 600_000
    const context = await contextOf({ stream_name: 'logs', endpoint_url: endpoint.url })
    const kinesis = context.kinesis!
    onTestFinished(() => kinesis.close())
    for (const check of [credentials, dns, connection]) await check.run(context)
    // The SDK reads whether clocks are corrected once for all clients of a process.
    const access: Kinesis['access'] = async (...asked) => ({
      ...(await kinesis.access(...asked)),
      correctsClock: false,
    })
    const [found] = await clock.run({ ...context, kinesis: { ...kinesis, access } })
    expect(found).toMatchObject({ status: 'failed', fix: 'sudo timedatectl set-ntp true' })
  })
})

describe('the region', () => {
  it.each([
    ['of nobody', {}, {}, { status: 'warning', fix: 'export AWS_REGION=us-east-1' }],
    [
      'of the CLI',
      {},
      { AWS_DEFAULT_REGION: 'eu-west-1' },
      { status: 'warning', fix: 'export AWS_REGION=eu-west-1' },
    ],
    [
      'of a flag',
      { region: 'eu-west-1' },
      {},
      { status: 'ok', facts: { region: 'eu-west-1', from: 'flag' } },
    ],
    [
      'of another place than the endpoint',
      { region: 'us-east-1', endpoint_url: 'https://kinesis.eu-west-1.amazonaws.com' },
      {},
      { status: 'warning', fix: '--region eu-west-1' },
    ],
  ])('%s', async (_, flags, environment, told) => {
    const context = await contextOf(flags, environment)
    expect((await region.run(context))[0]).toMatchObject(told)
    context.kinesis!.close()
  })
})
