/** Columns of a row of the first sort, which is by the first three. */
export const SEEN_WIDTH = 6
export const SEEN_KEYS = 3
/** In place of the arrival: the line is in the dead-letter file. Sorts before every arrival. */
export const DEAD = -1
/** The same: it was, and `kinetail replay` sent it. */
export const REPLAYED = -2

/** All that is known of one place: a line's offset in a file generation. */
export interface Place {
  /** Index of the generation. */
  readonly generation: number
  /** In bytes. */
  readonly offset: number
  /** Lines from there on: more than one where they were joined to an event. */
  readonly lines: number
  /** How often the stream holds it. */
  readonly arrivals: number
  /** How often a reader that drops doubles by event id gives it out. */
  readonly given: number
  readonly dead: boolean
  /** It is or was a dead letter: if it came to the stream, then by a replay, late by design. */
  readonly late: boolean
  /** Running number of the first arrival, and the hash of its partition key in two parts. */
  readonly first: number
  readonly keyHigh: number
  readonly keyLow: number
}

/** The row of one arrival. */
export function arrivalRow(
  generation: number,
  offset: number,
  arrival: number,
  given: boolean,
  [keyHigh, keyLow]: readonly [number, number],
  lines: number = 1,
): number[] {
  return [generation, offset, arrival * 2 + (given ? 1 : 0), keyHigh, keyLow, lines]
}

/** @param mark DEAD or REPLAYED */
export function deadRow(generation: number, offset: number, mark: number, lines: number): number[] {
  return [generation, offset, mark, 0, 0, lines]
}

type Draft = { -readonly [Key in keyof Place]: Place[Key] }

/** Joins the sorted rows of each place. */
export async function* placesOf(rows: AsyncIterable<Float64Array>): AsyncGenerator<Place[]> {
  let open: Draft | undefined
  for await (const block of rows) {
    const places: Place[] = []
    for (let at = 0; at < block.length; at += SEEN_WIDTH) {
      const generation = block[at]!
      const offset = block[at + 1]!
      if (open === undefined || open.generation !== generation || open.offset !== offset) {
        if (open !== undefined && isThere(open)) places.push(open)
        open = newPlace(generation, offset)
      }
      add(open, block, at)
    }
    if (places.length > 0) yield places
  }
  if (open !== undefined && isThere(open)) yield [open]
}

/** The note of a replay alone says nothing of what is anywhere now. */
function isThere({ arrivals, dead }: Place): boolean {
  return arrivals > 0 || dead
}

function newPlace(generation: number, offset: number): Draft {
  return {
    generation,
    offset,
    lines: 1,
    arrivals: 0,
    given: 0,
    dead: false,
    late: false,
    first: 0,
    keyHigh: 0,
    keyLow: 0,
  }
}

function add(place: Draft, block: Float64Array, at: number): void {
  const arrival = block[at + 2]!
  place.lines = Math.max(place.lines, block[at + 5]!)
  if (arrival < 0) {
    place.dead ||= arrival === DEAD
    place.late = true
    return
  }
  if (place.arrivals === 0) {
    place.first = Math.floor(arrival / 2)
    place.keyHigh = block[at + 3]!
    place.keyLow = block[at + 4]!
  }
  place.arrivals++
  place.given += arrival % 2
}
