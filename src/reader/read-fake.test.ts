import { describe, expect, it, vi } from 'vitest'
import type { Kinesis, KinesisOperations } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import type { Page } from './event.ts'
import type { Trouble } from './patience.ts'
import { LATEST, TRIM_HORIZON } from './position.ts'
import { type ReadOptions, readStream } from './read.ts'
import { newTotals } from './totals.ts'

/** A service whose answers the test writes: what no endpoint does on demand. */
type Answers = {
  [Name in 'ListShards' | 'GetShardIterator' | 'GetRecords']?: (
    input: KinesisOperations[Name][0],
    signal?: AbortSignal,
  ) => unknown
}

function service(answers: Answers): Pick<Kinesis, 'call'> {
  const defaults: Answers = {
    ListShards: () => ({ Shards: [{ ShardId: 's0' }] }),
    GetShardIterator: (input) => ({ ShardIterator: `${input.ShardId}/${input.ShardIteratorType}` }),
  }
  return {
    call: (async (name: keyof Answers, input: never, signal?: AbortSignal) =>
      (answers[name] ?? defaults[name])!(input, signal)) as Kinesis['call'],
  }
}

const record = (n: number, size = 10): object => ({
  Data: Buffer.alloc(size),
  SequenceNumber: String(n),
  PartitionKey: 'k',
  ApproximateArrivalTimestamp: new Date(0),
})

const QUICK = { bounds: { baseMs: 1, capMs: 2 } }

async function readAll(kinesis: Pick<Kinesis, 'call'>, options: Partial<ReadOptions> = {}): Promise<Page[]> {
  const pages: Page[] = []
  const whole = { streamName: 'x', from: TRIM_HORIZON, follow: false, idleMs: 1, patience: QUICK, ...options }
  for await (const page of readStream(kinesis, whole)) pages.push(page)
  return pages
}

const sequenceNumbers = (pages: readonly Page[]): string[] =>
  pages.flatMap((page) => page.records.map((one) => one.sequenceNumber))

describe('reading, where the service is difficult', () => {
  it('asks for a new iterator after the last record when one expired', async () => {
    const iterators = vi.fn((input: KinesisOperations['GetShardIterator'][0]) => ({
      ShardIterator: input.StartingSequenceNumber ?? 'first',
    }))
    const kinesis = service({
      GetShardIterator: iterators,
      GetRecords: ({ ShardIterator }) => {
        if (ShardIterator === 'first')
          return { Records: [record(1), record(2)], NextShardIterator: 'old', MillisBehindLatest: 9 }
        if (ShardIterator === 'old') throw new KinetailError('expired', 'too old')
        return { Records: [record(3)], NextShardIterator: null }
      },
    })
    expect(sequenceNumbers(await readAll(kinesis))).toEqual(['1', '2', '3'])
    expect(iterators).toHaveBeenLastCalledWith(
      expect.objectContaining({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '2' }),
      expect.anything(),
    )
  })

  it('does not skip what came while an iterator at the latest record expired', async () => {
    const began = Date.now()
    const iterators = vi.fn((input: KinesisOperations['GetShardIterator'][0]) => ({
      ShardIterator: input.ShardIteratorType!,
    }))
    const kinesis = service({
      GetShardIterator: iterators,
      GetRecords: ({ ShardIterator }) => {
        if (ShardIterator === 'LATEST') throw new KinetailError('expired', 'too old')
        return { Records: [record(1)], NextShardIterator: null }
      },
    })
    expect(await readAll(kinesis, { from: LATEST, follow: true })).toHaveLength(1)
    const last = iterators.mock.lastCall![0]
    expect(last.ShardIteratorType).toBe('AT_TIMESTAMP')
    expect(last.Timestamp!.getTime()).toBeLessThanOrEqual(began)
    expect(last.Timestamp!.getTime()).toBeGreaterThan(began - 60_000)
  })

  it('follows through a lost network for as long as it takes, says so once, and says when it is back', async () => {
    let calls = 0
    let now = 0
    vi.spyOn(Date, 'now').mockImplementation(() => now)
    const troubles: Trouble[] = []
    const kinesis = service({
      GetRecords: () => {
        calls++
        now += 500
        if (calls < 20) throw new KinetailError('network', 'no answer', { canRetry: true })
        return { Records: [record(1)], NextShardIterator: null }
      },
    })
    try {
      const pages = await readAll(kinesis, { follow: true, onTrouble: (trouble) => troubles.push(trouble) })
      expect(pages).toHaveLength(1)
    } finally {
      vi.restoreAllMocks()
    }
    expect(troubles.map((trouble) => trouble.kind)).toEqual(['failing', 'recovered'])
  })

  it('gives up a bounded reading when the network stays away, but waits out throttling', async () => {
    let calls = 0
    const away = service({
      GetRecords: () => {
        calls++
        throw new KinetailError('network', 'no answer', { canRetry: true })
      },
    })
    await expect(readAll(away, { patience: { ...QUICK, tries: 4 } })).rejects.toThrow('no answer')
    expect(calls).toBe(4)
    let refusals = 0
    const totals = newTotals()
    const throttled = service({
      GetRecords: () => {
        if (refusals++ < 30) throw new KinetailError('throttled', 'slow down', { canRetry: true })
        return { Records: [record(1)], NextShardIterator: null }
      },
    })
    const whole = { streamName: 'x', from: TRIM_HORIZON, follow: false, patience: { ...QUICK, tries: 4 } }
    let pages = 0
    for await (const page of readStream(throttled, whole, totals)) pages += page.records.length
    expect([pages, totals.throttles]).toEqual([1, 30])
  })

  it('tells at once what trying again cannot mend', async () => {
    const refused = service({
      GetRecords: () => {
        throw new KinetailError('permission', 'not you')
      },
    })
    await expect(readAll(refused, { follow: true })).rejects.toThrow('not you')
  })

  it('ends when the signal aborts while a call hangs', async () => {
    const ending = new AbortController()
    const kinesis = service({
      GetRecords: (_, signal) =>
        new Promise((_, reject) => {
          signal!.addEventListener('abort', () => reject(new KinetailError('network', 'aborted')))
          ending.abort()
        }),
    })
    expect(await readAll(kinesis, { follow: true, signal: ending.signal })).toEqual([])
  })

  it('holds no more answers than it may, however many shards there are and however slow the consumer is', async () => {
    const ids = Array.from({ length: 30 }, (_, i) => `s${i}`)
    let given = 0
    let taken = 0
    let most = 0
    const kinesis = service({
      ListShards: () => ({ Shards: ids.map((ShardId) => ({ ShardId })) }),
      GetRecords: ({ ShardIterator }) => {
        given++
        most = Math.max(most, given - taken)
        const [id, round] = ShardIterator!.split('/') as [string, string]
        const next = Number.parseInt(round, 10) + 1 || 1
        return { Records: [record(next)], NextShardIterator: next === 3 ? null : `${id}/${next}` }
      },
    })
    const warned = vi.fn()
    process.on('warning', warned)
    const whole = { streamName: 'x', from: TRIM_HORIZON, follow: false, maxPages: 4 }
    for await (const page of readStream(kinesis, whole)) {
      expect(page.records).toHaveLength(1)
      await new Promise((resolve) => setImmediate(resolve))
      taken++
    }
    process.off('warning', warned)
    expect(taken).toBe(30 * 3)
    expect(most).toBeLessThanOrEqual(4)
    expect(warned).not.toHaveBeenCalled()
  })

  it('lists shards page by page, and finds children that the service does not name', async () => {
    const iterators: string[] = []
    let listed = 0
    const kinesis = service({
      ListShards: ({ StreamName, NextToken }) => {
        listed++
        if (NextToken === 'more') return { Shards: [{ ShardId: 'b' }] }
        expect(StreamName).toBe('x')
        if (listed <= 2) return { Shards: [{ ShardId: 'a' }], NextToken: 'more' }
        return { Shards: [{ ShardId: 'c', ParentShardId: 'a', AdjacentParentShardId: 'b' }] }
      },
      GetShardIterator: ({ ShardId }) => {
        iterators.push(ShardId!)
        return { ShardIterator: ShardId }
      },
      GetRecords: ({ ShardIterator }) => ({
        Records: [record(ShardIterator!.charCodeAt(0))],
        NextShardIterator: null,
      }),
    })
    expect(sequenceNumbers(await readAll(kinesis))).toEqual(['97', '98', '99'])
    expect(iterators).toEqual(['a', 'b', 'c'])
  })

  it('begins a child only when every page of its parents was read', async () => {
    const kinesis = service({
      ListShards: () => ({
        Shards: [
          { ShardId: 'c', ParentShardId: 'a', AdjacentParentShardId: 'b' },
          { ShardId: 'b', SequenceNumberRange: { EndingSequenceNumber: '9' } },
          { ShardId: 'a', SequenceNumberRange: { EndingSequenceNumber: '9' } },
        ],
      }),
      GetShardIterator: ({ ShardId }) => ({ ShardIterator: `${ShardId}/1` }),
      GetRecords: ({ ShardIterator }) => {
        const [id, page] = ShardIterator!.split('/') as [string, string]
        const last = id === 'b' ? 3 : 1
        return {
          Records: [record(Number(page))],
          NextShardIterator: Number(page) < last ? `${id}/${Number(page) + 1}` : null,
        }
      },
    })
    const pages = await readAll(kinesis)
    expect(pages.map((page) => page.shardId).sort()).toEqual(['a', 'b', 'b', 'b', 'c'])
    expect(pages.at(-1)!.shardId).toBe('c')
  })

  it('goes on over empty answers that are not at the tip', async () => {
    let calls = 0
    const kinesis = service({
      GetRecords: () => {
        calls++
        if (calls < 3) return { Records: [], NextShardIterator: 'n', MillisBehindLatest: 100 }
        if (calls === 3) return { Records: [record(1)], NextShardIterator: 'n', MillisBehindLatest: 1 }
        return { Records: [], NextShardIterator: 'n', MillisBehindLatest: 0 }
      },
    })
    expect(await readAll(kinesis)).toHaveLength(1)
    expect(calls).toBe(4)
  })

  it('stops asking when the consumer stops taking', async () => {
    let calls = 0
    const kinesis = service({
      GetRecords: () => {
        calls++
        return { Records: [record(calls)], NextShardIterator: 'n', MillisBehindLatest: 5 }
      },
    })
    for await (const _ of readStream(kinesis, { streamName: 'x', from: TRIM_HORIZON, follow: true })) break
    const asked = calls
    await new Promise((resolve) => setImmediate(resolve))
    expect(calls).toBe(asked)
  })
})
