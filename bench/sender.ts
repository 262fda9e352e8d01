/** Sending PutRecords: CPU seconds per million records of the own sender and of the SDK, interleaved in one run. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openKinesis } from '../src/aws/client.ts'
import { entriesOf } from '../src/batch/batch.ts'
import { openSender, type SenderName } from '../src/sink/kinesis/open.ts'
import type { PutRecordsPort } from '../src/sink/kinesis/put.ts'

const ROUNDS = 7
const RECORDS = 500
/** Mean JSON of an access-log line. */
const RECORD_BYTES = 400
const SHARD = 'shardId-000000000000'
/** As many as two shards' worth of lanes, and their successors. */
const IN_FLIGHT = 4
/** Requests of a round; the words after the name may say another number. */
const requests = Math.min(Number(process.argv[2] ?? 300), 5000)

/** The other end, in a process of its own: reads a request to its end and gives the same answer each time. */
async function serve(): Promise<void> {
  const results = Array.from({ length: RECORDS }, (_, i) => ({
    SequenceNumber: `4954304${String(i).padStart(49, '0')}`,
    ShardId: SHARD,
  }))
  const answer = Buffer.from(JSON.stringify({ FailedRecordCount: 0, Records: results }))
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, {
        'content-type': 'application/x-amz-json-1.1',
        'content-length': answer.length,
      })
      response.end(answer)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  process.send!((server.address() as AddressInfo).port)
  process.once('disconnect', () => process.exit())
}

const entries = entriesOf(
  Array.from({ length: RECORDS }, (_, i) => ({
    data: Buffer.alloc(RECORD_BYTES, `{"ip_address": "10.0.0.${i}", "path": "/a/${i}"}`),
    partitionKey: `10.0.${i % 7}.${i % 250}`,
  })),
)

/** CPU seconds per million records. */
async function measure(port: PutRecordsPort, count: number): Promise<number> {
  const { signal } = new AbortController()
  const before = process.cpuUsage()
  let left = count
  let delivered = 0
  const lane = async (): Promise<void> => {
    while (left-- > 0) {
      if (!('firstShardId' in (await port.put(entries, signal)))) throw new Error('not all were taken')
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

async function run(server: ChildProcess): Promise<void> {
  const [port] = (await once(server, 'message')) as [number]
  const kinesis = await openKinesis({ region: 'us-east-1', endpointUrl: `http://127.0.0.1:${port}` })
  const names: readonly SenderName[] = ['own', 'sdk']
  const senders = await Promise.all(names.map((name) => openSender(name, kinesis, 'bench')))
  const seconds: Record<SenderName, number[]> = { own: [], sdk: [] }
  for (const sender of senders) await measure(sender, Math.ceil(requests / 3))
  for (let round = 0; round < ROUNDS; round++)
    for (const [i, name] of names.entries()) seconds[name].push(await measure(senders[i]!, requests))
  const ratios = seconds.own.map((own, i) => own / seconds.sdk[i]!)
  process.stdout.write(
    `${RECORDS} records of ${RECORD_BYTES} bytes a request, ${requests} requests a round, ${ROUNDS} rounds, plain HTTP; median (least–most)\n` +
      `own      ${spread(seconds.own)} CPU s per million records\n` +
      `sdk      ${spread(seconds.sdk)} CPU s per million records\n` +
      `own/sdk  ${spread(ratios)}\n`,
  )
  for (const sender of senders) sender.close()
  kinesis.close()
}

if (process.send) await serve()
else {
  const server = fork(import.meta.filename)
  await run(server).finally(() => server.disconnect())
}
