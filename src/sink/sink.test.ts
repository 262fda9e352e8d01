import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type Batch, entriesOf } from '../batch/batch.ts'
import { ShippedFile } from '../testing/shipments.ts'
import { DropSink } from './drop.ts'
import { KinesisSink, type PutResult } from './kinesis/put.ts'
import { SINGLE_LANE } from './single-lane.ts'
import { StdoutSink } from './stdout.ts'

const TEXTS = ['{"n":1}', '{"n":2}', '{"n":3}']
const SHIPMENT = new ShippedFile().next(TEXTS.map((text, i) => ({ key: `k${i}`, text })))
const ENTRIES: Batch = {
  ...entriesOf(TEXTS.map((text, i) => ({ data: Buffer.from(text), partitionKey: `k${i}` }))),
  shipment: () => SHIPMENT,
  record: (i) => i,
}
const NEVER = new AbortController().signal

describe('the sink of a stream', () => {
  const sinkOf = (results: PutResult[]): KinesisSink => new KinesisSink(async () => ({ Records: results }))

  it('tells what became of each entry, by index, and the first reason', async () => {
    const sink = sinkOf([
      { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' },
      { ShardId: 'shardId-0' },
      { ErrorCode: 'InternalFailure' },
    ])
    expect(await sink.send(ENTRIES, 'shardId-0', NEVER)).toEqual({
      outcomes: ['throttled', 'delivered', 'failed'],
      reason: 'ProvisionedThroughputExceededException: slow down',
    })
  })

  it('tells refusals for ever from failures', async () => {
    const sink = sinkOf([
      { ErrorCode: 'InvalidArgumentException' },
      { ErrorCode: 'KMSThrottlingException' },
      { ErrorCode: 'SomethingNew' },
    ])
    const { outcomes } = await sink.send(ENTRIES, 'shardId-0', NEVER)
    expect(outcomes).toEqual(['refused', 'throttled', 'failed'])
  })

  it('names the shard that took an entry meant for another', async () => {
    const sink = sinkOf([{ ShardId: 'shardId-0' }, { ShardId: 'shardId-7' }, { ShardId: 'shardId-0' }])
    expect((await sink.send(ENTRIES, 'shardId-0', NEVER)).strayLane).toBe('shardId-7')
  })

  it('takes an answer about fewer entries for no answer', async () => {
    await expect(sinkOf([{ ShardId: 'shardId-0' }]).send(ENTRIES, 'shardId-0', NEVER)).rejects.toMatchObject({
      code: 'service',
      canRetry: true,
    })
  })
})

describe('the other sinks', () => {
  it('standard output gets a record a line, at its own pace', async () => {
    const out = new PassThrough({ highWaterMark: 4 })
    const sent = new StdoutSink(out).send(ENTRIES, SINGLE_LANE.names[SINGLE_LANE.laneOf('k')]!, NEVER)
    let waits = true
    void sent.then(() => {
      waits = false
    })
    await new Promise(setImmediate)
    expect(waits).toBe(true)
    expect(out.read()?.toString()).toBe('{"n":1}\n{"n":2}\n{"n":3}\n')
    expect((await sent).outcomes).toBe('delivered')
  })

  it('the drain takes everything', async () => {
    expect((await new DropSink().send()).outcomes).toBe('delivered')
  })
})
