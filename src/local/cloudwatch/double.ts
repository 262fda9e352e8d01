/** A floating-point number in an answer: with a point even where it is whole, as the service writes it (`6.0`). */
export class Double {
  readonly value: number

  constructor(value: number) {
    this.value = value
  }

  toString(): string {
    return Number.isInteger(this.value) && Math.abs(this.value) < 1e21
      ? `${this.value}.0`
      : String(this.value)
  }
}
