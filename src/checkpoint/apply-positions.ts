import { type Checkpoint, identityKey, settledLines } from './checkpoint.ts'
import type { Position } from './positions.ts'

/**
 * Moves checkpoints on to where they stood when the process that wrote the positions ended, with the lines up to there. An offset only
 * ever grows, so the larger one holds.
 * @returns whether any moved
 */
export function applyPositions(checkpoints: Iterable<Checkpoint>, positions: Iterable<Position>): boolean {
  const byPlace = new Map<string, Position[]>()
  const latest = new Map<string, number>()
  for (const position of positions) {
    const those = byPlace.get(placeOf(position)) ?? []
    byPlace.set(placeOf(position), those)
    those.push(position)
    const inode = identityKey(position.device, position.inode)
    latest.set(inode, Math.max(latest.get(inode) ?? 0, position.truncations))
  }
  let moved = false
  for (const checkpoint of checkpoints) {
    count(checkpoint, latest.get(identityKey(checkpoint.device, checkpoint.inode)) ?? 0)
    // Nothing would prove that what lies below the offset is still the same file's: rather twice than not at all.
    if (checkpoint.fingerprint.length === 0) continue
    const position = latestOf(checkpoint, byPlace.get(placeOf(checkpoint)) ?? [])
    if (position === undefined || position.offset < checkpoint.offset) continue
    const { offset, lines, ahead } = position
    // Lines that were settled once stay so: what the checkpoint itself has is older, and no less true.
    if (ahead !== undefined) {
      checkpoint.ahead = ahead
      moved = true
    }
    if (offset === checkpoint.offset) continue
    checkpoint.lines = { from: settledLines(checkpoint).from, to: offset, ...lines }
    checkpoint.offset = offset
    if (checkpoint.size !== undefined) checkpoint.size = Math.max(checkpoint.size, offset)
    moved = true
  }
  return moved
}

/**
 * The inode began anew, up to `truncations`, and the disk had no room for a checkpoint that tells it. What is in it now must get the
 * number that it had, which is a part of its event ids.
 */
function count(checkpoint: Checkpoint, truncations: number): void {
  if (checkpoint.retired || truncations <= checkpoint.truncations) return
  if (checkpoint.fingerprint.length === 0) checkpoint.truncations = truncations
  else checkpoint.latest = truncations
}

/** Of several files that had this inode one after the other, the one that has it now. */
function latestOf({ generation }: Checkpoint, positions: readonly Position[]): Position | undefined {
  // Named with its first line, which is on the disk a moment later than its position: the last one that began is it.
  const wanted = generation === '' ? positions.at(-1)?.generation : generation.slice(0, 8)
  const own = positions.filter((position) => position.generation === wanted)
  return own.reduce<Position | undefined>(
    (latest, one) => (latest === undefined || latest.offset < one.offset ? one : latest),
    undefined,
  )
}

function placeOf({ device, inode, truncations }: Pick<Position, 'device' | 'inode' | 'truncations'>): string {
  return `${identityKey(device, inode)}:${truncations}`
}
