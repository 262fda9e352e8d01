/** Sending PutRecords: CPU seconds per million records of the own sender, in JSON and CBOR, and of the SDK, interleaved. */
// Node 20.20 on two cores that did other work beside it, median of 7 rounds: over TLS 0.90 own JSON, 0.79 own CBOR, 4.5 SDK;
// without 0.67, 0.57, 4.9. Of the 0.90 the SHA-256 of the body is 0.3 and AES-GCM 0.13, each at what the processor does.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer as createHttp, type RequestListener, type Server } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { encodeCbor } from '../src/aws/cbor-write.ts'
import { openKinesis } from '../src/aws/client.ts'
import type { Entries } from '../src/batch/batch.ts'
import { openKernel } from '../src/kernel/kernel.ts'
import { openSender, type SenderName } from '../src/sink/kinesis/open.ts'
import type { PutRecordsPort } from '../src/sink/kinesis/put.ts'
import type { WireName } from '../src/sink/kinesis/wire.ts'

const ROUNDS = 7
const RECORDS = 500
/** Mean JSON of an access-log line. */
const RECORD_BYTES = 400
const SHARD = 'shardId-000000000000'
/** As many as two shards' worth of lanes, and their successors. */
const IN_FLIGHT = 4
/** Requests of a round; the words after the name may say another number. */
const requests = Math.min(Number(process.argv[2] ?? 400), 5000)
const fixture = (name: string): string =>
  join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'tls', name)

interface Ports {
  readonly http: number
  readonly https: number
}

/** The other end, in a process of its own: reads a request to its end and gives the same answer each time. */
async function serve(): Promise<void> {
  const results = Array.from({ length: RECORDS }, (_, i) => ({
    SequenceNumber: `4954304${String(i).padStart(49, '0')}`,
    ShardId: SHARD,
  }))
  const told = { FailedRecordCount: 0, Records: results }
  const answers = new Map<string | undefined, Buffer>([
    ['application/x-amz-json-1.1', Buffer.from(JSON.stringify(told))],
    ['application/x-amz-cbor-1.1', encodeCbor(told)],
  ])
  const listener: RequestListener = (request, response) => {
    request.resume().on('end', () => {
      const type = request.headers['content-type']!
      const answer = answers.get(type)!
      response.writeHead(200, { 'content-type': type, 'content-length': answer.length })
      response.end(answer)
    })
  }
  const certificate = {
    cert: readFileSync(fixture('localhost.pem')),
    key: readFileSync(fixture('localhost.key.pem')),
  }
  const open = async (server: Server): Promise<number> => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  process.send!({
    http: await open(createHttp(listener)),
    https: await open(createHttps(certificate, listener)),
  })
}

/** Entries as they come from the parser: in the kernel's memory, each with its partition key. */
function entriesInKernel(): Entries {
  const kernel = openKernel()
  if (kernel === null) throw new Error('there is no kernel: build first')
  const texts = Array.from({ length: RECORDS }, (_, i) =>
    `{"ip_address":"10.0.${i % 7}.${100 + (i % 150)}","path":"/a/${i}","x":"`
      .padEnd(RECORD_BYTES - 2, 'abcdefghij')
      .concat('"}'),
  )
  const slab = kernel.arena.take(RECORDS * RECORD_BYTES + 4096)!
  const bytes = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
  bytes.set(Buffer.from(texts.join('')))
  const keyStart = (i: number): number => i * RECORD_BYTES + '{"ip_address":"'.length
  return {
    length: RECORDS,
    bytes: () => bytes,
    start: (i) => i * RECORD_BYTES,
    end: (i) => (i + 1) * RECORD_BYTES,
    keyStart,
    keyEnd: (i) => keyStart(i) + `10.0.${i % 7}.100`.length,
    key: (i) => `10.0.${i % 7}.${100 + (i % 150)}`,
  }
}

/** CPU seconds per million records. */
async function measure(port: PutRecordsPort, entries: Entries, count: number): Promise<number> {
  const { signal } = new AbortController()
  const before = process.cpuUsage()
  let left = count
  let delivered = 0
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await port.put(entries, signal)
      const taken = 'firstShardId' in answer || answer.Records?.every((result) => result.ShardId === SHARD)
      if (!taken) throw new Error('not all were taken')
      delivered += entries.length
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane))
  const { user, system } = process.cpuUsage(before)
  if (delivered !== count * RECORDS) throw new Error(`${delivered} records delivered of ${count * RECORDS}`)
  return (user + system) / delivered
}

function spread(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted[sorted.length >> 1]!
  return `${middle.toFixed(2)} (${sorted[0]!.toFixed(2)}–${sorted.at(-1)!.toFixed(2)})`
}

/** All senders in one process, one after the other in each round. */
async function compare(url: string): Promise<void> {
  const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: url })
  const cases: readonly (readonly [SenderName, WireName])[] = [
    ['own', 'json'],
    ['own', 'cbor'],
    ['sdk', 'json'],
  ]
  const entries = entriesInKernel()
  const senders = await Promise.all(cases.map(([name, wire]) => openSender(name, kinesis, 'bench', wire)))
  const seconds = cases.map((): number[] => [])
  for (const sender of senders) await measure(sender, entries, Math.ceil(requests / 3))
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, sender] of senders.entries()) seconds[i]!.push(await measure(sender, entries, requests))
  process.stdout.write(`${url.replace(/:\/\/.*/, '')}\n`)
  for (const [i, words] of cases.entries()) {
    const ratio = spread(seconds[i]!.map((one, round) => one / seconds.at(-1)![round]!))
    process.stdout.write(
      `  ${words.join(' ').padEnd(10)} ${spread(seconds[i]!)} CPU s per million records, ${ratio} of the last\n`,
    )
  }
  for (const sender of senders) sender.close()
  kinesis.close()
}

async function run(server: ChildProcess): Promise<void> {
  const [{ http, https }] = (await once(server, 'message')) as [Ports]
  process.stdout.write(
    `${RECORDS} records of ${RECORD_BYTES} bytes a request, ${requests} requests a round, ${ROUNDS} rounds; median (least–most)\n`,
  )
  for (const url of [`http://127.0.0.1:${http}`, `https://127.0.0.1:${https}`]) {
    // Whom Node trusts is settled when a process starts.
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: fixture('authority.pem'), BENCH_URL: url }
    const measuring = fork(import.meta.filename, [String(requests)], { env })
    const [code] = (await once(measuring, 'exit')) as [number | null]
    if (code !== 0) throw new Error(`the measuring process ended with ${code}`)
  }
}

if (process.env['BENCH_URL'] !== undefined) {
  await compare(process.env['BENCH_URL'])
  process.disconnect()
} else if (process.send) {
  process.once('disconnect', () => process.exit())
  await serve()
} else {
  const server = fork(import.meta.filename)
  await run(server).finally(() => server.disconnect())
}
