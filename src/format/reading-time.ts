import { civilFromDays } from './civil.ts'
import { Timestamp } from './timestamp.ts'

/** The time of reading as a timestamp: UTC with milliseconds, made once per chunk. */
export class ReadingTime extends Timestamp {
  #quoted: Uint8Array = new Uint8Array(0)

  set(ms: number): void {
    if (ms === this.ms) return
    const days = Math.floor(ms / 86_400_000)
    const inDay = Math.floor(ms - days * 86_400_000)
    const seconds = (inDay / 1000) | 0
    const [year, month, day] = civilFromDays(days)
    this.putDateTime(year, month, day, (seconds / 3600) | 0, ((seconds % 3600) / 60) | 0, seconds % 60)
    this.put(0x2e)
    this.put(0x30 + (((inDay % 1000) / 100) | 0))
    this.put2(inDay % 100)
    this.putOffset(0)
    this.ms = ms
    this.#quoted = Uint8Array.of(0x22, ...this.text.subarray(0, this.length), 0x22)
  }

  /** The text as JSON. */
  quoted(): Uint8Array {
    return this.#quoted
  }
}
