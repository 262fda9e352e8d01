/** One thing to measure: gives a figure each time it is run. */
export interface Measured<Figure> {
  readonly name: string
  readonly run: () => Promise<Figure>
}

/**
 * Runs all of them, one after another, `rounds` times: a slow phase of the machine meets every one. The order turns round by
 * round, so that none is always first.
 * @param onRun told of each figure as it comes
 * @returns the figures of each, round by round
 */
export async function interleave<Figure>(
  all: readonly Measured<Figure>[],
  rounds: number,
  onRun: (name: string, figure: Figure) => void = () => {},
): Promise<Map<string, Figure[]>> {
  const figures = new Map<string, Figure[]>(all.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < all.length; i++) {
      const { name, run } = all[(i + round) % all.length]!
      const figure = await run()
      figures.get(name)!.push(figure)
      onRun(name, figure)
    }
  return figures
}
