import type { KinesisOperations } from '../aws/client.ts'

type ListShards = KinesisOperations['ListShards']
/** A shard as the service lists it. */
export type Shard = NonNullable<ListShards[1]['Shards']>[number]

/** Every shard of a stream, open and closed, as long as the service lists it: the pages of ListShards together. */
export async function listShards(
  streamName: string,
  call: (input: ListShards[0]) => Promise<ListShards[1]>,
): Promise<Shard[]> {
  const shards: Shard[] = []
  let token: string | undefined
  do {
    // The service refuses a name beside a token: the token knows its stream.
    const answer = await call(token === undefined ? { StreamName: streamName } : { NextToken: token })
    shards.push(...(answer.Shards ?? []))
    token = answer.NextToken
  } while (token !== undefined)
  return shards
}
