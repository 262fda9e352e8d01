import type { Access } from '../../aws/access.ts'
import { OperationSender } from '../../aws/operation-sender.ts'
import { ServiceFailure } from '../../aws/service-failure.ts'
import type { Entries } from '../../batch/batch.ts'
import { BodyPool } from './body-pool.ts'
import { type PutAnswer, type PutRecordsPort, recordsOf } from './put.ts'
import { readPutAnswer } from './put-answer.ts'
import { putBodyBound, writePutBody } from './put-body.ts'

/** Memory of bodies kept for later, in bytes: 16 requests of 500 lines of an access log. */
const POOL_BYTES = 8 * 1024 ** 2

/** Bytes before a body for the request's head: 600 without a session token, which may take some thousand. */
const HEAD_ROOM = 4096

/**
 * PutRecords without the SDK: the body is written and the answer scanned as bytes. The SDK has said where it goes and
 * who signs (`Access`), and its errors come out of here as they come out of the SDK.
 */
export class OwnSender implements PutRecordsPort {
  readonly #access: Access
  readonly #stream: string
  readonly #sender: OperationSender
  readonly #pool: BodyPool = new BodyPool(POOL_BYTES)

  constructor(access: Access, stream: string) {
    this.#access = access
    this.#stream = stream
    this.#sender = new OperationSender(access)
  }

  async put(entries: Entries, signal: AbortSignal): Promise<PutAnswer> {
    const records = recordsOf(entries)
    const buffer = this.#pool.take(HEAD_ROOM + putBodyBound(this.#stream, records))
    const target = buffer.subarray(HEAD_ROOM)
    const request = target.subarray(0, writePutBody(target, this.#stream, records))
    const free = (): void => this.#pool.giveBack(buffer)
    const { body, status } = await this.#sender.send(request, signal, { headRoom: HEAD_ROOM, free })
    try {
      return readPutAnswer(body, records.length)
    } catch (error) {
      throw this.#access.failure(new ServiceFailure('SyntaxError', String(error), status))
    }
  }

  close(): void {
    this.#sender.close()
  }
}
