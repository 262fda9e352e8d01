import type { RecordBlock } from '../../format/format.ts'
import { REJECT_REASONS } from '../../format/reject-reasons.ts'
import type { Tap } from '../../format/tap.ts'

/** Records a second of all sources that are looked at, while a page is open and while none is; each source has its part, and no less than the last. */
const RECORDS_PER_SECOND = { watched: 2000, unwatched: 500 }
const LEAST_PER_SOURCE = 50
/** Lines that did not parse, of all sources. */
const REJECTS_PER_SECOND = 50
/** Copies that wait, in bytes, and the longest record that is copied: an odd one must not take the room of all. */
const WAITING_BYTES = 2 * 1024 ** 2
const LONGEST_RECORD = 32 * 1024
const LONGEST_LINE = 8 * 1024
/** Sources followed; what comes from more of them counts with the first. */
const MOST_SOURCES = 5000
/** Copies wait so long, so that a chunk's way is not that of what is done with it, in ms. */
const DRAIN_MS = 50
/** Records that are handed on at a time: a few ms of work. */
const SLICE = 250

/** A record that was looked at. */
export interface SampledRecord {
  readonly source: string
  readonly text: string
  /** When it was read, ms since the epoch. */
  readonly at: number
  /** How many records it stands for, itself included. */
  readonly weight: number
}

export interface SampledReject {
  readonly source: string
  /** Index of the configured input. */
  readonly input: number
  readonly type: string
  readonly reason: string
  /** Byte column, from 0. */
  readonly column: number
  /** Place of the line in its file, in bytes. */
  readonly offset: number
  /** Without its end; at most 8 KiB of it. */
  readonly line: Buffer
  readonly at: number
  readonly weight: number
}

export interface SamplerPorts {
  record(record: SampledRecord): void
  reject(reject: SampledReject): void
  /** ms since the epoch. */
  readonly clock: () => number
  /** Runs something later. */
  readonly later: (run: () => void, ms: number) => void
}

interface Source {
  readonly name: string
  /** One of so many records is taken. */
  stride: number
  /** Records that go by until the next is taken. */
  skip: number
  /** Records of this second that may still be taken. */
  left: number
  seenInSecond: number
  /** Since the last drain. */
  seen: number
  taken: number
  rejectsSeen: number
  rejectsTaken: number
}

interface Waiting {
  readonly source: Source
  readonly start: number
  readonly end: number
  readonly at: number
}

type WaitingReject = Omit<SampledReject, 'source' | 'weight'> & { readonly from: Source }

/**
 * Looks at what goes by without being in its way: copies a bounded number of records a second, the same part of each source, and hands
 * them on a moment later. Weights make up for those that were left out, so their sums are exact.
 */
export class Sampler {
  readonly #ports: SamplerPorts
  readonly #sources = new Map<string, Source>()
  readonly #arena: Buffer = Buffer.allocUnsafeSlow(WAITING_BYTES)
  #used = 0
  #waiting: Waiting[] = []
  #rejects: WaitingReject[] = []
  #rejectsLeft = REJECTS_PER_SECOND
  #drainAsked = false
  #second = 0
  #active = 1
  /** A page is open: from the next second on more is looked at. */
  watched = false

  constructor(ports: SamplerPorts) {
    this.#ports = ports
  }

  /** The pipeline's tap. */
  readonly tap: Tap = ({ chunk, block, type, hide = all }) => {
    const source = this.#sourceOf(chunk.file.name)
    if (block.records > 0) this.#take(source, block, chunk.readAt)
    for (let i = 0; i < block.rejects; i++) {
      source.rejectsSeen++
      if (this.#rejectsLeft <= 0) continue
      this.#rejectsLeft--
      source.rejectsTaken++
      const line = block.rejectLine[i]!
      const start = line === 0 ? 0 : block.lineEnd[line - 1]!
      const end = Math.min(block.lineEnd[line]!, chunk.bytes.length, start + LONGEST_LINE)
      this.#rejects.push({
        from: source,
        input: chunk.file.input,
        type,
        reason: REJECT_REASONS[block.rejectReason[i]!]!,
        column: block.rejectColumn[i]!,
        offset: chunk.offset + start,
        line: Buffer.from(hide(withoutEnd(chunk.bytes.subarray(start, end)))),
        at: chunk.readAt,
      })
    }
    this.#askForDrain()
  }

  /** Records that were read back. @param at when, ms since the epoch */
  event(name: string, data: Uint8Array, at: number): void {
    const source = this.#sourceOf(name)
    source.seen++
    source.seenInSecond++
    if (--source.skip > 0) return
    source.skip = step(source.stride)
    this.#copy(source, data, 0, data.length, at)
    this.#askForDrain()
  }

  #take(source: Source, block: RecordBlock, at: number): void {
    const { records, bytes, start, end } = block
    source.seen += records
    source.seenInSecond += records
    let next = source.skip - 1
    for (; next < records; next += step(source.stride)) {
      if (!this.#copy(source, bytes, start[next]!, end[next]!, at)) break
    }
    source.skip = Math.max(1, next - records + 1)
  }

  /** False when no more of this source is taken in this second. */
  #copy(source: Source, bytes: Uint8Array, start: number, end: number, at: number): boolean {
    if (source.left <= 0) return false
    const length = end - start
    if (length > LONGEST_RECORD || this.#used + length > WAITING_BYTES) return true
    this.#arena.set(bytes.subarray(start, end), this.#used)
    this.#waiting.push({ source, start: this.#used, end: this.#used + length, at })
    this.#used += length
    source.left--
    source.taken++
    return true
  }

  #sourceOf(name: string): Source {
    const second = Math.floor(this.#ports.clock() / 1000)
    if (second !== this.#second) this.#newSecond(second)
    let source = this.#sources.get(name)
    if (!source) {
      if (this.#sources.size >= MOST_SOURCES) return this.#sources.values().next().value!
      const left = this.#partOf(this.#active)
      source = {
        name,
        stride: 1,
        skip: 1,
        left,
        seenInSecond: 0,
        seen: 0,
        taken: 0,
        rejectsSeen: 0,
        rejectsTaken: 0,
      }
      this.#sources.set(name, source)
    }
    return source
  }

  /** Each source's part of the records follows how many brought any in the second before. */
  #newSecond(second: number): void {
    this.#second = second
    this.#rejectsLeft = REJECTS_PER_SECOND
    let active = 0
    for (const { seenInSecond } of this.#sources.values()) if (seenInSecond > 0) active++
    this.#active = Math.max(1, active)
    const part = this.#partOf(this.#active)
    for (const source of this.#sources.values()) {
      const stride = Math.max(1, Math.ceil(source.seenInSecond / part))
      // The next is not farther away than a new, smaller stride says.
      source.skip = Math.min(source.skip, stride)
      source.stride = stride
      source.left = part
      source.seenInSecond = 0
    }
  }

  #partOf(active: number): number {
    return Math.max(
      LEAST_PER_SOURCE,
      Math.floor(RECORDS_PER_SECOND[this.watched ? 'watched' : 'unwatched'] / active),
    )
  }

  #askForDrain(): void {
    if (this.#drainAsked || (this.#waiting.length === 0 && this.#rejects.length === 0)) return
    this.#drainAsked = true
    this.#ports.later(() => this.drain(), DRAIN_MS)
  }

  /** Hands on what waits, in slices between which everything else has its turn. */
  drain(): void {
    const waiting = this.#waiting
    const rejects = this.#rejects
    const weights = new Map<Source, number>()
    const rejectWeights = new Map<Source, number>()
    for (const { source } of waiting) {
      if (weights.has(source)) continue
      weights.set(source, source.seen / source.taken)
      source.seen = 0
      source.taken = 0
    }
    for (const { from } of rejects) {
      if (rejectWeights.has(from)) continue
      rejectWeights.set(from, from.rejectsSeen / from.rejectsTaken)
      from.rejectsSeen = 0
      from.rejectsTaken = 0
    }
    // What comes meanwhile is copied behind: the arena is free again when all of this is handed on.
    const copies = Buffer.from(this.#arena.subarray(0, this.#used))
    this.#waiting = []
    this.#rejects = []
    this.#used = 0
    this.#drainAsked = false
    for (const { from, ...reject } of rejects)
      this.#ports.reject({ ...reject, source: from.name, weight: rejectWeights.get(from)! })
    this.#handOn(waiting, copies, weights, 0)
  }

  #handOn(
    waiting: readonly Waiting[],
    copies: Buffer,
    weights: ReadonlyMap<Source, number>,
    from: number,
  ): void {
    const to = Math.min(waiting.length, from + SLICE)
    for (let i = from; i < to; i++) {
      const { source, start, end, at } = waiting[i]!
      const text = copies.toString('utf8', start, end)
      this.#ports.record({ source: source.name, text, at, weight: weights.get(source)! })
    }
    if (to === waiting.length) return
    this.#ports.later(() => this.#handOn(waiting, copies, weights, to), 0)
  }
}

/** `mean` on the average, by chance: lines that take turns must not always be the same ones. */
function step(mean: number): number {
  return mean === 1 ? 1 : 1 + Math.floor(Math.random() * (2 * mean - 1))
}

function withoutEnd(line: Uint8Array): Uint8Array {
  let end = line.length
  if (end > 0 && line[end - 1] === 0x0a) end--
  if (end > 0 && line[end - 1] === 0x0d) end--
  return line.subarray(0, end)
}

function all(line: Uint8Array): Uint8Array {
  return line
}
