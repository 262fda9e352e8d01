import { createHash } from 'node:crypto'

/** First bytes of an aggregate of the Kinesis Producer Library (aggregation-format.md of awslabs/amazon-kinesis-producer). */
export const AGGREGATE_MAGIC: readonly number[] = [0xf3, 0x89, 0x9a, 0xc2]
/** The MD5 of the protobuf stands after it. */
export const DIGEST_BYTES = 16

/** One record of an aggregate, as its producer gave it. */
export interface SubRecord {
  readonly partitionKey: string
  /** Decimal digits, where the producer chose the place by hash itself. */
  readonly explicitHashKey?: string
  /** A view into the aggregate's bytes. */
  readonly data: Uint8Array
}

/**
 * The records of a KPL aggregate, in their order; undefined when `data` is none. A wrong magic number, a wrong MD5 and a
 * message that does not hold together all mean an ordinary record, as they do to Amazon's consumers: never an error.
 */
export function decodeAggregate(data: Uint8Array): SubRecord[] | undefined {
  if (
    data.length <= AGGREGATE_MAGIC.length + DIGEST_BYTES ||
    AGGREGATE_MAGIC.some((byte, i) => data[i] !== byte)
  )
    return undefined
  const message = data.subarray(AGGREGATE_MAGIC.length, data.length - DIGEST_BYTES)
  const digest = createHash('md5').update(message).digest()
  if (digest.compare(data, data.length - DIGEST_BYTES) !== 0) return undefined
  return decodeMessage(message)
}

/** AggregatedRecord { repeated string partition_key_table = 1; repeated string explicit_hash_key_table = 2; repeated Record records = 3 } */
function decodeMessage(message: Uint8Array): SubRecord[] | undefined {
  // Plain arrays by index: a table kept as an object would sort numeric keys first and swap them.
  const partitionKeys: string[] = []
  const hashKeys: string[] = []
  const bodies: Uint8Array[] = []
  const whole = eachField(message, (field, value) => {
    if (typeof value === 'number') return
    if (field === 1) partitionKeys.push(textOf(value))
    else if (field === 2) hashKeys.push(textOf(value))
    else if (field === 3) bodies.push(value)
  })
  if (!whole) return undefined
  // The tables may follow the records: fields of a message come in any order.
  const records: SubRecord[] = []
  for (const body of bodies) {
    const record = decodeRecord(body, partitionKeys, hashKeys)
    if (record === undefined) return undefined
    records.push(record)
  }
  return records
}

/** Record { required uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2; required bytes data = 3; repeated Tag tags = 4 } */
function decodeRecord(
  body: Uint8Array,
  partitionKeys: readonly string[],
  hashKeys: readonly string[],
): SubRecord | undefined {
  let keyIndex = -1
  let hashIndex = -1
  let data: Uint8Array | undefined
  const whole = eachField(body, (field, value) => {
    if (field === 1 && typeof value === 'number') keyIndex = value
    else if (field === 2 && typeof value === 'number') hashIndex = value
    else if (field === 3 && typeof value !== 'number') data = value
  })
  const partitionKey = partitionKeys[keyIndex]
  const explicitHashKey = hashKeys[hashIndex]
  if (!whole || data === undefined || partitionKey === undefined) return undefined
  if (hashIndex >= 0 && explicitHashKey === undefined) return undefined
  return explicitHashKey === undefined ? { partitionKey, data } : { partitionKey, explicitHashKey, data }
}

/**
 * Walks the fields of a protobuf message. Varints come as numbers, length-delimited fields as views; fixed-width fields are
 * skipped. Returns false when the message is broken.
 */
function eachField(message: Uint8Array, take: (field: number, value: number | Uint8Array) => void): boolean {
  let at = 0
  /** The varint at `at`, or -1 when it is cut off, longer than ten bytes or beyond 2^53 (no index or length is). */
  const varint = (): number => {
    let value = 0
    let scale = 1
    for (let length = 0; length < 10 && at < message.length; length++, scale *= 128) {
      const byte = message[at++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value <= Number.MAX_SAFE_INTEGER ? value : -1
    }
    return -1
  }
  while (at < message.length) {
    const tag = varint()
    const field = Math.floor(tag / 8)
    if (tag < 0 || field === 0) return false
    switch (tag % 8) {
      case 0: {
        const value = varint()
        if (value < 0) return false
        take(field, value)
        break
      }
      case 1:
        at += 8
        break
      case 2: {
        const length = varint()
        if (length < 0 || length > message.length - at) return false
        take(field, message.subarray(at, at + length))
        at += length
        break
      }
      case 5:
        at += 4
        break
      default:
        return false
    }
    if (at > message.length) return false
  }
  return true
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}
