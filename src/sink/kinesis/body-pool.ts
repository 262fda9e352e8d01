/** Buffers are made in steps of this, in bytes, so that one made for a request fits the next. */
const STEP = 64 * 1024

/** Buffers for request bodies, used again: a body in flight has one to itself. */
export class BodyPool {
  readonly #mostBytes: number
  readonly #idle: Buffer[] = []
  #idleBytes = 0

  /** @param mostBytes memory kept for later */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** At least `bytes` long; holds anything. */
  take(bytes: number): Buffer {
    const last = this.#idle.pop()
    if (last === undefined) return make(bytes)
    this.#idleBytes -= last.length
    return last.length >= bytes ? last : make(bytes)
  }

  /** Only when nobody reads it any more: the network too. */
  giveBack(buffer: Buffer): void {
    if (this.#idleBytes + buffer.length > this.#mostBytes) return
    this.#idle.push(buffer)
    this.#idleBytes += buffer.length
  }
}

function make(bytes: number): Buffer {
  return Buffer.allocUnsafeSlow(Math.ceil(bytes / STEP) * STEP)
}
