import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { PlaceList } from '../batch/place-list.ts'
import { openKernel } from '../kernel/kernel.ts'
import { blockEntries, packAll } from '../testing/packing.ts'
import { KernelAggregatePacker } from './kernel-aggregate-packer.ts'

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

describe('Amazon’s own reader (aws_kinesis_agg for Python)', () => {
  it('takes aggregates apart into the records that went in', ({ skip }) => {
    const found = spawnSync(PYTHON, ['-c', 'import aws_kinesis_agg.deaggregator'])
    if (found.status !== 0) skip(`${PYTHON} has no aws_kinesis_agg (KINETAIL_TEST_PYTHON names one that has)`)
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
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', READER], {
      input: JSON.stringify(input),
      encoding: 'utf8',
      maxBuffer: 64 * 1024 ** 2,
    })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(
      records.map(({ key, data }) => ({ key, data: data.toString('hex'), aggregated: true })),
    )
    kernel.arena.giveBack(slab)
    entries.free()
  })
})
