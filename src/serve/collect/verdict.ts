import type { Level, ReasonCode, ReasonJson, VerdictJson } from '../api.ts'

/** Nothing was acknowledged for so long: something does not arrive. */
export const SILENCE_MS = 10_000
const BEHIND_SECONDS = { warn: 10, bad: 60 }
/** From this part of all lines on, parse failures are no odd lines: the format is wrong. */
const WRONG_FORMAT = 0.2
const SHOWN_NAMES = 5

/** What a verdict is drawn from; counts of the last minute unless told. */
export interface Symptoms {
  /** Lines in flight since more than `SILENCE_MS` of which none was settled in that time. */
  readonly stuck: number
  readonly failedRequests: number
  readonly lagSeconds: number
  readonly throttles: Readonly<Record<string, number>>
  readonly rejected: Readonly<Record<string, number>>
  /** Lines that parsed or did not. */
  readonly seen: number
  /** Since the start. */
  readonly refused: number
  readonly destroyedBytes: number
  readonly damaged: number
  readonly orderRisks: number
  readonly warnings: number
  readonly alerts: readonly string[]
  readonly idle: boolean
}

/** Draws the verdict of the first screen, and remembers since when each reason holds. */
export class Judge {
  readonly #since = new Map<ReasonCode, number>()

  /** @param now ms since the epoch */
  verdict(symptoms: Symptoms, now: number): VerdictJson {
    const found = reasonsOf(symptoms)
    const codes = new Set(found.map(({ code }) => code))
    for (const code of this.#since.keys()) if (!codes.has(code)) this.#since.delete(code)
    const reasons = found.map((reason): ReasonJson => {
      if (!this.#since.has(reason.code)) this.#since.set(reason.code, now)
      return { ...reason, since: this.#since.get(reason.code)! }
    })
    reasons.sort((a, b) => Number(b.level === 'bad') - Number(a.level === 'bad'))
    const level: Level = reasons.length === 0 ? 'ok' : reasons[0]!.level
    return { level, idle: symptoms.idle, reasons }
  }
}

function reasonsOf(of: Symptoms): Omit<ReasonJson, 'since'>[] {
  const found: Omit<ReasonJson, 'since'>[] = []
  const add = (code: ReasonCode, count: number, isBad: boolean, where: readonly string[] = []): void => {
    if (count > 0) found.push({ code, level: isBad ? 'bad' : 'warn', count, where })
  }
  const rejected = sumOf(of.rejected)
  add('not_sending', of.stuck, true)
  add('requests_failing', of.failedRequests, of.stuck > 0)
  add(
    'behind',
    of.lagSeconds > BEHIND_SECONDS.warn ? Math.round(of.lagSeconds) : 0,
    of.lagSeconds > BEHIND_SECONDS.bad,
  )
  add('destroyed', of.destroyedBytes, true)
  add('alerts', of.alerts.length, true, of.alerts.slice(0, SHOWN_NAMES))
  add('throttled', sumOf(of.throttles), false, namesOf(of.throttles))
  add('parse_failures', rejected, rejected >= of.seen * WRONG_FORMAT, namesOf(of.rejected))
  add('refused', of.refused, false)
  add('damaged', of.damaged, false)
  add('order_risk', of.orderRisks, false)
  add('warnings', of.warnings, false)
  return found
}

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

function namesOf(counts: Readonly<Record<string, number>>): string[] {
  const rows = Object.entries(counts).filter(([, count]) => count > 0)
  return rows
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN_NAMES)
    .map(([name]) => name)
}
