// A Lambda function behind a Kinesis event source mapping that writes each line once. The event id is the key of the item, and the put is
// conditional: what is there already is not written again, whether the sender sent it twice or Lambda calls again after a failure.
// Set the mapping's FunctionResponseTypes to ReportBatchItemFailures, and TABLE to a DynamoDB table with the key event_id (S).
import { gunzipSync } from 'node:zlib'

export const handler = createHandler(putIntoTable)

/**
 * @param {(event: { event_id: string }, json: string) => Promise<'written' | 'double'>} write writes one event if its id is new
 * @param {(found: { written: number, doubles: number, withoutId: number, failed?: string, because?: string }) => void} report
 */
export function createHandler(write, report = (found) => console.log(JSON.stringify(found))) {
  return async ({ Records }) => {
    const found = { written: 0, doubles: 0, withoutId: 0 }
    for (const { kinesis } of Records) {
      try {
        for (const json of linesOf(Buffer.from(kinesis.data, 'base64'))) {
          const event = JSON.parse(json)
          if (typeof event.event_id !== 'string') found.withoutId++
          else if ((await write(event, json)) === 'double') found.doubles++
          else found.written++
        }
      } catch (error) {
        report({ ...found, failed: kinesis.sequenceNumber, because: String(error) })
        // Lambda goes on from this record: those after it in the shard wait, and order within a key holds.
        return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] }
      }
    }
    report(found)
    return { batchItemFailures: [] }
  }
}

/** What one Kinesis record holds: one line, packed lines, or packed lines as gzip. Aggregates (`--pack kpl`) need a deaggregation library before this. */
function linesOf(data) {
  const bytes = data[0] === 0x1f && data[1] === 0x8b ? gunzipSync(data) : data
  return bytes.toString().split('\n').filter(Boolean)
}

let client

async function putIntoTable(event, json) {
  // The SDK is part of Lambda's Node.js runtimes.
  const { DynamoDBClient, PutItemCommand } = await import('@aws-sdk/client-dynamodb')
  client ??= new DynamoDBClient({})
  try {
    await client.send(
      new PutItemCommand({
        TableName: process.env.TABLE,
        Item: { event_id: { S: event.event_id }, record: { S: json } },
        ConditionExpression: 'attribute_not_exists(event_id)',
      }),
    )
    return 'written'
  } catch (error) {
    if (error.name === 'ConditionalCheckFailedException') return 'double'
    throw error
  }
}
