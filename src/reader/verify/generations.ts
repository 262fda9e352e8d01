/** So many of the lowest offsets are kept of each generation, to tell to which file it belongs. */
const SKETCH = 32

/** One file generation that events or dead letters name. */
export interface SeenGeneration {
  readonly index: number
  /** 16 hex digits. */
  readonly name: string
  /** Its lowest offsets, ascending. */
  readonly sketch: number[]
}

/** The file generations that were seen, numbered from 0. About 600 bytes of memory each. */
export class Generations {
  readonly #byName = new Map<string, SeenGeneration>()
  readonly #all: SeenGeneration[] = []

  /** Index of a generation, in which there is a line at `offset`. */
  saw(name: string, offset: number): number {
    let generation = this.#byName.get(name)
    if (generation === undefined) {
      generation = { index: this.#all.length, name, sketch: [] }
      this.#byName.set(name, generation)
      this.#all.push(generation)
    }
    note(generation.sketch, offset)
    return generation.index
  }

  get(name: string): SeenGeneration | undefined {
    return this.#byName.get(name)
  }

  get all(): readonly SeenGeneration[] {
    return this.#all
  }
}

function note(sketch: number[], offset: number): void {
  if (sketch.length === SKETCH && offset >= sketch[SKETCH - 1]!) return
  let at = sketch.length
  while (at > 0 && sketch[at - 1]! > offset) at--
  if (at > 0 && sketch[at - 1] === offset) return
  sketch.splice(at, 0, offset)
  if (sketch.length > SKETCH) sketch.pop()
}
