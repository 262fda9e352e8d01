import { describe, expect, it } from 'vitest'
import type { Parser } from '../format/pool.ts'
import { DeadLetterFile } from '../sink/dead-letter-file.ts'
import type { Delivery } from '../sink/delivery.ts'
import type { Source } from '../source/source.ts'
import { Statistics } from '../stats/statistics.ts'
import { Job } from './job.ts'
import { Pipeline } from './pipeline.ts'

const IDLE = {
  queueSize: 0,
  queueBytes: 0,
  requestsInFlight: 0,
  lagBytes: 0,
  lagSeconds: 0,
  batchSize: 0,
  lingerMs: 0,
  concurrency: 0,
  shards: {},
}

/** A job over a source that yields nothing until it is stopped, with a delivery that ends as `drain` says. */
function jobWith(drain: Delivery['drain']): { job: Job; closed: string[] } {
  const closed: string[] = []
  let stop: () => void = () => {}
  const stopped = new Promise<void>((resolve) => {
    stop = resolve
  })
  const source: Source = {
    // biome-ignore lint/correctness/useYield: nothing comes of this source
    async *chunks() {
      await stopped
    },
    stop,
    lag: () => [],
    async close() {
      closed.push('source')
    },
  }
  const parser: Parser = {
    logTypes: [],
    parallel: 0,
    parse: () => Promise.reject(new Error('nothing to parse')),
    async close() {
      closed.push('parser')
    },
  }
  const silent = { info() {}, warn() {} }
  const delivery = { drain, empty: () => new Promise<void>(() => {}) } as unknown as Delivery
  const job = new Job({
    statistics: new Statistics(() => IDLE),
    pipeline: new Pipeline({
      source,
      process: () => Promise.resolve({ rest: Promise.resolve(), restBytes: 0 }),
    }),
    source,
    delivery,
    deadLetters: new DeadLetterFile('/nonexistent/dead-letter.ndjson', silent),
    inputs: [{ parser, type: 'apache', unparsed: null }],
    shutdownMs: 60_000,
  })
  return { job, closed }
}

describe('Job.run', () => {
  it('closes files, checkpoint and workers although the drain fails', async () => {
    const { job, closed } = jobWith(() => Promise.reject(new Error('a fault of ours')))
    await expect(job.run(AbortSignal.abort(), new AbortController().signal)).rejects.toThrow(
      'a fault of ours',
    )
    expect(closed).toEqual(['source', 'parser'])
  })

  it('lets a second signal end the drain that has begun', async () => {
    const hurry = new AbortController()
    const { job, closed } = jobWith((_, impatient) => {
      queueMicrotask(() => hurry.abort())
      return new Promise((resolve) => impatient!.addEventListener('abort', () => resolve(0)))
    })
    expect(await job.run(AbortSignal.abort(), hurry.signal)).toBe(0)
    expect(closed).toEqual(['source', 'parser'])
  })

  it('tells the lines that are not settled, whoever holds them', async () => {
    const { job } = jobWith(() => Promise.resolve(0))
    const { ledger } = job.statistics
    const file = ledger.file('/var/log/app.log')
    ledger.read(file, 3)
    ledger.settle(file, 'delivered', 2)
    expect(await job.run(AbortSignal.abort(), new AbortController().signal)).toBe(1)
  })
})
