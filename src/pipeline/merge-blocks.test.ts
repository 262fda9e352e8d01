import { expect, it } from 'vitest'
import type { RecordBlock } from '../format/format.ts'
import { blockOf } from '../testing/shipments.ts'
import { mergeBlocks } from './merge-blocks.ts'

/** A block of records `<name><line>` for some lines of a chunk of ten. */
function blockFor(name: string, lines: readonly number[]): RecordBlock {
  const block = blockOf(lines.map((line) => ({ key: `key-${name}`, text: `${name}${line}` })))
  return {
    ...block,
    line: Uint32Array.from(lines),
    lines: 10,
    lineEnd: Uint32Array.from({ length: 10 }, (_, i) => i),
  }
}

function read(block: RecordBlock): unknown[] {
  const text = (from: number, to: number): string => Buffer.from(block.bytes.subarray(from, to)).toString()
  return Array.from({ length: block.records }, (_, i) => [
    block.line[i],
    text(block.start[i]!, block.end[i]!),
    text(block.keyStart[i]!, block.keyEnd[i]!),
    block.logType[i],
  ])
}

it.each([
  [
    [0, 2, 3, 7],
    [1, 4, 8],
  ],
  [[5], [0, 9]],
  [[], [1, 2]],
  [[1, 2], []],
])('puts records %j and %j into the order of their lines, keys and log types with them', (good, bad) => {
  const merged = mergeBlocks(blockFor('good', good), blockFor('bad', bad), 2)
  const wanted = [
    ...good.map((line) => [line, `good${line}`, 'key-good', 0]),
    ...bad.map((line) => [line, `bad${line}`, 'key-bad', 2]),
  ]
  expect(read(merged)).toEqual(wanted.sort((a, b) => Number(a[0]) - Number(b[0])))
  expect(merged.lines).toBe(10)
  expect([...merged.lineEnd]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
})
