import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../test/support/until.ts'
import { listen } from './listener.ts'

async function open(): Promise<number> {
  const listener = await listen(0, async (request, response) => {
    response.setHeader('x-version', request.httpVersion)
    response.end('hello')
  })
  onTestFinished(() => listener.close())
  return listener.port
}

/** Sends bytes, one packet each, and returns all that comes back until the other side has said enough. */
async function talk(
  port: number,
  packets: readonly Buffer[],
  enough: (seen: string) => boolean,
): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  onTestFinished(() => {
    socket.destroy()
  })
  let seen = ''
  socket.setEncoding('latin1').on('data', (text: string) => {
    seen += text
  })
  for (const packet of packets)
    await new Promise<void>((resolve) => socket.write(packet, () => setImmediate(resolve)))
  await until(
    () => enough(seen),
    () => `an answer after ${JSON.stringify(seen)}`,
  )
  return seen
}

const bytes = (text: string): Buffer[] => [...text].map((char) => Buffer.from(char, 'latin1'))

test('HTTP/1.1 that arrives byte by byte is answered, also where it begins like the HTTP/2 preface', async () => {
  const port = await open()
  for (const method of ['POST', 'PUT', 'PROPFIND'])
    expect(
      await talk(port, bytes(`${method} / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n`), (seen) =>
        seen.includes('hello'),
      ),
    ).toContain('x-version: 1.1')
})

test('HTTP/2 that arrives byte by byte is answered with its settings', async () => {
  const port = await open()
  const emptySettings = '\0\0\0\u0004\0\0\0\0\0'
  const seen = await talk(
    port,
    bytes(`PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${emptySettings}`),
    (text) => text.length >= 9,
  )
  // Frame type 4, SETTINGS, on stream 0 (RFC 9113, section 6.5).
  expect(seen.charCodeAt(3)).toBe(4)
})

test('what is no HTTP ends that connection only', async () => {
  const port = await open()
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.write('\x16\x03\x01 hello TLS\r\n\r\n')
  await closed
  expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('hello')
})
