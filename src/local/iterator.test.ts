import { CreateStreamCommand, DeleteStreamCommand, GetRecordsCommand } from '@aws-sdk/client-kinesis'
import { describe, expect, test } from 'vitest'
import { codeOf, iterator, openStream, put, readAll, TestClock } from '../../test/support/local.ts'

describe('a shard iterator', () => {
  test('starts at each of the five positions', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const latestOfEmpty = await iterator(kinesis, { ShardIteratorType: 'LATEST' })
    const one = await put(kinesis, ['a', 'b'])
    clock.advance(1000)
    const between = new Date(clock.ms - 400)
    const latest = await iterator(kinesis, { ShardIteratorType: 'LATEST' })
    const two = await put(kinesis, ['c', 'd'])
    clock.advance(1000)
    const b = one.Records![1]!.SequenceNumber!
    const d = two.Records![1]!.SequenceNumber!
    const at = async (input: Parameters<typeof iterator>[1]): Promise<string> => {
      clock.advance(1000)
      return (await readAll(kinesis, await iterator(kinesis, input))).join('')
    }
    expect(await at({ ShardIteratorType: 'TRIM_HORIZON' })).toBe('abcd')
    expect(await at({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: b })).toBe('bcd')
    expect(await at({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: b })).toBe('cd')
    expect(await at({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: d })).toBe('')
    expect(await at({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: between })).toBe('cd')
    expect(await at({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(0) })).toBe('abcd')
    expect(await at({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(clock.ms) })).toBe('')
    expect(await at({ ShardIteratorType: 'LATEST' })).toBe('')
    clock.advance(1000)
    expect((await readAll(kinesis, latestOfEmpty)).join('')).toBe('abcd')
    expect((await readAll(kinesis, latest)).join('')).toBe('cd')
  })

  test('gives sequence numbers that rise as 56-digit numbers', async () => {
    const { kinesis } = await openStream(1)
    const records = [...(await put(kinesis, ['a', 'b'])).Records!, ...(await put(kinesis, ['c'])).Records!]
    const numbers = records.map((record) => BigInt(record.SequenceNumber!))
    expect(records.every((record) => /^[1-9]\d{55}$/.test(record.SequenceNumber!))).toBe(true)
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)))
    expect(new Set(numbers).size).toBe(3)
  })

  test('tells how far behind it is, never 0 while records wait', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    await put(kinesis, ['a', 'b', 'c'])
    const first = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: await iterator(kinesis), Limit: 1 }),
    )
    expect(first.MillisBehindLatest).toBe(1)
    expect(first.Records![0]!.ApproximateArrivalTimestamp).toEqual(new Date(clock.ms))
    clock.advance(2500)
    const second = await kinesis.send(
      new GetRecordsCommand({ ShardIterator: first.NextShardIterator!, Limit: 1 }),
    )
    expect(second.MillisBehindLatest).toBe(2500)
    const third = await kinesis.send(new GetRecordsCommand({ ShardIterator: second.NextShardIterator! }))
    expect(third.MillisBehindLatest).toBe(0)
  })

  test('expires after five minutes', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const ShardIterator = await iterator(kinesis)
    clock.advance(300_000)
    await kinesis.send(new GetRecordsCommand({ ShardIterator }))
    clock.advance(1)
    expect(await codeOf(kinesis.send(new GetRecordsCommand({ ShardIterator })))).toBe(
      'ExpiredIteratorException',
    )
  })

  test('is refused when it is made up, tampered with, or of a stream that was made anew', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    const good = await iterator(kinesis)
    const read = (ShardIterator: string): Promise<string> =>
      codeOf(kinesis.send(new GetRecordsCommand({ ShardIterator })))
    expect(await read('made-up')).toBe('InvalidArgumentException')
    const bytes = Buffer.from(good, 'base64')
    bytes[bytes.length - 1]! ^= 1
    expect(await read(bytes.toString('base64'))).toBe('InvalidArgumentException')
    await kinesis.send(new DeleteStreamCommand({ StreamName: 'logs' }))
    expect(await read(good)).toBe('ResourceNotFoundException')
    clock.advance(10)
    await kinesis.send(new CreateStreamCommand({ StreamName: 'logs', ShardCount: 1 }))
    expect(await read(good)).toBe('ResourceNotFoundException')
  })

  test('skips what retention took', async () => {
    const clock = new TestClock()
    const { kinesis } = await openStream(1, { now: clock.now })
    await put(kinesis, ['old'])
    clock.advance(23 * 3_600_000)
    await put(kinesis, ['young'])
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual(['old', 'young'])
    clock.advance(3_600_001)
    expect(await readAll(kinesis, await iterator(kinesis))).toEqual(['young'])
  })

  test.each([
    ['TRIM_HORIZON with a number', { ShardIteratorType: 'TRIM_HORIZON', StartingSequenceNumber: '1' }],
    ['AT_SEQUENCE_NUMBER without', { ShardIteratorType: 'AT_SEQUENCE_NUMBER' }],
    ['a number of nobody', { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: '17' }],
    ['AT_TIMESTAMP without', { ShardIteratorType: 'AT_TIMESTAMP' }],
    ['a time to come', { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(Date.now() + 60_000) }],
  ] as const)('is not given for %s', async (_, input) => {
    const { kinesis } = await openStream(1)
    expect(await codeOf(iterator(kinesis, input))).toBe('InvalidArgumentException')
  })

  test('is not given for a number of another shard', async () => {
    const { kinesis } = await openStream(2)
    const { Records } = await put(kinesis, ['a', 'b', 'c', 'd', 'e', 'f'], (text) => text)
    const other = Records!.find((record) => record.ShardId !== 'shardId-000000000000')!
    const input = {
      ShardIteratorType: 'AT_SEQUENCE_NUMBER',
      StartingSequenceNumber: other.SequenceNumber!,
    } as const
    expect(await codeOf(iterator(kinesis, input))).toBe('InvalidArgumentException')
  })
})
