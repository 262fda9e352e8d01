import { CborReader, decodeCbor } from '../../aws/cbor-read.ts'
import type { PutAnswer } from './put.ts'

/**
 * Reads an answer of PutRecords in CBOR. When it says that nothing failed, only that, the first shard and the number of
 * results are looked at, as in `readPutAnswer`; everything else is decoded.
 * @param expected results that there should be: other than so many, and the answer is decoded
 */
export function readCborAnswer(body: Buffer, expected: number): PutAnswer {
  const reader = new CborReader(body)
  let failed: unknown
  let results = 0
  let firstShardId: unknown
  reader.eachMember((name) => {
    if (name === 'FailedRecordCount') failed = reader.value()
    else if (name === 'Records')
      results = reader.eachElement((i) => {
        if (i > 0) reader.skip()
        else firstShardId = (reader.value() as { ShardId?: unknown } | null)?.ShardId
      })
    else reader.skip()
  })
  if (failed === 0 && results === expected && typeof firstShardId === 'string' && reader.isAtEnd)
    return { firstShardId }
  return decodeCbor(body) as PutAnswer
}
