import { evenRanges } from './hash-range.ts'
import type { Shard } from './shard.ts'
import type { Stream } from './stream.ts'

/** Splits an open shard so that its second child starts at `at`. */
export function split(stream: Stream, shard: Shard, at: bigint, nowMs: number): [Shard, Shard] {
  const createdMs = childCreation([shard], nowMs)
  stream.close(shard, nowMs)
  return [
    stream.addShard({ start: shard.range.start, end: at - 1n }, createdMs, [shard]),
    stream.addShard({ start: at, end: shard.range.end }, createdMs, [shard]),
  ]
}

/** Merges two open shards whose ranges adjoin, `lower` first by hash range. */
export function merge(stream: Stream, lower: Shard, upper: Shard, nowMs: number): Shard {
  const createdMs = childCreation([lower, upper], nowMs)
  stream.close(lower, nowMs)
  stream.close(upper, nowMs)
  return stream.addShard({ start: lower.range.start, end: upper.range.end }, createdMs, [lower, upper])
}

/**
 * Brings the stream to `count` shards of equal width by splits and merges of single shards, as the service
 * does: short-lived shards appear on the way, so that no shard ever has more than two parents.
 */
export function scaleUniformly(stream: Stream, count: number, nowMs: number): void {
  const ranges = evenRanges(count)
  for (const { start } of ranges) {
    const shard = stream.open.find((one) => one.range.start <= start && start <= one.range.end)!
    if (shard.range.start !== start) split(stream, shard, start, nowMs)
  }
  for (const range of ranges) {
    const within = stream.open.filter((one) => one.range.start >= range.start && one.range.end <= range.end)
    within.reduce((lower, upper) => merge(stream, lower, upper, nowMs))
  }
}

/** A child's sequence numbers begin with its creation time and must be above those of its parents. */
function childCreation(parents: readonly Shard[], nowMs: number): number {
  return Math.max(nowMs, ...parents.map((parent) => parent.createdMs + 1))
}
