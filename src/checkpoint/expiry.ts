import type { Checkpoint } from './checkpoint.ts'

/** How long the checkpoint of a file that is gone is kept, in ms: its backup may come back. */
export const KEEP_GONE_MS: number = 7 * 24 * 3_600_000
/** Of files that are gone so many are kept at most, the latest: containers come and go by the thousand in an hour. */
export const MOST_GONE = 10_000

/** The checkpoints that nobody will ask for any more. */
export function expired(checkpoints: Iterable<Checkpoint>, now: number): Checkpoint[] {
  const gone: { readonly checkpoint: Checkpoint; readonly since: number }[] = []
  for (const checkpoint of checkpoints) {
    const since = goneSince(checkpoint)
    if (since !== undefined) gone.push({ checkpoint, since })
  }
  const oldest = now - KEEP_GONE_MS
  const old = gone.filter(({ since }) => since <= oldest)
  const kept = gone.filter(({ since }) => since > oldest)
  if (kept.length > MOST_GONE) {
    kept.sort((a, b) => b.since - a.since)
    old.push(...kept.slice(MOST_GONE))
  }
  return old.map(({ checkpoint }) => checkpoint)
}

/** Since when a file is gone, ms since the epoch; undefined while it is there. A generation that lost its inode to the next counts from its last move. */
export function goneSince({ gone, retired, updated }: Checkpoint): number | undefined {
  return gone ?? (retired ? updated : undefined)
}
