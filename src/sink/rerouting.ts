import type { Lane } from './lane.ts'
import type { Lanes } from './sink.ts'

/** First and longest wait before the lanes are asked for again after they had not changed, in ms. */
const ASK_AGAIN_MS = 5000
const LONGEST_ASK_AGAIN_MS = 600_000

/**
 * The change from one set of lanes to the next. While it is under way no entry comes in and closing lanes send nothing new, so that
 * a key's entries reach their new lane in their order.
 */
export class Rerouting {
  /** An answer hinted that the lanes may be others now (a stream deleted and made anew). */
  suspected = false
  #lanes: Lanes
  #coming: Lanes | undefined
  #asking = false
  #notBefore = 0
  #waitMs = ASK_AGAIN_MS

  constructor(lanes: Lanes) {
    this.#lanes = lanes
  }

  get lanes(): Lanes {
    return this.#lanes
  }

  get underWay(): boolean {
    return this.#coming !== undefined
  }

  mayAsk(now: number): boolean {
    return !this.#asking && !this.underWay && now >= this.#notBefore
  }

  /**
   * Some streams answer with a shard of their own choice at all times (AUTO distribution); so each time that nothing
   * had changed the next question waits twice as long.
   */
  ask(answer: Promise<Lanes>, changed: () => void): void {
    this.#asking = true
    this.suspected = false
    const answered = (lanes: Lanes): void => {
      this.#asking = false
      if (same(lanes, this.#lanes) || lanes.names.length === 0) {
        this.#wait()
        return
      }
      this.#waitMs = ASK_AGAIN_MS
      this.#coming = lanes
      changed()
    }
    answer.then(answered, () => {
      // The next answer asks again: until then entries go as they did, which the service allows.
      this.#asking = false
      this.#wait()
    })
  }

  keeps(lane: Lane): boolean {
    const at = this.#coming?.names.indexOf(lane.name) ?? -1
    return at >= 0 && this.#coming?.spans[at] === lane.span
  }

  finish(): Lanes {
    this.#lanes = this.#coming ?? this.#lanes
    this.#coming = undefined
    return this.#lanes
  }

  #wait(): void {
    this.#notBefore = performance.now() + this.#waitMs
    this.#waitMs = Math.min(LONGEST_ASK_AGAIN_MS, this.#waitMs * 2)
  }
}

function same(a: Lanes, b: Lanes): boolean {
  const named = (lanes: Lanes): string => lanes.names.map((name, i) => `${name} ${lanes.spans[i]}`).join('\n')
  return named(a) === named(b)
}
