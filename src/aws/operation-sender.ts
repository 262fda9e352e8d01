import { hash } from 'node:crypto'
import type { Access } from './access.ts'
import { type HttpAnswer, HttpPost } from './http-post.ts'
import { serviceFailure } from './service-failure.ts'
import { Signer } from './signer.ts'

/** Refusals that a wrong clock may be the cause of. */
const CLOCK_FAILURES = new Set([
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
])

/** ms of difference below which the clock is not to blame: a signature is good for 5 minutes, and the SDK draws the same line. */
const CLOCK_TOLERANCE_MS = 240_000

/** Sends ready bodies of one operation, signed. Every failure is a KinetailError; retrying is the caller's. */
export class OperationSender {
  readonly #access: Access
  readonly #post: HttpPost
  readonly #signer: Signer
  /** What the service's clock is ahead of ours, in ms; 0 until it refused a request for that. */
  #clockOffset = 0

  constructor(access: Access) {
    this.#access = access
    this.#post = new HttpPost(access.destination, access.bounds)
    this.#signer = new Signer(access.destination)
  }

  /** Resolves with a successful answer. For what holds of `body`, see `HttpPost.send`. */
  async send(body: Buffer, signal?: AbortSignal): Promise<HttpAnswer> {
    try {
      const bodyHash = hash('sha256', body)
      const offset = this.#clockOffset
      const answer = await this.#sendOnce(body, bodyHash, offset, signal)
      if (isSuccess(answer)) return answer
      const failure = serviceFailure(answer)
      if (!CLOCK_FAILURES.has(failure.name) || !this.#correctClock(answer, offset)) throw failure
      // Nothing of it was taken, and the next would be refused alike: it goes again at once, by the service's clock.
      const second = await this.#sendOnce(body, bodyHash, this.#clockOffset, signal)
      if (isSuccess(second)) return second
      throw serviceFailure(second)
    } catch (error) {
      throw this.#access.failure(error)
    }
  }

  close(): void {
    this.#post.close()
  }

  async #sendOnce(body: Buffer, bodyHash: string, offset: number, signal?: AbortSignal): Promise<HttpAnswer> {
    const credentials = await this.#access.credentials()
    return this.#post.send(this.#signer.sign(bodyHash, credentials, Date.now() + offset), body, signal)
  }

  /** Takes the time from a refusal. True if the request was signed with a clock that was wrong by enough to be refused. */
  #correctClock({ headers }: HttpAnswer, signedWith: number): boolean {
    const time = Date.parse(headers.date ?? '')
    // An answer out of a cache (`age`) tells the time of another day.
    if (!this.#access.correctsClock || Number.isNaN(time) || headers.age !== undefined) return false
    this.#clockOffset = time - Date.now()
    return Math.abs(this.#clockOffset - signedWith) >= CLOCK_TOLERANCE_MS
  }
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300
}
