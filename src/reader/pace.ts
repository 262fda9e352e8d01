/** GetRecords calls a second that a shard allows, to all its readers together (Kinesis Data Streams quotas). */
const CALLS_PER_SECOND = 5
/** Bytes a second that a shard gives, to all its readers together. A call that brought 10 MiB blocks the next five seconds. */
const BYTES_PER_SECOND = 2 * 1024 * 1024

/**
 * How long to wait before the next GetRecords of a shard, in ms, so that its read limits hold.
 * @param bytes payload that the last call brought
 * @param idleMs the wait when the last call brought nothing and the tip is reached
 */
export function waitBeforeNextRead(bytes: number, idleMs: number): number {
  return Math.max(1000 / CALLS_PER_SECOND, (bytes / BYTES_PER_SECOND) * 1000, bytes === 0 ? idleMs : 0)
}
