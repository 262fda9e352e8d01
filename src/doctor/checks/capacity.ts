import { closeSync, openSync, statSync } from 'node:fs'
import { SHARD_LIMITS } from '../../aws/limits.ts'
import { sleep } from '../../base/backoff.ts'
import { formatDuration, formatSize } from '../../base/units.ts'
import { text } from '../../messages/messages.ts'
import { READ_FLAGS } from '../../source/tail/identity.ts'
import { readSome } from '../../source/tail/read.ts'
import type { Check, Context, ReadableFile } from '../check.ts'
import { type Found, failed, fine, skipped, warning } from '../finding.ts'

/** What was written so much of is counted, line by line, in bytes a file; the rest is taken for the same. */
const COUNTED_BYTES = 4 * 1024 ** 2
/** From this part of what the shards take on, a peak does not fit. */
const FULL = 0.8

/** How fast one file, or all of them, grew. */
export interface Rate {
  readonly lines: number
  /** Bytes of the records that its lines become. */
  readonly bytes: number
}

/** Whether the shards take what is being written to the files, by a short look at how they grow. */
export const capacity: Check = {
  name: 'capacity',
  needs: ['files'],
  async run(context) {
    return [await look(context)]
  },
}

async function look({ seen, settings, measureMs, signal }: Context): Promise<Found> {
  const words = text.doctor.capacity
  if (measureMs === 0) return skipped(words.notMeasured)
  if (seen.files.length === 0) return skipped(words.noFiles)
  const began = Math.max(...seen.files.map(({ at }) => at))
  await sleep(Math.max(0, began + measureMs - performance.now()), signal)
  const rates = seen.files.map(rateOf)
  const total: Rate = { lines: sum(rates, 'lines'), bytes: sum(rates, 'bytes') }
  const packed = settings.pack !== 'single' || settings.compress !== undefined
  const keys = settings.partition_key
  return judge({
    stream: settings.stream_name,
    total,
    fastest: rates.reduce((a, b) => (shardsFor(b, packed) > shardsFor(a, packed) ? b : a)),
    span: performance.now() - began,
    open: seen.stream?.openShards,
    onDemand: seen.stream?.mode === 'ON_DEMAND',
    packed,
    compressed: settings.compress !== undefined,
    keys,
  })
}

export interface Load {
  readonly stream: string | undefined
  readonly total: Rate
  readonly fastest: Rate
  /** How long it was watched, in ms. */
  readonly span: number
  /** Open shards; undefined where nobody could tell. */
  readonly open: number | undefined
  readonly onDemand: boolean
  /** Many lines in one record: bytes alone count. */
  readonly packed: boolean
  /** What goes to the shards is smaller than what was measured, nobody knows how much. */
  readonly compressed: boolean
  /** How partition keys are chosen. */
  readonly keys: string
}

export function judge({
  stream,
  total,
  fastest,
  span,
  open,
  onDemand,
  packed,
  compressed,
  keys,
}: Load): Found {
  const words = text.doctor.capacity
  const share = shardsFor(total, packed)
  const needed = Math.max(1, Math.ceil(share / FULL))
  const facts = {
    records_per_second: Math.round(total.lines),
    bytes_per_second: Math.round(total.bytes),
    measured_ms: Math.round(span),
    shards_needed: needed,
    open_shards: open ?? null,
  }
  const records = Math.round(total.lines).toLocaleString('en-US')
  const said = words.rate(records, formatSize(Math.round(total.bytes)), formatDuration(span))
  const rate = compressed ? `${said} (${words.compressed})` : said
  if (open === undefined) return skipped(words.needs(rate, needed), facts)
  if (onDemand) return fine(words.onDemand(rate), facts)
  // What shares a key shares a shard, however many there are.
  const one = keys === 'host' ? share : keys === 'file' ? shardsFor(fastest, packed) : 0
  if (one > FULL)
    return (one > 1 && !compressed ? failed : warning)(
      { what: words.oneShard(rate, keys), cause: words.cause, fix: words.otherKeys },
      facts,
    )
  if (share <= open * FULL) return fine(words.fine(rate, open), facts)
  return (share > open && !compressed ? failed : warning)(
    { what: words.over(rate, open, needed), cause: words.cause, fix: reshard(stream ?? '', open, needed) },
    facts,
  )
}

/** Shards that a rate fills: the limit that it comes to first counts. */
function shardsFor({ lines, bytes }: Rate, packed: boolean): number {
  const byBytes = bytes / SHARD_LIMITS.bytesPerSecond
  return packed ? byBytes : Math.max(byBytes, lines / SHARD_LIMITS.recordsPerSecond)
}

/** UpdateShardCount takes twice as many at the most in one call (its API reference). */
function reshard(stream: string, open: number, needed: number): string {
  const commands: string[] = []
  for (let now = open; now < needed; ) {
    now = Math.min(needed, now * 2)
    commands.push(`kinetail streams reshard ${stream} --shard-count ${now} --wait`)
  }
  return commands.join(' && ')
}

function rateOf({ path, size, at, expansion }: ReadableFile): Rate {
  const seconds = Math.max(0.001, (performance.now() - at) / 1000)
  const now = statSync(path, { throwIfNoEntry: false })?.size ?? size
  // Truncated meanwhile: what is there now was written since.
  const from = now < size ? 0 : size
  const grown = now - from
  if (grown === 0) return { lines: 0, bytes: 0 }
  const [counted, lines] = countLines(path, from, Math.min(grown, COUNTED_BYTES))
  const factor = counted === 0 ? 0 : grown / counted
  return { lines: (lines * factor) / seconds, bytes: (grown * expansion) / seconds }
}

function countLines(path: string, from: number, bytes: number): readonly [bytes: number, lines: number] {
  try {
    const fd = openSync(path, READ_FLAGS)
    try {
      const piece = readSome(fd, from, bytes)
      let lines = 0
      for (let at = piece.indexOf(0x0a); at >= 0; at = piece.indexOf(0x0a, at + 1)) lines++
      return [piece.length, lines]
    } finally {
      closeSync(fd)
    }
  } catch {
    // Rotated away between two looks.
    return [0, 0]
  }
}

function sum(rates: readonly Rate[], member: keyof Rate): number {
  return rates.reduce((total, rate) => total + rate[member], 0)
}
