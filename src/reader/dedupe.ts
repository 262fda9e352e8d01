import { type EventId, eventIdOf } from './event-id.ts'
import { OffsetSet } from './offsets.ts'
import { Slab } from './slab.ts'

/** Bounds of what is remembered. */
export interface DedupeBounds {
  /** Bytes of memory for offsets; 64 MiB unless told: 16 to 25 million lines (measured with lines of 150 to 450 bytes: 2.7 bytes a line
   * read in file order, 4.0 where two shards bring them in turn). */
  readonly maxBytes?: number
  /** File generations remembered; 100,000 unless told. */
  readonly maxGenerations?: number
}

/** `first`: emit it. `duplicate`: it was emitted before. `unchecked`: emit it; it may have been emitted before. */
export type Verdict = 'first' | 'duplicate' | 'unchecked'

export const DEFAULT_DEDUPE_BYTES: number = 64 * 1024 * 1024
const DEFAULT_GENERATIONS = 100_000
/** What a generation costs beside its leaves: its name, the map's slot, the set (measured on Node 20). */
const GENERATION_OVERHEAD = 300

interface Generation {
  readonly seen: OffsetSet
  /** Below this offset it is forgotten what was seen. */
  floor: number
}

/**
 * Tells first arrivals from repeated ones, by event id.
 *
 * A reader sees where lines begin, not where they end, and lines that went to the dead letters leave gaps. So two neighbouring
 * offsets never prove that nothing lies between, and intervals would sooner or later swallow a line that comes late. Every
 * offset is kept instead, delta-coded per file generation.
 *
 * Exact while the offsets fit `maxBytes`. Beyond, the lowest offsets of the generation untouched for longest are forgotten;
 * a line from forgotten ground is passed on, as `unchecked`: a line twice can be repaired, a line lost cannot.
 */
export class Dedupe {
  readonly #maxBytes: number
  readonly #maxGenerations: number
  /** In the order of last use, oldest first. */
  readonly #generations = new Map<string, Generation>()
  readonly #slab: Slab = new Slab()
  #latest = ''
  #bytes = 0

  constructor(bounds: DedupeBounds = {}) {
    this.#maxBytes = bounds.maxBytes ?? DEFAULT_DEDUPE_BYTES
    this.#maxGenerations = bounds.maxGenerations ?? DEFAULT_GENERATIONS
  }

  /** Bytes of memory held for offsets. */
  get bytes(): number {
    return this.#bytes
  }

  /** Looks at one event's data; events without an event id are always `first`. */
  check(data: Uint8Array): Verdict {
    const id = eventIdOf(data)
    return id === undefined ? 'first' : this.checkId(id)
  }

  checkId(id: EventId): Verdict {
    const generation = this.#touch(id.generation)
    if (id.offset < generation.floor) return 'unchecked'
    const before = generation.seen.bytes
    if (!generation.seen.add(id.offset)) return 'duplicate'
    this.#bytes += generation.seen.bytes - before
    if (this.#bytes > this.#maxBytes) this.#forget()
    return 'first'
  }

  #touch(name: string): Generation {
    let generation = this.#generations.get(name)
    if (generation !== undefined && name === this.#latest) return generation
    if (generation === undefined) {
      generation = { seen: new OffsetSet(this.#slab), floor: 0 }
      this.#bytes += GENERATION_OVERHEAD
    } else this.#generations.delete(name)
    this.#generations.set(name, generation)
    this.#latest = name
    if (this.#generations.size > this.#maxGenerations) this.#forgetGeneration()
    return generation
  }

  #forgetGeneration(): void {
    const [name, generation] = this.#generations.entries().next().value!
    this.#generations.delete(name)
    this.#bytes -= generation.seen.bytes + GENERATION_OVERHEAD
    // Its slots go back to the slab, for the next.
    while (generation.seen.dropLowest() !== undefined);
  }

  /** Frees a sixteenth at a time: forgetting one leaf for each new one would walk the map for every line. */
  #forget(): void {
    const goal = this.#maxBytes - this.#maxBytes / 16
    for (const generation of this.#generations.values()) {
      while (this.#bytes > goal) {
        const before = generation.seen.bytes
        const floor = generation.seen.dropLowest()
        if (floor === undefined) break
        generation.floor = floor
        this.#bytes -= before - generation.seen.bytes
      }
      if (this.#bytes <= goal) return
    }
  }
}
