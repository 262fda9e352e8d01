import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Kinesis } from '../../aws/client.ts'
import { systemCode } from '../../base/errors.ts'
import { claimedLetters } from '../../sink/replay-file.ts'
import { replayedLetters } from '../../sink/replayed-letters.ts'
import { Dedupe } from '../dedupe.ts'
import { eventIdOf } from '../event-id.ts'
import { type ReadOptions, readStream } from '../read.ts'
import type { ReadTotals } from '../totals.ts'
import { unpack } from '../unpack.ts'
import type { Generations } from './generations.ts'
import { arrivalRow, DEAD, deadRow, REPLAYED } from './groups.ts'
import { lineKeys } from './line-key.ts'
import type { RowSort } from './row-sort.ts'

/** Where what is seen goes. */
export interface Gathered {
  readonly rows: RowSort
  readonly generations: Generations
}

/**
 * Reads the whole stream: a row for each event with an event id.
 * @param partitionKey `--partition-key` of the agent, for lines that were packed
 * @returns how many events had none
 */
export async function gatherStream(
  kinesis: Pick<Kinesis, 'call'>,
  options: ReadOptions,
  partitionKey: string,
  totals: ReadTotals,
  { rows, generations }: Gathered,
): Promise<number> {
  // As `kinetail read` drops doubles, within the same bounds: what it would give out twice is counted as doubled.
  const dedupe = new Dedupe()
  const hash = keyHasher()
  const keyOfLine = lineKeys(partitionKey)
  let arrival = 0
  let foreign = 0
  for await (const page of readStream(kinesis, options, totals)) {
    for (const record of page.records) {
      for (const event of unpack(record, { onDamaged: () => totals.damaged++ })) {
        totals.events++
        const id = eventIdOf(event.data)
        if (id === undefined) {
          foreign++
          continue
        }
        const verdict = dedupe.checkId(id)
        if (verdict === 'duplicate') totals.duplicates++
        if (verdict === 'unchecked') totals.unchecked++
        const generation = generations.saw(id.generation, id.offset)
        const given = verdict !== 'duplicate'
        const key = event.sharesKey ? keyOfLine(event.data, id.generation) : event.partitionKey
        const row = arrivalRow(generation, id.offset, arrival++, given, hash(key), id.lines)
        const wait = rows.push(row)
        if (wait !== undefined) await wait
      }
    }
  }
  return foreign
}

/**
 * Reads a dead-letter file, the one before it (`.1`), what `kinetail replay` has taken of them, and its notes of what it sent. Lines that
 * are no dead letters are passed over.
 * @returns letters read
 */
export async function gatherDeadLetters(path: string, gathered: Gathered): Promise<number> {
  let letters = 0
  for (const name of [`${path}.1`, path]) {
    for (const one of [claimedLetters(name), name]) letters += await gatherPlaces(one, DEAD, gathered)
    for (const one of replayedLetters(name)) await gatherPlaces(one, REPLAYED, gathered)
  }
  return letters
}

/** A row for each line of the file that names a place; how many there are. */
async function gatherPlaces(path: string, mark: number, { rows, generations }: Gathered): Promise<number> {
  const input = createReadStream(path)
  let places = 0
  try {
    for await (const line of createInterface({ input })) {
      const place = placeOf(line)
      if (place === undefined) continue
      places++
      // Notes of a replay alone make no generation: its files and its events may be gone for long.
      const index =
        mark === REPLAYED
          ? generations.get(place.generation)?.index
          : generations.saw(place.generation, place.offset)
      if (index === undefined) continue
      const wait = rows.push(deadRow(index, place.offset, mark, place.lines))
      if (wait !== undefined) await wait
    }
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' && systemCode(error) !== 'ENOTDIR') throw error
  } finally {
    input.destroy()
  }
  return places
}

function placeOf(line: string): { generation: string; offset: number; lines: number } | undefined {
  try {
    const { generation, offset, lines, record } = JSON.parse(line) as Readonly<Record<string, unknown>>
    if (typeof generation !== 'string' || !/^[0-9a-f]{16}$/.test(generation)) return undefined
    if (typeof offset !== 'number' || !Number.isSafeInteger(offset) || offset < 0) return undefined
    // What the service refused is kept as a record.
    const joined = typeof record === 'string' ? eventIdOf(Buffer.from(record))?.lines : lines
    return { generation, offset, lines: typeof joined === 'number' ? joined : 1 }
  } catch {
    return undefined
  }
}

/** Eighty bits of a key, as two numbers: among a hundred million keys, two that pass for one are unlikely (1 in 240 million). */
function keyHasher(): (key: string) => readonly [number, number] {
  let latest: string | undefined
  let hash: readonly [number, number] = [0, 0]
  return (key) => {
    if (key === latest) return hash
    const digest = createHash('md5').update(key).digest()
    latest = key
    hash = [digest.readUIntBE(0, 6), digest.readUInt32BE(6)]
    return hash
  }
}
