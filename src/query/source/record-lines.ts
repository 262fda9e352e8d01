import { BlockBuilder } from '../../format/block-builder.ts'
import type { HeldBlock } from '../../format/format.ts'
import type { LineChunk } from '../../source/line-cutter.ts'

/** `--type` of lines that are records already: what `kinetail parse` and `kinetail read` print. */
export const RECORD = 'record'

const LF = 0x0a
const SPACE = 0x20
const BRACE = 0x7b
const CLOSING_BRACE = 0x7d

/** True when the first line that is not blank is a record: a JSON object with a log type. */
export function isRecord(bytes: Uint8Array): boolean {
  const line = Buffer.from(bytes)
    .toString()
    .split('\n', 32)
    .find((one) => one.trim() !== '')
  return line !== undefined && typeof parsed(line)?.['log_type'] === 'string'
}

/** Records as they are, one a line; what does not look like a JSON object is rejected. */
export function recordBlock({ bytes }: LineChunk): HeldBlock {
  const block = new BlockBuilder(bytes.length + 1)
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(LF, start)
    const next = found < 0 ? bytes.length : found + 1
    let end = next
    while (end > start && bytes[end - 1]! <= SPACE) end--
    block.addLine(next)
    if (end === start) block.addBlank()
    else if (bytes[start] !== BRACE || bytes[end - 1] !== CLOSING_BRACE) block.addReject(0, 0)
    else {
      const from = block.at
      block.write(bytes.subarray(start, end))
      block.addRecord(from, 0, 0, Number.NaN, 0)
    }
    start = next
  }
  const last = block.records - 1
  if (last >= 0) block.eventTime[last] = timeOf(block.bytes.subarray(block.start[last], block.end[last]))
  return Object.assign(block, { release: () => {} })
}

/** The time of one record of a chunk is enough to read several files in the order of time. */
function timeOf(record: Uint8Array): number {
  const timestamp = parsed(Buffer.from(record).toString())?.['timestamp']
  return typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN
}

function parsed(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
