import type { RawRecord } from './endpoint.ts'
import { type LineNumber, numberIn } from './lines.ts'
import type { Written } from './log-file.ts'
import { textsOf } from './unpack.ts'

/** What was written: lines by file and number. */
export type Truth = readonly { readonly name: string; readonly written: readonly Written[] }[]

/** A dead letter, as far as it is looked at. */
export interface Letter {
  readonly line?: string
  readonly record?: string
  readonly reason?: string
  readonly generation?: string
  readonly offset: number
}

/** What became of the lines of a round. */
export interface Verdict {
  readonly lines: number
  readonly blank: number
  readonly delivered: number
  readonly deadLettered: number
  /** Destroyed by a truncation before anybody could read them. */
  readonly destroyed: number
  /**
   * Of `delivered` and `deadLettered`, those that truncation destroyed afterwards: an agent that ended before it had settled
   * them leaves nobody who could count them.
   */
  readonly deliveredThenDestroyed: number
  readonly deadLetteredThenDestroyed: number
  /** Records beyond the first of each line, as the stream holds them. */
  readonly doubled: number
  /** The same after those with an event id that came before were dropped: none may be left. */
  readonly doubledAfter: number
  readonly missing: number
  /** Lines that come after a later one of the same partition key and file. */
  readonly outOfOrder: number
  /** Everything else that is wrong: places that are not the line's own, lines that nobody wrote, good lines among the dead letters. */
  readonly wrong: number
  /** Some of what is wrong, in words. */
  readonly examples: readonly string[]
}

const MOST_EXAMPLES = 20

/**
 * Compares what was written with what the stream and the dead letters hold.
 * @param records shard after shard, parents before children
 * @param partitionKey which lines keep their order: `auto` those with the same address or request id, `file` those of a file
 */
export function check(
  truth: Truth,
  records: readonly RawRecord[],
  letters: readonly Letter[],
  partitionKey: 'auto' | 'file',
): Verdict {
  const examples: string[] = []
  const tell = (words: string): void => {
    if (examples.length < MOST_EXAMPLES) examples.push(printable(words))
  }
  const ids = truth.map(({ written }) => new Array<string | undefined>(written.length))
  const dead = truth.map(({ written }) => new Uint8Array(written.length))
  const lastOfKey = new Map<string, number>()
  const seenIds = new Set<string>()
  let disordered: string | undefined
  let [doubled, doubledAfter, outOfOrder, wrong] = [0, 0, 0, 0]

  const cut = cutLines(truth)
  const known = (text: string, words: string, offset: number): LineNumber | undefined => {
    const number = numberIn(text)
    if (number !== undefined && truth[number.file]?.written[number.n] !== undefined) return number
    const half = number === undefined ? cut.find((line) => isHalf(line, text, offset)) : undefined
    if (half !== undefined) return half
    wrong++
    tell(`nobody wrote: ${words.slice(0, 1000)}`)
    return undefined
  }

  const arrivals = new Runs(Number.POSITIVE_INFINITY)
  for (const { data, shardId } of records) {
    for (const text of textsOf(data)) {
      const id = /"event_id":"([0-9a-f]{16}:\d+)"\}$/.exec(text)?.[1]
      const offset = Number(id?.slice(17))
      const number = known(text, text, offset)
      if (number === undefined) continue
      const { file, n } = number
      const line = truth[file]!.written[n]!
      if (offset !== line.offset) {
        wrong++
        tell(`${nameOf(number, truth)} has event id ${id}: ${text.slice(0, 200)}`)
      }
      if (line.kind === 'bad') {
        wrong++
        tell(`${nameOf(number, truth)} became a record: ${text.slice(0, 200)}`)
      }
      const before = ids[file]![n]
      if (before !== undefined) doubled++
      ids[file]![n] ??= id ?? ''
      // From here on as a reader that drops what has an event id of before.
      if (id !== undefined && seenIds.has(id)) continue
      if (id !== undefined) seenIds.add(id)
      if (before !== undefined) {
        doubledAfter++
        tell(`${nameOf(number, truth)} came as ${before} and as ${id}`)
      }
      const key = `${partitionKey === 'file' ? '' : keyOf(text)} ${file} ${line.life}`
      const last = lastOfKey.get(key) ?? -1
      arrivals.add(key, n, shardId)
      if (n < last) {
        outOfOrder++
        disordered ??= key
      } else lastOfKey.set(key, n)
    }
  }

  if (disordered !== undefined) tell(`order of arrival of key (${disordered}): ${arrivals.of(disordered)}`)

  for (const letter of letters) {
    const text = letter.line ?? letter.record ?? ''
    const number = known(text, `dead letter ${letter.reason}: ${text}`, letter.offset)
    if (number === undefined) continue
    const line = truth[number.file]!.written[number.n]!
    dead[number.file]![number.n] = 1
    // Half of a good line need not parse.
    const expected = line.kind !== 'good' || (line.mayBeDestroyed && numberIn(text) === undefined)
    if (expected && letter.offset === line.offset) continue
    wrong++
    tell(
      `${nameOf(number, truth)} is a dead letter (${letter.reason}, offset ${letter.offset}): ${text.slice(0, 200)}`,
    )
  }

  const lost = new Runs(1)
  let [deliveredThenDestroyed, deadLetteredThenDestroyed] = [0, 0]
  let [lines, blank, delivered, deadLettered, destroyed, missing] = [0, 0, 0, 0, 0, 0]
  for (const [file, { written }] of truth.entries()) {
    lines += written.length
    for (const [n, line] of written.entries()) {
      if (line.kind === 'blank') blank++
      else if (ids[file]![n] !== undefined) {
        delivered++
        if (line.mayBeDestroyed) deliveredThenDestroyed++
      } else if (dead[file]![n] === 1) {
        deadLettered++
        if (line.mayBeDestroyed) deadLetteredThenDestroyed++
      } else if (line.mayBeDestroyed) destroyed++
      else {
        missing++
        lost.add(`${truth[file]!.name} life ${line.life}`, n, '')
      }
    }
  }
  for (const words of lost.all()) tell(`missing: ${words}`)
  return {
    lines,
    blank,
    delivered,
    deadLettered,
    deliveredThenDestroyed,
    deadLetteredThenDestroyed,
    destroyed,
    doubled,
    doubledAfter,
    missing,
    outOfOrder,
    wrong,
    examples,
  }
}

interface CutLine extends LineNumber {
  readonly offset: number
  readonly text: string
}

/** The lines of which truncation may have destroyed one half and left the other with an agent that had read it. */
function cutLines(truth: Truth): CutLine[] {
  return truth.flatMap(({ written }, file) =>
    written.flatMap(({ offset, text }, n) => (text === undefined ? [] : [{ file, n, offset, text }])),
  )
}

/**
 * Whether this is the beginning of the line, as its file's last one: the line itself in a dead letter, the fields that come
 * from the line in a record. The number of the line stood in its other half.
 */
function isHalf(line: CutLine, found: string, offset: number): boolean {
  if (offset !== line.offset) return false
  if (!found.startsWith('{"timestamp":"')) return found !== '' && line.text.startsWith(found)
  const { message, user_agent: agent } = JSON.parse(found) as Record<string, unknown>
  return message === undefined ? line.text.includes(String(agent)) : line.text.startsWith(String(message))
}

/** Whether nothing is wrong with the lines. */
export function isClean({ missing, doubledAfter, outOfOrder, wrong }: Verdict): boolean {
  return missing === 0 && doubledAfter === 0 && outOfOrder === 0 && wrong === 0
}

/** The partition key `auto` of a record: its address, its request id, or nothing, which stands for the file. */
function keyOf(text: string): string {
  const { ip_address: address, request_id: request } = JSON.parse(text) as Record<string, unknown>
  return String(address ?? request ?? '')
}

function nameOf({ file, n }: LineNumber, truth: Truth): string {
  const { name, written } = truth[file]!
  const { kind, life, offset } = written[n]!
  return `${name} line ${n} (${kind}, life ${life}, offset ${offset})`
}

/** Line numbers under some names, in the order in which they came, as runs. */
class Runs {
  readonly #step: number
  readonly #runs = new Map<string, { readonly place: string; readonly from: number; to: number }[]>()

  /** @param step a number that is larger than the last by no more than this belongs to its run */
  constructor(step: number) {
    this.#step = step
  }

  add(name: string, n: number, place: string): void {
    const runs = this.#runs.get(name) ?? []
    this.#runs.set(name, runs)
    const last = runs.at(-1)
    if (last?.place === place && n > last.to && n - last.to <= this.#step) last.to = n
    else runs.push({ place, from: n, to: n })
  }

  of(name: string): string {
    const runs = this.#runs.get(name) ?? []
    return runs.map(({ place, from, to }) => `${place} ${from} to ${to}`).join(', ')
  }

  all(): string[] {
    return [...this.#runs.keys()].map((name) => `${name}: ${this.of(name)}`)
  }
}

/** What nobody wrote may be any bytes: none of them is for a terminal. */
function printable(words: string): string {
  return words.replace(/[^\x20-\x7e]/g, '?').slice(0, 500)
}
