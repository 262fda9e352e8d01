import type { ErrorCode, KinetailError } from '../base/errors.ts'
import { formatDuration } from '../base/units.ts'

/** Where sentences for the person watching go. */
export interface Say {
  info(sentence: string): void
  warn(sentence: string): void
}

/** The two sentences of a Trouble: `since` reads `20:04:10 (3 m 20 s)`, undefined at the first failure; `after` is a duration. */
export interface TroubleWords {
  fails(reason: string, since: string | undefined): string
  works(after: string): string
}

/** First and longest wait until the same kind of failure is said again, in ms. */
const REPEAT_MS = 10_000
const LONGEST_REPEAT_MS = 600_000
/** A kind of failure that did not show for so long is news again, in ms. */
const FORGOTTEN_MS = 120_000
/** Trouble shorter than this, in ms, ends without a word. */
const WORTH_AN_END_MS = 5000

/**
 * Says that something keeps failing: each kind of failure when it first comes, then at growing intervals with
 * "since when"; and when it works again. What fails now and then is said now and then, not each time.
 */
export class Trouble {
  readonly #say: Say
  readonly #words: TroubleWords
  readonly #now: () => number
  readonly #kinds = new Map<ErrorCode, { last: number; next: number; repeatMs: number }>()
  /** When the failures began since which nothing succeeded; undefined while all is well. */
  #began: number | undefined

  /** @param now ms of a steady clock */
  constructor(say: Say, words: TroubleWords, now: () => number = () => performance.now()) {
    this.#say = say
    this.#words = words
    this.#now = now
  }

  failed(error: KinetailError): void {
    const now = this.#now()
    this.#began ??= now
    let kind = this.#kinds.get(error.code)
    if (!kind || now - kind.last > FORGOTTEN_MS) {
      kind = { last: now, next: now, repeatMs: REPEAT_MS }
      this.#kinds.set(error.code, kind)
    }
    kind.last = now
    if (now < kind.next) return
    const lasted = now - this.#began
    this.#say.warn(this.#words.fails(error.message, lasted < 1000 ? undefined : sinceWhen(lasted)))
    kind.next = now + kind.repeatMs
    kind.repeatMs = Math.min(LONGEST_REPEAT_MS, kind.repeatMs * 2)
  }

  succeeded(): void {
    if (this.#began === undefined) return
    const lasted = this.#now() - this.#began
    this.#began = undefined
    if (lasted < WORTH_AN_END_MS) return
    this.#kinds.clear()
    this.#say.info(this.#words.works(formatDuration(lasted)))
  }
}

/** Half a day: beyond it the date belongs to the time. */
const SAME_DAY_MS = 12 * 3_600_000

/** The local time `lasted` ms ago, and how long that is. */
function sinceWhen(lasted: number): string {
  // Sweden writes ISO 8601: 2024-01-15 20:04:10.
  const [date, time] = new Date(Date.now() - lasted).toLocaleString('sv-SE').split(' ')
  return `${lasted < SAME_DAY_MS ? time : `${date} ${time}`} (${formatDuration(lasted)})`
}
