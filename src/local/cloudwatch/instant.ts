/** A time in an answer: seconds since the epoch in JSON, ISO 8601 in XML. */
export class Instant {
  readonly ms: number

  constructor(ms: number) {
    this.ms = ms
  }

  toString(): string {
    return new Date(this.ms).toISOString()
  }
}
