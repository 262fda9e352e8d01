import { hash } from 'node:crypto'
import { type Access, CLOCK_TOLERANCE_MS, type Credentials } from './access.ts'
import type { HttpAnswer } from './connection.ts'
import { isCredentialsRefusal } from './errors.ts'
import { type BodyMemory, HttpPost, OWN_MEMORY } from './http-post.ts'
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

/** So long, in ms, credentials are taken for those of now: the SDK renews them minutes before they expire. */
const CREDENTIALS_MS = 1000

/** Sends ready bodies of one operation, signed. Every failure is a KinetailError; retrying is the caller's. */
export class OperationSender {
  readonly #access: Access
  readonly #post: HttpPost
  readonly #signer: Signer
  /** What the service's clock is ahead of ours, in ms; 0 until it refused a request for that. */
  #clockOffset = 0
  #credentials: Credentials | undefined
  /** When they are asked for anew, ms of a steady clock. */
  #askAt = 0

  constructor(access: Access) {
    this.#access = access
    this.#post = new HttpPost(access.destination, access.bounds)
    this.#signer = new Signer(access.destination)
  }

  /** Resolves with a successful answer. For what holds of `body` and `memory`, see `HttpPost.send`. */
  async send(body: Buffer, signal?: AbortSignal, memory: BodyMemory = OWN_MEMORY): Promise<HttpAnswer> {
    // It is free when neither this call nor a try of it needs it.
    let users = 1
    const bodyHash = hash('sha256', body)
    const leave = (): void => {
      if (--users === 0) memory.free()
    }
    let used: Credentials | undefined
    const sendOnce = async (headRoom: number, offset: number): Promise<HttpAnswer> => {
      const credentials = this.#fresh ?? (await this.#ask())
      used = credentials
      const headers = this.#signer.sign(bodyHash, credentials, Date.now() + offset)
      users++
      return this.#post.send(headers, body, signal, { headRoom, free: leave })
    }
    try {
      const offset = this.#clockOffset
      const answer = await sendOnce(memory.headRoom, offset)
      if (isSuccess(answer)) return answer
      const failure = serviceFailure(answer)
      const again =
        (CLOCK_FAILURES.has(failure.name) && this.#correctClock(answer, offset)) ||
        (isCredentialsRefusal(failure) && (await this.#access.renewCredentials(used!)))
      if (!again) throw failure
      this.#askAt = 0
      // Nothing of it was taken, and the next would be refused alike: it goes again at once, by the service's clock or with
      // other credentials.
      const second = await sendOnce(answer.requestGone ? memory.headRoom : 0, this.#clockOffset)
      if (isSuccess(second)) return second
      throw serviceFailure(second)
    } catch (error) {
      this.#askAt = 0
      throw this.#access.failure(error)
    } finally {
      leave()
    }
  }

  close(): void {
    this.#post.close()
  }

  get #fresh(): Credentials | undefined {
    return performance.now() < this.#askAt ? this.#credentials : undefined
  }

  async #ask(): Promise<Credentials> {
    this.#credentials = await this.#access.credentials()
    this.#askAt = performance.now() + CREDENTIALS_MS
    return this.#credentials
  }

  /** Takes the time from a refusal. True if the request was signed with a clock that was wrong by enough to be refused. */
  #correctClock({ headers }: HttpAnswer, signedWith: number): boolean {
    const time = Date.parse(headers['date'] ?? '')
    // An answer out of a cache (`age`) tells the time of another day.
    if (!this.#access.correctsClock || Number.isNaN(time) || headers['age'] !== undefined) return false
    this.#clockOffset = time - Date.now()
    return Math.abs(this.#clockOffset - signedWith) >= CLOCK_TOLERANCE_MS
  }
}

function isSuccess({ status }: HttpAnswer): boolean {
  return status >= 200 && status < 300
}
