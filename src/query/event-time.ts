/** Below this a number counts seconds, above it ms (ms since the epoch have been above it since 1973). */
const MS_FROM = 1e11
const OFFSET = /(?:Z|[+-]\d{2}:?\d{2})$/i
const FINE = /\.\d{3}(\d{1,3})/

/**
 * Reads the `timestamp` of records: ISO 8601 (UTC where it has no offset), or a number since the epoch.
 * The last text is remembered: lines of a second have the same.
 */
export class EventTime {
  #text = ''
  #micros: number | undefined

  /** µs since the epoch; undefined where it is no time. */
  micros(value: unknown): number | undefined {
    if (typeof value === 'string') {
      if (value !== this.#text) {
        this.#text = value
        this.#micros = parse(value)
      }
      return this.#micros
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
    return inRange(Math.round(value * (Math.abs(value) < MS_FROM ? 1e6 : 1e3)))
  }
}

function parse(text: string): number | undefined {
  const ms = Date.parse(OFFSET.test(text) ? text : `${text.replace(' ', 'T')}Z`)
  if (Number.isNaN(ms)) return undefined
  const fine = FINE.exec(text)
  return inRange(ms * 1000 + (fine === null ? 0 : Number(fine[1]!.padEnd(3, '0'))))
}

/** 0001-01-01 to 9999-12-31, which every part of a query can write. */
function inRange(micros: number): number | undefined {
  return micros >= -62_135_596_800_000_000 && micros < 253_402_300_800_000_000 ? micros : undefined
}
