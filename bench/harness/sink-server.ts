/**
 * The other end of `stream`, in a process of its own: takes PutRecords over HTTP and HTTPS as fast as it can and counts
 * them. Words: shards, and where TLS is wanted the files of certificate and key. Prints its ports as JSON. It does no
 * more than a measurement needs: no HTTP library, no JSON parser, the same answer for every request of a size.
 */
import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { MessageReader, type Request } from './message-reader.ts'
import { Answers } from './sink-answers.ts'

const shards = Number(process.argv[2] ?? 1)
const [cert, key] = process.argv.slice(3)
const answers = new Answers(shards)

const counted = { records: 0, requests: 0, bytes: 0, t_first: 0, t_last: 0 }

/** Seconds since the epoch, with fractions. */
const clock = (): number => (performance.timeOrigin + performance.now()) / 1000

function serve(socket: Socket): void {
  socket.setNoDelay(true)
  const reader = new MessageReader((request) => {
    for (const piece of answer(request)) socket.write(piece)
  })
  socket.on('data', (bytes) => reader.take(bytes))
  // Whoever goes away in the middle has ended.
  socket.on('error', () => socket.destroy())
}

function answer(request: Request): readonly (Buffer | string)[] {
  if (request.path === '/reset')
    Object.assign(counted, { records: 0, requests: 0, bytes: 0, t_first: 0, t_last: 0 })
  if (request.path !== '/') {
    const { user, system } = process.cpuUsage()
    return answers.json(JSON.stringify({ ...counted, cpu: (user + system) / 1e6 }))
  }
  if (!request.target.endsWith('.PutRecords')) return answers.json(answers.control(request.target))
  const { records, pieces } = answers.put(request.body, request.cbor)
  counted.records += records
  counted.requests++
  counted.bytes += request.body.length
  counted.t_last = clock()
  counted.t_first ||= counted.t_last
  return pieces
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  )
}

const http = await portOf(createServer(serve))
const https =
  cert === undefined || key === undefined
    ? null
    : await portOf(createTlsServer({ cert: readFileSync(cert), key: readFileSync(key) }, serve))
process.stdout.write(`${JSON.stringify({ http, https, control: http })}\n`)
// It ends with whoever started it.
process.stdin.resume().on('end', () => process.exit())
