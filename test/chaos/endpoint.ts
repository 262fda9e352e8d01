import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  type Shard,
  SplitShardCommand,
  UpdateShardCountCommand,
} from '@aws-sdk/client-kinesis'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import type { Deed } from './plan.ts'
import { KinetailProcess, waitFor } from './processes.ts'

process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'

/** A record as the stream gives it. */
export interface RawRecord {
  readonly data: Uint8Array
  readonly partitionKey: string
  readonly shardId: string
}

export type ShardDeed = Extract<Deed, { kind: 'split' | 'merge' | 'count' }>

/** Most shards that a round makes: each is a lane of the agent and a list to read. */
const MOST_SHARDS = 12
const PATIENCE_MS = 30_000

/** `kinetail local` as a process of its own, and the AWS SDK to look at it with. */
export class LocalEndpoint {
  readonly url: string
  readonly #process: KinetailProcess
  readonly #client: KinesisClient

  private constructor(url: string, process: KinetailProcess) {
    this.url = url
    this.#process = process
    this.#client = new KinesisClient({
      endpoint: url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'chaos', secretAccessKey: 'chaos' },
      requestHandler: new NodeHttpHandler(),
    })
  }

  /** @param limited whether the service's rates are enforced */
  static async start(limited: boolean, seed: number): Promise<LocalEndpoint> {
    let first: string | undefined
    const words = ['local', '--port', '0', '--json', '--memory', '2GiB', '--create-delay', '30ms']
    const process = new KinetailProcess(
      [...words, '--seed', String(seed % 1e9), ...(limited ? [] : ['--no-limits'])],
      {},
      (line) => (first ??= line),
    )
    await waitFor(
      () => `the endpoint to listen\n${process.stderr}`,
      () => first !== undefined || process.ended !== undefined,
      PATIENCE_MS,
    )
    if (first === undefined) throw new Error(`the endpoint did not start\n${process.stderr}`)
    return new LocalEndpoint((JSON.parse(first) as { url: string }).url, process)
  }

  /** Changes faults, named as in docs/local-endpoint.md. */
  async set(faults: Readonly<Record<string, number | string>>): Promise<void> {
    const body = JSON.stringify(faults)
    let response: Response | undefined
    await waitFor(
      () => `the endpoint to take ${body}`,
      async () => {
        // Its port may be shut this moment.
        response = await fetch(`${this.url}/faults`, { method: 'PUT', body }).catch(() => undefined)
        return response !== undefined
      },
      PATIENCE_MS,
    )
    const told = await response!.text()
    if (!response!.ok) throw new Error(`PUT /faults ${body}: ${told}`)
  }

  /** Stops the process where it stands for a while: connections stay open, and nothing answers. */
  async pause(ms: number): Promise<void> {
    this.#process.child.kill('SIGSTOP')
    try {
      await sleep(ms)
    } finally {
      this.#process.child.kill('SIGCONT')
    }
  }

  /** Shuts the port for a while, and waits until it is there again. */
  async shut(ms: number): Promise<void> {
    await this.set({ shut: `${ms}ms` })
    await sleep(ms)
    await this.set({})
  }

  async createStream(StreamName: string, ShardCount: number): Promise<void> {
    await this.#client.send(new CreateStreamCommand({ StreamName, ShardCount }))
    await this.#active(StreamName)
  }

  async deleteStream(StreamName: string): Promise<void> {
    await this.#client.send(new DeleteStreamCommand({ StreamName }))
  }

  /** Splits a shard, merges two neighbours or sets another count. A stream that is too small or too large stays as it is. */
  async reshard(StreamName: string, { kind, pick }: ShardDeed): Promise<void> {
    await this.#active(StreamName)
    const open = (await this.#shards(StreamName))
      .filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined)
      .sort((a, b) => (start(a) < start(b) ? -1 : 1))
    if (kind === 'split') {
      const shard = open[Math.floor(pick * open.length)]!
      const [low, high] = [start(shard), BigInt(shard.HashKeyRange!.EndingHashKey!)]
      if (open.length >= MOST_SHARDS || high - low < 2n) return
      const NewStartingHashKey = String((low + high) / 2n + 1n)
      await this.#client.send(
        new SplitShardCommand({ StreamName, ShardToSplit: shard.ShardId!, NewStartingHashKey }),
      )
    } else if (kind === 'merge') {
      if (open.length < 2) return
      const at = Math.floor(pick * (open.length - 1))
      await this.#client.send(
        new MergeShardsCommand({
          StreamName,
          ShardToMerge: open[at]!.ShardId!,
          AdjacentShardToMerge: open[at + 1]!.ShardId!,
        }),
      )
    } else {
      const least = Math.ceil(open.length / 2)
      const most = Math.min(MOST_SHARDS, open.length * 2)
      const TargetShardCount = least + Math.floor(pick * (most - least + 1))
      if (TargetShardCount === open.length) return
      await this.#client.send(
        new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: 'UNIFORM_SCALING' }),
      )
    }
    await this.#active(StreamName)
  }

  /** Every record of the stream: shard after shard in the order in which they were made, so that parents come before children. */
  async records(StreamName: string): Promise<RawRecord[]> {
    await this.#active(StreamName)
    const shards = (await this.#shards(StreamName)).map((shard) => shard.ShardId!).sort()
    const records: RawRecord[] = []
    // Not as arguments of one call: a minute of lines is more than the stack takes.
    for (const shardId of shards)
      for (const record of await this.#shard(StreamName, shardId)) records.push(record)
    return records
  }

  async close(): Promise<void> {
    this.#client.destroy()
    // A stopped process takes no other signal.
    this.#process.child.kill('SIGCONT')
    await this.#process.end('SIGKILL')
  }

  async #shard(StreamName: string, ShardId: string): Promise<RawRecord[]> {
    const records: RawRecord[] = []
    const first = await this.#client.send(
      new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    )
    let next = first.ShardIterator
    while (next !== undefined) {
      const page = await this.#client
        .send(new GetRecordsCommand({ ShardIterator: next }))
        .catch((error: unknown) => {
          // Five reads and 2 MiB a second: wait for the next.
          if ((error as Error).name === 'ProvisionedThroughputExceededException') return undefined
          throw error
        })
      if (page === undefined) {
        await sleep(100)
        continue
      }
      for (const { Data, PartitionKey } of page.Records ?? [])
        records.push({ data: Data!, partitionKey: PartitionKey!, shardId: ShardId })
      next = page.MillisBehindLatest === 0 ? undefined : page.NextShardIterator
    }
    return records
  }

  async #shards(StreamName: string): Promise<Shard[]> {
    const { Shards } = await this.#client.send(new ListShardsCommand({ StreamName }))
    return Shards ?? []
  }

  async #active(StreamName: string): Promise<void> {
    const status = async (): Promise<boolean> => {
      const { StreamDescriptionSummary } = await this.#client.send(
        new DescribeStreamSummaryCommand({ StreamName }),
      )
      return StreamDescriptionSummary?.StreamStatus === 'ACTIVE'
    }
    await waitFor(() => `stream ${StreamName} to be ACTIVE`, status, PATIENCE_MS)
  }
}

function start(shard: Shard): bigint {
  return BigInt(shard.HashKeyRange!.StartingHashKey!)
}
