/** Baseline: `sdk.js FILE MOST_LINES ENDPOINT`, the plain reader with the AWS SDK: PutRecords of 500, one after another. */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { accessRecord } from './plain-records.ts'

const RECORDS = 500
const [path, most, endpoint] = process.argv.slice(2)
const client = new KinesisClient({ endpoint: endpoint!, requestHandler: new NodeHttpHandler() })
let left = Number(most)
let records: { Data: Uint8Array; PartitionKey: string }[] = []

async function put(): Promise<void> {
  if (records.length > 0) await client.send(new PutRecordsCommand({ StreamName: 'bench', Records: records }))
  records = []
}

for await (const line of createInterface({ input: createReadStream(path!) })) {
  const record = accessRecord(line)
  if (record !== undefined)
    records.push({ Data: Buffer.from(JSON.stringify(record)), PartitionKey: record.ip_address })
  if (records.length === RECORDS) await put()
  if (--left === 0) break
}
await put()
client.destroy()
