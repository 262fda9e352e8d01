import { createHash } from 'node:crypto'
import { type Checkpoint, checkpointKey } from './checkpoint.ts'
import { decode, encode } from './document.ts'

/** Before the document: format, version, sequence number, checksum of the checkpoint it belongs to, whether entries found no room, bytes. */
const HEADER = /^(kinetail-spare 1 (\d{16}) ([0-9a-f]{64}) ([01]) (\d{10})) ([0-9a-f]{64})\n/
/** The same length always, in bytes. */
export const HALF_HEADER_BYTES: number = 16 + 1 + 16 + 1 + 64 + 1 + 1 + 1 + 10 + 1 + 64 + 1
/** In the place of a checksum, where there was no checkpoint yet. */
const NONE = '0'.repeat(64)

/** What one half of the spare file holds. */
export interface Half {
  /** 0 or 1. */
  readonly index: number
  /** The later one has the higher number. */
  readonly sequence: number
  /** The checksum of the newest checkpoint when this was written: with another, it is stale. */
  readonly base: string | undefined
  /** Entries found no room: those of the checkpoint hold for them. */
  readonly partial: boolean
  readonly checkpoints: readonly Checkpoint[]
}

/**
 * The bytes of a half of `room` bytes at most. Where not all entries fit, those of files that are there come first, the latest change
 * first, and without what is settled ahead, which has a file of its own.
 */
export function encodeHalf(
  checkpoints: Iterable<Checkpoint>,
  base: string | undefined,
  sequence: number,
  room: number,
): { bytes: Buffer; partial: boolean } {
  const all = [...checkpoints]
  let document = Buffer.from(encode(all))
  const most = room - HALF_HEADER_BYTES
  const partial = document.length > most
  if (partial) document = Buffer.from(encode(thoseThatFit(all, most)))
  const counted = [sequence, document.length].map((n, i) => String(n).padStart(i === 0 ? 16 : 10, '0'))
  const head = `kinetail-spare 1 ${counted[0]} ${base ?? NONE} ${partial ? 1 : 0} ${counted[1]}`
  return { bytes: Buffer.concat([Buffer.from(`${head} ${sumOf(head, document)}\n`), document]), partial }
}

/** The halves of a spare file that are whole. */
export function decodeHalves(bytes: Buffer): Half[] {
  const size = Math.floor(bytes.length / 2)
  return [0, 1].flatMap((index) => decodeHalf(bytes.subarray(index * size, (index + 1) * size), index) ?? [])
}

/** What holds: the newest half that belongs to the checkpoint with this checksum, before the checkpoint itself. */
export function newestOf(halves: readonly Half[], base: string | undefined): Half | undefined {
  const own = halves.filter((half) => half.base === base)
  return own.sort((a, b) => b.sequence - a.sequence)[0]
}

/** The entries of a half, over those of the checkpoint where some found no room. */
export function over(half: Half, saved: readonly Checkpoint[]): Checkpoint[] {
  if (!half.partial) return [...half.checkpoints]
  const byKey = new Map([...saved, ...half.checkpoints].map((one) => [checkpointKey(one), one]))
  return [...byKey.values()]
}

function decodeHalf(bytes: Buffer, index: number): Half | undefined {
  const header = HEADER.exec(bytes.toString('latin1', 0, HALF_HEADER_BYTES))
  if (header === null) return undefined
  const [, head, sequence, base, partial, length, sum] = header
  const document = bytes.subarray(HALF_HEADER_BYTES, HALF_HEADER_BYTES + Number(length))
  if (sumOf(head!, document) !== sum) return undefined
  const checkpoints = decode(document.toString())
  if (typeof checkpoints === 'string') return undefined
  return {
    index,
    sequence: Number(sequence),
    base: base === NONE ? undefined : base,
    partial: partial === '1',
    checkpoints,
  }
}

function thoseThatFit(checkpoints: readonly Checkpoint[], most: number): Checkpoint[] {
  const away = ({ retired, gone }: Checkpoint): number => (retired || gone !== undefined ? 1 : 0)
  const fitting: Checkpoint[] = []
  let left = most - Buffer.byteLength(encode([]))
  for (const checkpoint of checkpoints.toSorted((a, b) => away(a) - away(b) || b.updated - a.updated)) {
    const { ahead: _, ...rest } = checkpoint
    // With the comma and LF that part entries.
    const bytes = Buffer.byteLength(JSON.stringify(rest)) + 2
    if (bytes > left) continue
    left -= bytes
    fitting.push(rest)
  }
  return fitting
}

function sumOf(head: string, document: Uint8Array): string {
  return createHash('sha256').update(head).update(document).digest('hex')
}
