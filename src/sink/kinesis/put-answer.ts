import type { PutAnswer } from './put.ts'

const FAILED = Buffer.from('"FailedRecordCount"')
const SHARD = Buffer.from('"ShardId"')
const QUOTE = 0x22
const COLON = 0x3a
const ZERO = 0x30

/**
 * Reads an answer of PutRecords. When it says that nothing failed, only that, the first shard and the number of results
 * are looked at: parsing 500 results costs more than to write the request did. Everything else is parsed.
 * In JSON text a name in quotes can only be the name itself, since a quote within a string is escaped.
 */
export function readPutAnswer(body: Buffer): PutAnswer {
  const failed = valueAfter(body, body.indexOf(FAILED), FAILED.length)
  if (body[failed] === ZERO && !isDigit(body[failed + 1])) {
    const first = body.indexOf(SHARD)
    const from = valueAfter(body, first, SHARD.length)
    const to = body.indexOf(QUOTE, from + 1)
    if (body[from] === QUOTE && to > 0)
      return { accepted: countOf(body, SHARD, first), shardId: body.toString('latin1', from + 1, to) }
  }
  return JSON.parse(body.toString()) as PutAnswer
}

/** Place of the value of a member whose name stands at `at`; -1 if there is none. */
function valueAfter(body: Buffer, at: number, nameLength: number): number {
  if (at < 0) return -1
  const colon = skipSpace(body, at + nameLength)
  return body[colon] === COLON ? skipSpace(body, colon + 1) : -1
}

function skipSpace(body: Buffer, at: number): number {
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at++
  return at
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9
}

function countOf(body: Buffer, needle: Buffer, first: number): number {
  let count = 0
  for (let at = first; at >= 0; at = body.indexOf(needle, at + needle.length)) count++
  return count
}
