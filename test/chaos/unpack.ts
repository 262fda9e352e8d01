import { createHash } from 'node:crypto'

/** First bytes of an aggregate: "Amazon Kinesis aggregated record format" of the KPL (four bytes, protobuf, MD5). */
const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2])
const DIGEST = 16

/**
 * The records of one Kinesis record, as text: of a KPL aggregate, of packed lines, or the one that it is. Written a second time, and
 * plainly: what is to judge the sender must not share its code.
 */
export function textsOf(data: Uint8Array): string[] {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  return payloadsOf(bytes).flatMap((payload) =>
    payload
      .toString()
      .split('\n')
      .filter((line) => line !== ''),
  )
}

function payloadsOf(bytes: Buffer): Buffer[] {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return [bytes]
  const body = bytes.subarray(MAGIC.length, -DIGEST)
  const digest = createHash('md5').update(body).digest()
  if (!digest.equals(bytes.subarray(-DIGEST)))
    throw new Error('an aggregate whose MD5 is not that of its bytes')
  // AggregatedRecord: 1 partition_key_table, 2 explicit_hash_key_table, 3 records. Record: 3 data.
  return fieldsOf(body)
    .filter(({ number }) => number === 3)
    .map(({ bytes: record }) => fieldsOf(record).find(({ number }) => number === 3)!.bytes)
}

/** The fields of a protobuf message; numbers come without bytes. */
function fieldsOf(message: Buffer): { number: number; bytes: Buffer }[] {
  const fields: { number: number; bytes: Buffer }[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const length = tag % 8 === 2 ? varint() : 0
    if (tag % 8 === 0) varint()
    else if (tag % 8 !== 2) throw new Error(`an aggregate with a field of wire type ${tag % 8}`)
    fields.push({ number: Math.floor(tag / 8), bytes: message.subarray(at, at + length) })
    at += length
  }
  return fields
}
