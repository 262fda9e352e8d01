import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Destination } from './access.ts'
import { HttpPost } from './http-post.ts'

const cleanUp: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

function post(
  port: number,
  bounds: { connectMs?: number; answerMs?: number; maxSockets?: number } = {},
): HttpPost {
  const destination: Destination = {
    protocol: 'http:',
    hostname: '127.0.0.1',
    port,
    path: '/',
    host: `127.0.0.1:${port}`,
    target: 'T',
    contentType: 'application/json',
    userAgent: 'test',
    region: 'us-east-1',
    service: 'kinesis',
  }
  const made = new HttpPost(destination, { connectMs: 3000, answerMs: 5000, maxSockets: 4, ...bounds })
  cleanUp.push(() => made.close())
  return made
}

/** A server that sees bytes, for what no HTTP server would do. */
async function bytesServer(serve: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {})
    serve(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

/** The port of a process that listens and never accepts, with its queue full: the next connection stays half open. */
async function fullPort(): Promise<number> {
  const listens = `const server = require('net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('fs').writeSync(1, server.address().port + '\\n')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`
  const child = spawn(process.execPath, ['-e', listens], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'exit')
  cleanUp.push(() => {
    child.kill('SIGKILL')
    return ended
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const port = Number(line.toString())
  for (let i = 0; i < 16; i++) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    cleanUp.push(() => socket.destroy())
    const connected = once(socket, 'connect').then(() => true)
    const gaveUp = new Promise<false>((resolve) => setTimeout(resolve, 200, false))
    if (!(await Promise.race([connected, gaveUp]))) return port
  }
  throw new Error('the queue of the listener did not fill')
}

const body = Buffer.from('{}')

describe('a POST', () => {
  it('is given up when no connection stands in time', async () => {
    const slow = post(await fullPort(), { connectMs: 100, answerMs: 20_000 })
    const began = performance.now()
    await expect(slow.send({}, body)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no connection within 100 ms',
    })
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it('is given up when the answer stops halfway', async () => {
    const port = await bytesServer((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    )
    await expect(post(port, { answerMs: 150 }).send({}, body)).rejects.toMatchObject({
      name: 'TimeoutError',
      message: 'no answer within 150 ms',
    })
  })

  it('fails when the connection ends within the answer', async () => {
    const port = await bytesServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf')),
    )
    await expect(post(port).send({}, body)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  it('says that its memory is still in use when the answer comes before the request is through', async () => {
    const length = 32 * 1024 ** 2
    let taken = 0
    let closed = false
    let resume = (): void => {}
    const port = await bytesServer((socket) => {
      socket.once('data', () => {
        socket.pause()
        socket.write('HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\n\r\n')
      })
      socket.on('data', (bytes) => {
        taken += bytes.length
      })
      socket.on('close', () => {
        closed = true
      })
      resume = () => socket.resume()
    })
    const answer = await post(port).send({}, Buffer.alloc(length))
    expect(answer).toMatchObject({ status: 413, requestGone: false })
    resume()
    await expect.poll(() => closed).toBe(true)
    expect(taken).toBeLessThan(length)
  })

  it('takes an answer in pieces of unknown length', async () => {
    const port = await bytesServer((socket) =>
      socket.once('data', () =>
        socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n'),
      ),
    )
    const answer = await post(port).send({}, body)
    expect(answer.body.toString()).toBe('abcde')
    expect(answer.requestGone).toBe(true)
  })

  it('waits for a free connection without counting that as connecting', async () => {
    let open = 0
    let most = 0
    const port = await bytesServer((socket) => {
      most = Math.max(most, ++open)
      socket.on('close', () => open--)
      socket.on('data', () =>
        setTimeout(() => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'), 20),
      )
    })
    const few = post(port, { connectMs: 50, maxSockets: 2 })
    const answers = await Promise.all(Array.from({ length: 10 }, () => few.send({}, body)))
    expect(answers.map((answer) => answer.body.toString())).toEqual(new Array(10).fill('ok'))
    expect(most).toBe(2)
  })
})
