import { hashKeyOf } from '../../src/aws/shards.ts'

const SEQUENCE_NUMBER = '49543463076548007577105092703039560359975228518395012686'
const MOST_RECORDS = 500
const KEY = { json: Buffer.from('"PartitionKey"'), cbor: Buffer.from('lPartitionKey') }
const KEYS = 2n ** 128n

const shardId = (shard: number): string => `shardId-${String(shard).padStart(12, '0')}`

/** What the sink says. All records of a request lie in one shard, as those of one lane do: that of the first. */
export class Answers {
  readonly #shards: number
  /** Answers to PutRecords that were given before, by shard, number of records and wire. */
  readonly #made = new Map<string, Buffer>()

  constructor(shards: number) {
    this.#shards = shards
  }

  json(body: string): readonly string[] {
    return [head('application/x-amz-json-1.1', Buffer.byteLength(body)), body]
  }

  /** The answer to any operation but PutRecords. */
  control(target: string): string {
    if (target.endsWith('.ListShards')) return JSON.stringify({ Shards: this.#list() })
    const summary = {
      StreamName: 'bench',
      StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/bench',
      StreamStatus: 'ACTIVE',
      OpenShardCount: this.#shards,
    }
    return JSON.stringify({ StreamDescriptionSummary: summary })
  }

  /** Counts the records of a body and accepts them all. */
  put(body: Buffer, cbor: boolean): { records: number; pieces: readonly Buffer[] } {
    const needle = cbor ? KEY.cbor : KEY.json
    const first = body.indexOf(needle)
    let records = 0
    for (let at = first; at >= 0; at = body.indexOf(needle, at + needle.length)) records++
    const shard = this.#shardOf(keyAfter(body, first + needle.length, cbor))
    const name = `${cbor} ${shard} ${records}`
    let made = this.#made.get(name)
    if (made === undefined) {
      made = cbor ? cborAnswer(shardId(shard), records) : jsonAnswer(shardId(shard), records)
      // More than a request may hold is the fault of whoever is measured, and not worth remembering.
      if (records <= MOST_RECORDS) this.#made.set(name, made)
    }
    return { records, pieces: [made] }
  }

  #shardOf(key: string): number {
    return Number((BigInt(`0x${hashKeyOf(key)}`) * BigInt(this.#shards)) / KEYS)
  }

  #list(): object[] {
    const count = BigInt(this.#shards)
    return Array.from({ length: this.#shards }, (_, shard) => ({
      ShardId: shardId(shard),
      HashKeyRange: {
        StartingHashKey: String((BigInt(shard) * KEYS + count - 1n) / count),
        EndingHashKey: String((BigInt(shard + 1) * KEYS + count - 1n) / count - 1n),
      },
      SequenceNumberRange: { StartingSequenceNumber: '1' },
    }))
  }
}

function head(type: string, length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nx-amzn-RequestId: 0\r\nContent-Length: ${length}\r\n\r\n`
}

/** The text after the name of a partition key: `:"…"` in JSON, a text of up to 255 bytes in CBOR. */
function keyAfter(body: Buffer, at: number, cbor: boolean): string {
  if (cbor) {
    const long = body[at] === 0x78
    const start = at + (long ? 2 : 1)
    return body.toString('utf8', start, start + (long ? body[at + 1]! : body[at]! & 0x1f))
  }
  const start = body.indexOf('"', at) + 1
  return body.toString('utf8', start, body.indexOf('"', start))
}

function jsonAnswer(shard: string, records: number): Buffer {
  const one = JSON.stringify({ SequenceNumber: SEQUENCE_NUMBER, ShardId: shard })
  const body = `{"FailedRecordCount":0,"Records":[${new Array<string>(records).fill(one).join(',')}]}`
  return Buffer.from(head('application/x-amz-json-1.1', body.length) + body)
}

/** RFC 8949: a map of two, in it an array with a length of two bytes, in it maps of two texts. */
function cborAnswer(shard: string, records: number): Buffer {
  const text = (value: string): Buffer =>
    Buffer.concat([
      Buffer.from(value.length < 24 ? [0x60 + value.length] : [0x78, value.length]),
      Buffer.from(value),
    ])
  const one = Buffer.concat([
    Buffer.from([0xa2]),
    text('SequenceNumber'),
    text(SEQUENCE_NUMBER),
    text('ShardId'),
    text(shard),
  ])
  const body = Buffer.concat([
    Buffer.from([0xa2]),
    text('FailedRecordCount'),
    Buffer.from([0x00]),
    text('Records'),
    Buffer.from([0x99, records >> 8, records & 0xff]),
    ...new Array<Buffer>(records).fill(one),
  ])
  return Buffer.concat([Buffer.from(head('application/x-amz-cbor-1.1', body.length)), body])
}
