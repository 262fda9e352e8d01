import { cutEvents, type EventRules } from '../source/events.ts'
import type { LineChunk } from '../source/line-cutter.ts'

const LF = 0x0a
const NOTHING: Uint8Array = new Uint8Array(0)

/**
 * Cuts bytes that come in any pieces into whole events, as LineCutter does into lines: the last event is held until it is over. Memory
 * stays bounded by the longest event.
 */
export class EventCutter {
  readonly #rules: EventRules
  readonly #maxBytes: number
  /** What belongs to no whole event yet. */
  #held: Uint8Array = NOTHING
  /** Offset of `#held` in the input. */
  #offset = 0
  /** The beginning of a line over the limit, and how much of it was seen, where its end was not. */
  #long: { readonly bytes: Uint8Array; readonly offset: number; length: number } | undefined

  constructor(rules: EventRules, maxBytes: number) {
    this.#rules = rules
    this.#maxBytes = maxBytes
  }

  /** Takes the next bytes, which may change after the last chunk was taken from the generator. */
  *push(bytes: Uint8Array): Generator<LineChunk> {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    yield* this.#drain(false, 0)
    this.#held = new Uint8Array(this.#held)
  }

  /** A pause: the event of the whole lines that are held is over. */
  *pause(): Generator<LineChunk> {
    const end = this.#long === undefined ? this.#held.lastIndexOf(LF) + 1 : 0
    if (end > 0) yield* this.#drain(false, this.#offset + end)
    this.#held = new Uint8Array(this.#held)
  }

  /** Nothing follows. */
  *end(): Generator<LineChunk> {
    yield* this.#drain(true, 0)
  }

  /** @param endsAt offset at which an event ends, whatever follows */
  *#drain(final: boolean, endsAt: number): Generator<LineChunk> {
    for (;;) {
      if (this.#long !== undefined && !(yield* this.#endLong(final))) return
      const from = this.#offset
      const { whole, events, limited, overlong } = cutEvents(this.#held, this.#rules, {
        maxBytes: this.#maxBytes,
        endsAt: (at) => from + at === endsAt,
        final,
      })
      if (whole > 0) {
        const bytes = this.#held.subarray(0, whole)
        this.#take(whole)
        yield { bytes, offset: from, ...(events && { events }), ...(limited && { cutLine: whole - 1 }) }
      } else if (overlong) {
        // A copy: what was pushed may change, and `slice` of a Buffer would be another view of it.
        const bytes = new Uint8Array(this.#held.subarray(0, this.#maxBytes))
        this.#long = { bytes, offset: from, length: this.#maxBytes }
        this.#take(this.#maxBytes)
      } else return
    }
  }

  *#endLong(final: boolean): Generator<LineChunk, boolean> {
    const long = this.#long!
    const end = this.#held.indexOf(LF) + 1
    const passed = end === 0 ? this.#held.length : end
    long.length += passed
    this.#take(passed)
    if (end === 0 && !final) return false
    this.#long = undefined
    yield { bytes: long.bytes, offset: long.offset, cutLine: long.length }
    return true
  }

  #take(bytes: number): void {
    this.#held = this.#held.subarray(bytes)
    this.#offset += bytes
  }
}

/** The pieces as they come, and `undefined` once after each pause of `ms` between them. */
export async function* withPauses<T>(pieces: AsyncIterable<T>, ms: number): AsyncGenerator<T | undefined> {
  const source = pieces[Symbol.asyncIterator]()
  try {
    for (;;) {
      const coming = source.next()
      let timer: NodeJS.Timeout | undefined
      const pause = new Promise<undefined>((resolve) => {
        timer = setTimeout(() => resolve(undefined), ms)
      })
      const first = await Promise.race([coming, pause])
      clearTimeout(timer)
      if (first === undefined) yield undefined
      const { value, done } = first ?? (await coming)
      if (done) return
      yield value
    }
  } finally {
    await source.return?.()
  }
}
