import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer } from 'node:tls'
import { afterAll, afterEach, describe, expect, it, onTestFinished } from 'vitest'
import { cleanUp, jsonLines, root, run, startLocal, temporaryFolder } from './support.ts'

const fixture = (name: string): string => join(root, 'test', 'fixtures', 'tls', name)
const TRUSTED = { NODE_EXTRA_CA_CERTS: fixture('authority.pem') }

afterEach(cleanUp)
afterAll(cleanUp)

/** TLS before a plain endpoint, with a certificate for localhost; its URL. */
async function tlsBefore(url: string): Promise<string> {
  const { port } = new URL(url)
  const sockets: Socket[] = []
  const options = {
    cert: readFileSync(fixture('localhost.pem')),
    key: readFileSync(fixture('localhost.key.pem')),
  }
  const server = createServer(options, (outer) => {
    const inner = connect(Number(port), '127.0.0.1')
    sockets.push(outer, inner)
    for (const [from, to] of [
      [outer, inner],
      [inner, outer],
    ] as const) {
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `https://localhost:${(server.address() as AddressInfo).port}`
}

describe.each([
  ['own', 'json'],
  ['own', 'cbor'],
  ['sdk', 'json'],
])('over TLS, the sender %s in %s', (sender, wire) => {
  it('delivers every line to an endpoint whose authority is trusted', async () => {
    const { url } = await startLocal('--no-limits')
    const folder = temporaryFolder('tls')
    const path = join(folder, 'app.log')
    const lines = Array.from({ length: 2000 }, (_, n) => `{"level":"INFO","message":"line ${n}","n":${n}}\n`)
    writeFileSync(path, lines.join(''))
    const words = [
      'stream',
      '--stream-name',
      'tls',
      '--create-stream',
      '--once',
      '--sender',
      sender,
      '--wire',
      wire,
    ]
    const log = JSON.stringify([{ path, type: 'application' }])
    const state = join(folder, 'checkpoint')
    const { code, stderr } = await run(
      [...words, '--endpoint-url', await tlsBefore(url), '--log-files', log, '--checkpoint-dir', state],
      { env: TRUSTED },
    )
    expect(`${stderr}${code}`).toMatch(/0$/)
    const read = await run(['read', 'tls', '--endpoint-url', url, '--from', 'trim-horizon', '--json'])
    const numbers = jsonLines<{ n: number }>(read.stdout).map(({ n }) => n)
    expect(numbers.sort((a, b) => a - b)).toEqual(lines.map((_, n) => n))
  })
})
