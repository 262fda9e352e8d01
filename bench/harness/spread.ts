/** Several measurements of one thing. Noise only ever adds, so the middle is told, with the least and the most. */
export class Spread {
  readonly #sorted: readonly number[]

  /** @param values at least one */
  constructor(values: readonly number[]) {
    this.#sorted = [...values].sort((a, b) => a - b)
  }

  get median(): number {
    const middle = (this.#sorted.length - 1) / 2
    return (this.#sorted[Math.floor(middle)]! + this.#sorted[Math.ceil(middle)]!) / 2
  }

  get least(): number {
    return this.#sorted[0]!
  }

  get most(): number {
    return this.#sorted.at(-1)!
  }

  /** `median (least–most)`, each as `show` writes it. */
  text(show: (value: number) => string): string {
    return `${show(this.median)} (${show(this.least)}–${show(this.most)})`
  }
}

/** The ratio of two figures of the same round, round by round: what slows both of them down is not in it. */
export function ratios(values: readonly number[], baseline: readonly number[]): Spread {
  return new Spread(values.map((value, round) => value / baseline[round]!))
}

/** 1,234,567 as `1.23 M`, 45,600 as `45.6 k`. */
export function short(value: number): string {
  const units: readonly (readonly [number, string])[] = [
    [1e6, ' M'],
    [1e3, ' k'],
  ]
  const [by, unit] = units.find(([least]) => value >= least) ?? [1, '']
  return `${(value / by).toPrecision(3)}${unit}`
}

export function fixed(digits: number): (value: number) => string {
  return (value) => value.toFixed(digits)
}
