const LF = 0x0a
const CR = 0x0d

/**
 * So many bytes of a line decide where it belongs. With no more than these, a line that grows is not looked at again, and where an event
 * ends does not depend on how much of a huge line had been read.
 */
export const TELLING_BYTES: number = 64 * 1024

/** The events of a chunk whose lines are joined. Absent where each line is an event. */
export interface Events {
  /** Offset after each event, from the chunk's start, in bytes. */
  readonly ends: Uint32Array
  /** Lines of each event, blank ones too. */
  readonly lines: Uint32Array
}

/** Says which lines belong together. It knows one event at a time: from its first line on. */
export interface LineJoiner {
  /** The line `bytes[from, to)`, without its end, begins an event. */
  begin(bytes: Uint8Array, from: number, to: number): void
  /** Whether the line belongs to the event; it is part of it from now on if so. */
  joins(bytes: Uint8Array, from: number, to: number): boolean
  /** True when no further line can belong to the event. */
  readonly closed: boolean
}

/** How the lines of one input are joined. */
export interface EventRules {
  readonly joiner: LineJoiner
  /** An event that nothing was added to for so long is over, in ms. */
  readonly flushMs: number
  /** Lines of an event at most. */
  readonly maxLines: number
}

/** What lies at the beginning of some bytes. */
export interface EventCut {
  /** Bytes of whole events. */
  readonly whole: number
  /** Set when some of these events have several lines. */
  readonly events?: Events
  /** The bytes are one event that reached a limit: what follows belongs to it, and is an event of its own. */
  readonly limited: boolean
  /** The line that follows them is over the limit of a line, even if its end is not in sight. */
  readonly overlong: boolean
  /** Behind the last whole line, also of an event that may go on. */
  readonly open: number
}

export interface EventBounds {
  /** Bytes of an event, its last LF not counted, as of a line. */
  readonly maxBytes: number
  /** True at an offset (from the first byte) at which an event was ended before, because its time was over. */
  readonly endsAt?: (offset: number) => boolean
  /** Nothing follows: the last event is whole, and so is a last line without LF. */
  readonly final?: boolean
}

/** Cuts whole events off the front of `bytes`, which begin with one. Where events end depends on the bytes alone, and on `endsAt`. */
export function cutEvents(bytes: Uint8Array, rules: EventRules, bounds: EventBounds): EventCut {
  const { joiner, maxLines } = rules
  const { maxBytes, endsAt, final = false } = bounds
  const telling = Math.min(TELLING_BYTES, maxBytes)
  const found = new FoundEvents()
  let start = 0
  let at = 0
  let count = 0
  const ended = (overlong: boolean): EventCut => ({
    whole: found.whole,
    ...found.events(),
    limited: false,
    overlong,
    open: at,
  })
  for (;;) {
    const lf = bytes.indexOf(LF, at)
    const end = lf < 0 ? bytes.length : lf
    const isOverlong = end - at > maxBytes
    const isWhole = lf >= 0 || (final && end > at)
    const beyond = count > 0 && (end - start > maxBytes || count === maxLines)
    // A line that has no room tells enough when it is long.
    if (!isOverlong && !isWhole && !(beyond && end - at > telling)) break
    const to = Math.min(end, at + telling)
    const text = isWhole && to === end && to > at && bytes[to - 1] === CR ? to - 1 : to
    if (count > 0) {
      const joins = joiner.joins(bytes, at, text)
      if (joins && (beyond || isOverlong)) {
        // It is marked as cut, and a mark is for a whole chunk.
        if (found.count > 0) return ended(false)
        found.add(at, count)
        return { ...ended(false), limited: true }
      }
      if (!joins) {
        found.add(at, count)
        count = 0
      }
    }
    if (isOverlong) return ended(true)
    if (!isWhole) break
    if (count === 0) {
      start = at
      joiner.begin(bytes, at, text)
    }
    count++
    at = lf < 0 ? end : lf + 1
    if (joiner.closed || endsAt?.(at)) {
      found.add(at, count)
      count = 0
    }
    if (at === bytes.length) break
  }
  if (final && count > 0) found.add(at, count)
  return ended(false)
}

/** So many bytes hold an event of the longest, and what tells that it ends there. */
export function longestLook(maxBytes: number): number {
  return maxBytes + Math.min(TELLING_BYTES, maxBytes) + 2
}

/** Ends and lines of events, while they are found. */
class FoundEvents {
  whole = 0
  count = 0
  #joined = false
  readonly #ends: number[] = []
  readonly #lines: number[] = []

  add(end: number, lines: number): void {
    this.#ends.push(end)
    this.#lines.push(lines)
    this.whole = end
    this.count++
    if (lines > 1) this.#joined = true
  }

  events(): { events?: Events } {
    if (!this.#joined) return {}
    return { events: { ends: Uint32Array.from(this.#ends), lines: Uint32Array.from(this.#lines) } }
  }
}
