/** The sink alone: how many records a second it carries, so that no other figure is its own. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { interleave } from './harness/interleave.ts'
import type { Options } from './harness/options.ts'
import type { Section } from './harness/section.ts'
import { type Sink, startSink } from './harness/sink.ts'
import { fixed, Spread, short } from './harness/spread.ts'

export const defaults = { rounds: 5, lines: 500_000 }

const RECORDS = 500
/** Mean JSON of an access-log line in bytes. */
const RECORD_BYTES = 400

interface Carried {
  readonly recordsPerSecond: number
  readonly cpuPerMillion: number
}

export async function measure({ rounds, data, sink: options }: Options): Promise<readonly Section[]> {
  const sink = await startSink(options)
  const cases = [1, 2].flatMap((connections) =>
    [false, true].map((tls) => ({
      name: `${tls ? 'TLS' : 'plain HTTP'}, ${connections} connection${connections > 1 ? 's' : ''}`,
      run: () => carry(sink, tls, connections, data.lines),
    })),
  )
  try {
    const figures = await interleave(cases, rounds)
    return [
      {
        title: 'The sink alone',
        about: `${RECORDS} records of ${RECORD_BYTES} bytes a request, the same body again and again; ${rounds} interleaved runs of ${short(data.lines)} records; median (least–most).`,
        headings: ['case', 'records/s', 'CPU s of the sink per million records'],
        rows: [...figures].map(([name, all]) => [
          name,
          new Spread(all.map((one) => one.recordsPerSecond)).text(short),
          new Spread(all.map((one) => one.cpuPerMillion)).text(fixed(2)),
        ]),
      },
    ]
  } finally {
    await sink.stop()
  }
}

async function carry(sink: Sink, tls: boolean, connections: number, records: number): Promise<Carried> {
  const requests = Math.ceil(records / RECORDS / connections)
  await sink.reset()
  const before = await sink.arrived()
  const start = performance.now()
  await Promise.all(Array.from({ length: connections }, () => post(sink, tls, requests)))
  const seconds = (performance.now() - start) / 1000
  const after = await sink.arrived()
  if (after.records !== requests * RECORDS * connections) throw new Error(`${after.records} records arrived`)
  return {
    recordsPerSecond: after.records / seconds,
    cpuPerMillion: ((after.cpu - before.cpu) / after.records) * 1e6,
  }
}

/** One connection: the next request goes out when the answer to the last is whole. */
async function post(sink: Sink, tls: boolean, requests: number): Promise<void> {
  const { hostname: host, port } = new URL(tls ? sink.https : sink.http)
  const socket: Socket = tls
    ? connectTls({ host, port: Number(port), ca: readFileSync(sink.certificate) })
    : connectPlain(Number(port), host)
  await once(socket, tls ? 'secureConnect' : 'connect')
  socket.setNoDelay(true)
  const request = message()
  let left = requests
  let missing = 0
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('data', (bytes) => {
      if (missing === 0) missing = answerLength(bytes)
      missing -= bytes.length
      if (missing > 0) return
      if (--left === 0) resolve()
      else socket.write(request)
    })
    socket.write(request)
  })
  socket.destroy()
}

function message(): Buffer {
  const record = `{"Data":"${Buffer.alloc(RECORD_BYTES, 'a log line ').toString('base64')}","PartitionKey":"10.0.0.1"}`
  const body = `{"StreamName":"bench","Records":[${new Array<string>(RECORDS).fill(record).join(',')}]}`
  return Buffer.from(
    `POST / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-amz-target: Kinesis_20131202.PutRecords\r\ncontent-type: application/x-amz-json-1.1\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
}

/** Bytes of a whole answer, by its first bytes: head and body. */
function answerLength(first: Buffer): number {
  const text = first.toString('latin1', 0, Math.min(first.length, 1024))
  const head = text.indexOf('\r\n\r\n')
  return head + 4 + Number(/content-length: *(\d+)/i.exec(text)![1])
}
