/**
 * Where time readers put what they read: the ISO 8601 text as bytes, and the instant.
 * One is made per engine and used again for every line.
 */
export class Timestamp {
  /** Longest text: 32 bytes of date, time and offset, and up to 31 fraction digits. */
  readonly text: Uint8Array = new Uint8Array(64)
  length = 0
  /** Milliseconds since the epoch, fraction digits beyond the third cut off. */
  ms: number = Number.NaN

  put(byte: number): void {
    this.text[this.length++] = byte
  }

  /** `value` as two digits. */
  put2(value: number): void {
    this.text[this.length++] = 0x30 + ((value / 10) | 0)
    this.text[this.length++] = 0x30 + (value % 10)
  }

  put4(value: number): void {
    this.put2((value / 100) | 0)
    this.put2(value % 100)
  }

  /** `YYYY-MM-DDTHH:MM:SS`, from the start of the text. */
  putDateTime(year: number, month: number, day: number, hour: number, minute: number, second: number): void {
    this.length = 0
    this.put4(year)
    this.put(0x2d)
    this.put2(month)
    this.put(0x2d)
    this.put2(day)
    this.put(0x54)
    this.put2(hour)
    this.put(0x3a)
    this.put2(minute)
    this.put(0x3a)
    this.put2(second)
  }

  /** `+HH:MM` of an offset in minutes. */
  putOffset(minutes: number): void {
    const size = Math.abs(minutes)
    this.put(minutes < 0 ? 0x2d : 0x2b)
    this.put2((size / 60) | 0)
    this.put(0x3a)
    this.put2(size % 60)
  }
}
