import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kinesis, openKinesis } from '../aws/client.ts'
import { waitActive } from '../aws/stream.ts'
import { type Endpoint, startEndpoint } from '../local/endpoint.ts'
import type { StreamEvent } from '../reader/event.ts'
import { readEvents } from '../reader/events.ts'
import { TRIM_HORIZON } from '../reader/position.ts'
import { refill } from './refill.ts'

let endpoint: Endpoint
let kinesis: Kinesis
const stream = 'refilled'

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
  endpoint = await startEndpoint({ enforceLimits: false, createDelayMs: 0 })
  kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
  await kinesis.call('CreateStream', { StreamName: stream, ShardCount: 2 })
  await waitActive(kinesis, stream)
  await put(0, 40)
  await kinesis.call('SplitShard', {
    StreamName: stream,
    ShardToSplit: 'shardId-000000000000',
    NewStartingHashKey: String(2n ** 126n),
  })
  await waitActive(kinesis, stream)
  await put(40, 100)
})
afterAll(async () => {
  kinesis.close()
  await endpoint.close()
})

async function put(from: number, to: number): Promise<void> {
  for (let n = from; n < to; n += 10)
    await kinesis.call('PutRecords', {
      StreamName: stream,
      Records: Array.from({ length: 10 }, (_, i) => ({
        Data: Buffer.from(`${n + i}`),
        PartitionKey: `k${n + i}`,
      })),
    })
}

function numbers(events: readonly StreamEvent[]): number[] {
  return events.map(({ data }) => Number(Buffer.from(data).toString())).toSorted((a, b) => a - b)
}

async function all(): Promise<StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const block of readEvents(kinesis, {
    streamName: stream,
    from: TRIM_HORIZON,
    follow: false,
    idleMs: 1,
  }))
    events.push(...block)
  return events
}

async function again(
  places: Record<string, string>,
  since: number,
): Promise<{ found: number[]; whole: boolean }> {
  const found: StreamEvent[] = []
  const whole = await refill(kinesis, {
    reading: { stream, from: TRIM_HORIZON, places },
    since,
    idleMs: 1,
    take: (events) => Promise.resolve(void found.push(...events)),
  })
  return { found: numbers(found), whole }
}

describe('what was judged before', () => {
  it('is read again up to its places, whatever became of the shards', async () => {
    const events = await all()
    expect(numbers(events)).toHaveLength(100)
    const of = (id: string): StreamEvent[] => events.filter(({ shardId }) => shardId === id)
    const [parent, other, child] = [0, 1, 2].map((n) => of(`shardId-00000000000${n}`)) as [
      StreamEvent[],
      StreamEvent[],
      StreamEvent[],
    ]
    const place = (some: StreamEvent[], count: number): string => some[count - 1]!.sequenceNumber
    // Before the split was seen; after it; and with the parent read to its end.
    expect(await again({ 'shardId-000000000000': place(parent, 3) }, 1000)).toEqual({
      found: numbers(parent.slice(0, 3)),
      whole: true,
    })
    const places = {
      'shardId-000000000000': 'done',
      'shardId-000000000001': place(other, other.length),
      'shardId-000000000002': place(child, 2),
    }
    const expected = [...parent, ...other, ...child.slice(0, 2)]
    expect(await again(places, 1000)).toEqual({ found: numbers(expected), whole: true })
    const since = child[0]!.arrivedAt
    expect(await again(places, since)).toEqual({
      found: numbers(expected.filter(({ arrivedAt }) => arrivedAt >= since)),
      whole: true,
    })
    expect(await again({}, 1000)).toEqual({ found: [], whole: true })
    // Of one that retention took away there is nothing to wait for.
    expect((await again({ ...places, 'shardId-000000000009': 'done' }, since)).whole).toBe(true)
  })

  it('is not said to be there when the end came first', async () => {
    const ending = new AbortController()
    const whole = await refill(kinesis, {
      reading: {
        stream,
        from: TRIM_HORIZON,
        places: { 'shardId-000000000000': 'done', 'shardId-000000000001': 'done' },
      },
      since: 1000,
      idleMs: 1,
      signal: ending.signal,
      take: () => Promise.resolve(ending.abort()),
    })
    expect(whole).toBe(false)
  })
})
