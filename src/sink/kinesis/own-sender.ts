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
    const buffer = this.#pool.take(putBodyBound(this.#stream, records))
    const length = writePutBody(buffer, this.#stream, records)
    const { body, status, requestGone } = await this.#sender.send(buffer.subarray(0, length), signal)
    // After a failure, and where the answer overtook the request, the network may still read it: it is not used again.
    if (requestGone) this.#pool.giveBack(buffer)
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
