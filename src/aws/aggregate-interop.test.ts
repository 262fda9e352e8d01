import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PlaceList } from '../batch/place-list.ts'
import { openKernel } from '../kernel/kernel.ts'
import { blockEntries, packAll } from '../testing/packing.ts'
import { KernelAggregatePacker } from './kernel-aggregate-packer.ts'
import { decodeAggregate } from './kpl.ts'

/** A Python with Amazon's own reader: `python -m venv v && v/bin/pip install aws_kinesis_agg six`, then v/bin/python. */
const PYTHON = process.env['KINETAIL_TEST_PYTHON'] ?? 'python3'

/** Reads aggregates as JSON from stdin and prints key and data of each of their records, in hexadecimal. */
const READER = `
import base64, json, sys
from aws_kinesis_agg.deaggregator import deaggregate_records
raw = [{'kinesis': {'kinesisSchemaVersion': '1.0', 'sequenceNumber': '1', 'approximateArrivalTimestamp': 1.0,
        'partitionKey': one['key'], 'data': one['data']}} for one in json.load(sys.stdin)]
print(json.dumps([{'key': user['kinesis']['partitionKey'], 'data': base64.b64decode(user['kinesis']['data']).hex(),
        'aggregated': user['kinesis'].get('aggregated', False)} for user in deaggregate_records(raw)]))
`

/** Writes the records given as JSON on stdin into aggregates, and prints those in hexadecimal. */
const WRITER = `
import json, sys
from aws_kinesis_agg.aggregator import RecordAggregator
aggregator, made = RecordAggregator(60000), []
# Not in a thread of its own, which may be late.
aggregator.on_record_complete(lambda record: made.append(record.get_contents()[2].hex()), False)
for one in json.load(sys.stdin):
    aggregator.add_user_record(one['key'], bytes.fromhex(one['data']), one.get('hash'))
made.append(aggregator.clear_and_get().get_contents()[2].hex())
print(json.dumps(made))
`

function python(script: string, input: unknown): unknown {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 ** 2,
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

const found = spawnSync(PYTHON, ['-c', 'import aws_kinesis_agg.deaggregator'])
const missing = `${PYTHON} has no aws_kinesis_agg (KINETAIL_TEST_PYTHON names one that has)`

describe('Amazon’s own writer (aws_kinesis_agg for Python)', () => {
  it('makes aggregates that are read here as they went in', ({ skip }) => {
    if (found.status !== 0) skip(missing)
    const records = Array.from({ length: 2000 }, (_, i) => ({
      key: ['10', '2', 'abc', '열쇠', `10.0.0.${i % 9}.${i % 200}`][i % 5]!,
      data: Buffer.from(JSON.stringify({ n: i, text: 'é'.repeat(i % 400) })).toString('hex'),
      ...(i % 3 === 0 && { hash: String(2n ** BigInt(i % 128)) }),
    }))
    const made = python(WRITER, records) as string[]
    expect(made.length).toBeGreaterThan(5)
    const read = made.flatMap((hex) => decodeAggregate(Buffer.from(hex, 'hex'))!)
    expect(read.map(({ partitionKey, data }) => [partitionKey, Buffer.from(data).toString('hex')])).toEqual(
      records.map(({ key, data }) => [key, data]),
    )
    // Theirs gives a record without a hash key the MD5 of its key.
    expect(read.filter((_, i) => i % 3 === 0).map((record) => record.explicitHashKey)).toEqual(
      records.filter(({ hash }) => hash !== undefined).map(({ hash }) => hash),
    )
  })
})

describe('Amazon’s own reader (aws_kinesis_agg for Python)', () => {
  it('takes aggregates apart into the records that went in', ({ skip }) => {
    if (found.status !== 0) skip(missing)
    const kernel = openKernel()!
    const records = Array.from({ length: 2000 }, (_, i) => ({
      key: ['10', '2', 'abc', '열쇠', `10.0.${i % 9}.${i % 200}`][i % 5]!,
      data: Buffer.from(JSON.stringify({ n: i, text: 'é'.repeat(i % 400) })),
      keyInBlock: i % 2 === 0,
    }))
    const entries = blockEntries(records, kernel)
    const slab = kernel.arena.take(4 * 1024 ** 2)!
    const target = kernel.bytes.subarray(slab.at, slab.at + slab.bytes)
    const packed = packAll(new KernelAggregatePacker(kernel, new PlaceList(kernel)), entries, target, 100_000)
    expect(packed.length).toBeGreaterThan(5)
    const input = packed.map(({ data }) => ({ key: 'outer', data: data!.toString('base64') }))
    expect(python(READER, input)).toEqual(
      records.map(({ key, data }) => ({ key, data: data.toString('hex'), aggregated: true })),
    )
    kernel.arena.giveBack(slab)
    entries.free()
  })
})
