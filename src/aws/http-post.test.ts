import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Destination } from './access.ts'
import { type BodyMemory, HttpPost } from './http-post.ts'

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
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** Memory of a body that tells when it is free, and how often. */
function watched(headRoom = 0): BodyMemory & { readonly freed: Promise<void>; times: number } {
  let resolve = (): void => {}
  const freed = new Promise<void>((done) => {
    resolve = done
  })
  return {
    headRoom,
    freed,
    times: 0,
    free() {
      this.times++
      resolve()
    },
  }
}

/** A server that answers with these bytes, one after the other, to whatever comes; and its connections so far. */
async function scripted(
  answers: readonly (string | 'end')[],
): Promise<{ port: number; connections: () => number }> {
  let connections = 0
  let next = 0
  const port = await bytesServer((socket) => {
    connections++
    socket.on('data', () => {
      const answer = answers[next++ % answers.length]!
      if (answer === 'end') socket.end()
      else socket.write(answer)
    })
  })
  return { port, connections: () => connections }
}

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

  it('is given up after its own time, whatever was sent and answered before it', async () => {
    const port = await bytesServer((socket) =>
      socket.on('data', (bytes) => bytes.includes('answer') && socket.write(OK)),
    )
    const sender = post(port, { answerMs: 200 })
    const silent = async (): Promise<number> => {
      const began = performance.now()
      await expect(sender.send({}, Buffer.from('silence'))).rejects.toMatchObject({ name: 'TimeoutError' })
      return performance.now() - began
    }
    const answered = (): Promise<number> =>
      sender.send({}, Buffer.from('answer')).then(({ status }) => status)
    const first = silent()
    expect(await answered()).toBe(200)
    // Begun at another time than the first: the same clock must serve it anew.
    const second = first.then(silent)
    expect(await answered()).toBe(200)
    const third = silent()
    for (const ms of await Promise.all([first, second, third])) expect(ms).toBeGreaterThanOrEqual(195)
    expect(await answered()).toBe(200)
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
    const memory = watched()
    const answer = await post(port).send({}, Buffer.alloc(length), undefined, memory)
    expect(answer).toMatchObject({ status: 413, requestGone: false })
    resume()
    await memory.freed
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

  it('is the same in one piece and in two', async () => {
    const seen: string[] = []
    const port = await bytesServer((socket) => {
      let text = ''
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1')
        if (!text.endsWith('{}')) return
        seen.push(text)
        text = ''
        socket.write(OK)
      })
    })
    const sender = post(port)
    const roomy = Buffer.concat([Buffer.alloc(4096), body]).subarray(4096)
    for (const [bytes, room] of [
      [body, 0],
      [roomy, 4096],
      [roomy, 20],
    ] as const) {
      const memory = watched(room)
      await sender.send({ 'x-a': 'b' }, bytes, undefined, memory)
      await memory.freed
      expect(memory.times).toBe(1)
    }
    expect(seen).toEqual(new Array(3).fill('POST / HTTP/1.1\r\nx-a: b\r\ncontent-length: 2\r\n\r\n{}'))
  })

  it('never carries a header that would be two', async () => {
    const memory = watched()
    await expect(post(1).send({ a: 'b\r\nc: d' }, body, undefined, memory)).rejects.toThrow('the header a')
    expect(memory.times).toBe(1)
  })

  it('fails when its kept connection was closed before an answer, and the next opens another', async () => {
    const { port, connections } = await scripted([OK, 'end', OK])
    const sender = post(port)
    await sender.send({}, body)
    const memory = watched()
    await expect(sender.send({}, body, undefined, memory)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await memory.freed
    expect((await sender.send({}, body)).body.toString()).toBe('ok')
    expect(connections()).toBe(2)
  })

  it.each([
    ['keeps it', OK, 1],
    ['does not keep it when told so', OK.replace('\r\n', '\r\nConnection: close\r\n'), 3],
    ['does not keep it when more than the answer came', `${OK}!`, 3],
    ['does not keep that of HTTP/1.0', OK.replace('HTTP/1.1', 'HTTP/1.0'), 3],
    ['passes by what is no answer yet', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, 1],
  ])('uses a connection again: %s', async (_, answer, opened) => {
    const { port, connections } = await scripted([answer])
    const sender = post(port)
    for (let i = 0; i < 3; i++) expect((await sender.send({}, body)).body.toString()).toBe('ok')
    expect(connections()).toBe(opened)
  })

  it('takes an answer that ends with the connection', async () => {
    const port = await bytesServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.0 500 \r\n\r\nno')),
    )
    const { status, body: told } = await post(port).send({}, body)
    expect([status, told.toString()]).toEqual([500, 'no'])
  })

  it('fails on what is no answer, and does not use that connection again', async () => {
    const { port, connections } = await scripted(['SMTP ready\r\n\r\n', OK])
    const sender = post(port)
    await expect(sender.send({}, body)).rejects.toMatchObject({ name: 'BadAnswer' })
    await sender.send({}, body)
    expect(connections()).toBe(2)
  })

  it('leaves a kept connection on which something comes unasked', async () => {
    const sockets: Socket[] = []
    const port = await bytesServer((socket) => {
      sockets.push(socket)
      socket.on('data', () => socket.write(OK))
    })
    const sender = post(port)
    await sender.send({}, body)
    const left = once(sockets[0]!, 'close')
    sockets[0]!.write('HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n')
    await left
    expect((await sender.send({}, body)).status).toBe(200)
    expect(sockets).toHaveLength(2)
  })

  it('leaves a kept connection that its server ends', async () => {
    const closed: Promise<unknown>[] = []
    const port = await bytesServer((socket) => {
      closed.push(once(socket, 'close'))
      socket.once('data', () => socket.end(OK))
    })
    const sender = post(port)
    for (let i = 0; i < 3; i++) {
      expect((await sender.send({}, body)).status).toBe(200)
      await closed[i]
    }
    expect(closed).toHaveLength(3)
  })

  it('leaves a connection that nobody uses, before its server does', async () => {
    let closed = false
    const port = await bytesServer((socket) => {
      socket.on('data', () => socket.write(OK.replace('\r\n', '\r\nKeep-Alive: timeout=2\r\n')))
      socket.on('close', () => {
        closed = true
      })
    })
    const sender = post(port)
    await sender.send({}, body)
    expect(closed).toBe(false)
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(true)
    expect((await sender.send({}, body)).status).toBe(200)
  })

  it('given up while it waits in line, or on its way, leaves the line to the others', async () => {
    const waiting: Socket[] = []
    const port = await bytesServer((socket) => socket.on('data', () => waiting.push(socket)))
    const one = post(port, { maxSockets: 1 })
    const first = new AbortController()
    const second = new AbortController()
    const memory = [watched(), watched(), watched()]
    const calls = [first.signal, second.signal, undefined].map((signal, i) =>
      one.send({}, body, signal, memory[i]).then(
        (answer) => answer.status,
        (error: Error) => error.name,
      ),
    )
    await expect.poll(() => waiting.length).toBe(1)
    second.abort()
    expect(await calls[1]).toBe('AbortError')
    expect(memory.map(({ times }) => times)).toEqual([1, 1, 0])
    first.abort()
    expect(await calls[0]).toBe('AbortError')
    await expect.poll(() => waiting.length).toBe(2)
    waiting[1]!.write(OK)
    expect(await calls[2]).toBe(200)
    await Promise.all(memory.map(({ freed }) => freed))
    expect(memory.map(({ times }) => times)).toEqual([1, 1, 1])
  })

  it('is given up with all others of its signal, and with no others', async () => {
    const waiting: Socket[] = []
    const port = await bytesServer((socket) => socket.on('data', () => waiting.push(socket)))
    const sender = post(port, { maxSockets: 4 })
    const all = new AbortController()
    const other = new AbortController()
    const nameOf = (error: Error): string => error.name
    const calls = [all, all, all, other].map(({ signal }) =>
      sender.send({}, body, signal).then(({ status }) => status, nameOf),
    )
    await expect.poll(() => waiting.length).toBe(4)
    all.abort()
    expect(await Promise.all(calls.slice(0, 3))).toEqual(['AbortError', 'AbortError', 'AbortError'])
    for (const socket of waiting) if (!socket.destroyed) socket.write(OK)
    expect(await calls[3]).toBe(200)
    await expect(sender.send({}, body, all.signal)).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('on its way, in line or too late fails when all is closed', async () => {
    const port = await bytesServer(() => {})
    const sender = post(port, { maxSockets: 1 })
    const memory = [watched(), watched(), watched()]
    const call = (i: number): Promise<unknown> => sender.send({}, body, undefined, memory[i])
    const calls = [call(0), call(1)]
    sender.close()
    calls.push(call(2))
    for (const one of calls) await expect(one).rejects.toMatchObject({ name: 'AbortError' })
    await Promise.all(memory.map(({ freed }) => freed))
    expect(memory.map(({ times }) => times)).toEqual([1, 1, 1])
  })
})
