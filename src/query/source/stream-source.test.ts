import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Kinesis, openKinesis } from '../../aws/client.ts'
import { waitActive } from '../../aws/stream.ts'
import { type Endpoint, startEndpoint } from '../../local/endpoint.ts'
import { TRIM_HORIZON } from '../../reader/position.ts'
import type { SourceEvent } from './row-source.ts'
import { StreamSource, type StreamSourceOptions } from './stream-source.ts'

let endpoint: Endpoint
let kinesis: Kinesis
let streams = 0

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'local'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'local'
  endpoint = await startEndpoint({ enforceLimits: false, createDelayMs: 0 })
  kinesis = await openKinesis({ endpointUrl: endpoint.url, region: 'us-east-1' })
})
afterAll(async () => {
  kinesis.close()
  await endpoint.close()
})

async function newStream(shards: number): Promise<string> {
  const name = `query-${streams++}`
  await kinesis.call('CreateStream', { StreamName: name, ShardCount: shards })
  await waitActive(kinesis, name)
  return name
}

async function put(name: string, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from }, (_, i) => from + i)
  await kinesis.call('PutRecords', {
    StreamName: name,
    Records: numbers.map((n) => ({ Data: Buffer.from(`{"n":${n}}`), PartitionKey: `k${n}` })),
  })
}

/** Takes what the source says until `enough`. */
async function take(
  options: Partial<StreamSourceOptions> & { streamName: string },
  enough: (seen: Seen) => boolean = () => false,
): Promise<Seen> {
  const stop = new AbortController()
  const seen = new Seen()
  const source = new StreamSource(kinesis, {
    from: TRIM_HORIZON,
    follow: false,
    resume: new Map(),
    finished: new Set(),
    idleMs: 10,
    signal: stop.signal,
    ...options,
  })
  for await (const event of source.events()) {
    seen.take(event)
    if (enough(seen)) stop.abort()
  }
  return seen
}

class Seen {
  readonly events: SourceEvent[] = []
  readonly numbers: number[] = []
  readonly opened = new Set<string>()
  readonly finished = new Set<string>()
  readonly positions = new Map<string, string>()

  take(event: SourceEvent): void {
    this.events.push(event)
    switch (event.kind) {
      case 'open':
        for (const id of event.shardIds) this.opened.add(id)
        break
      case 'rows':
        // Of a shard that nobody has opened, or that is at its end, nothing may come.
        expect(this.opened).toContain(event.block.shardId)
        expect(this.finished).not.toContain(event.block.shardId)
        for (const { data, sequenceNumber } of event.block.rows) {
          this.numbers.push((JSON.parse(Buffer.from(data).toString()) as { n: number }).n)
          this.positions.set(event.block.shardId, sequenceNumber)
        }
        break
      case 'finish':
        this.finished.add(event.shardId)
        break
      default:
    }
  }

  get sorted(): number[] {
    return this.numbers.toSorted((a, b) => a - b)
  }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

describe('rows of a stream', () => {
  it('come from all shards, which are opened before their rows and told to be read out', async () => {
    const streamName = await newStream(3)
    await put(streamName, 0, 300)
    const seen = await take({ streamName })
    expect(seen.sorted).toEqual(upTo(300))
    expect(seen.opened.size).toBe(3)
    // The shards go on: another reading finds what comes until then.
    expect(seen.finished.size).toBe(0)
    const caughtUp = seen.events.filter((event) => event.kind === 'progress' && event.behindMs === 0)
    expect(caughtUp.length).toBeGreaterThanOrEqual(3)
  })

  it('follow resharding: children are opened before their parent is finished', async () => {
    const streamName = await newStream(1)
    await put(streamName, 0, 100)
    let split = false
    const seen = await take({ streamName, follow: true }, ({ numbers, finished }) => {
      if (numbers.length === 100 && !split) {
        split = true
        void kinesis
          .call('UpdateShardCount', {
            StreamName: streamName,
            TargetShardCount: 2,
            ScalingType: 'UNIFORM_SCALING',
          })
          .then(() => waitActive(kinesis, streamName))
          .then(() => put(streamName, 100, 200))
      }
      return finished.size === 1 && numbers.length === 200
    })
    expect(seen.sorted).toEqual(upTo(200))
    const end = seen.events.findIndex((event) => event.kind === 'finish')
    const opened = seen.events.slice(0, end).flatMap((event) => (event.kind === 'open' ? event.shardIds : []))
    expect(new Set(opened).size).toBe(3)
  })

  it('go on where an earlier reading was, past shards that it had read out', async () => {
    const streamName = await newStream(1)
    await put(streamName, 0, 50)
    const first = await take({ streamName })
    await kinesis.call('UpdateShardCount', {
      StreamName: streamName,
      TargetShardCount: 2,
      ScalingType: 'UNIFORM_SCALING',
    })
    await waitActive(kinesis, streamName)
    await put(streamName, 50, 80)
    const second = await take({ streamName, resume: first.positions })
    expect(second.sorted).toEqual(upTo(80).slice(50))
    expect(second.finished.size).toBe(1)
    const third = await take({ streamName, resume: second.positions, finished: second.finished })
    expect(third.numbers).toEqual([])
    expect(third.opened).not.toContain([...second.finished][0])
  })
})
