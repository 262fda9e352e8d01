import type { Access } from '../../aws/access.ts'
import { OperationSender } from '../../aws/operation-sender.ts'
import { ServiceFailure } from '../../aws/service-failure.ts'
import type { Entries } from '../../batch/batch.ts'
import { type Kernel, openKernel } from '../../kernel/kernel.ts'
import { JSON_WIRE } from './json-wire.ts'
import { KernelBodies } from './kernel-bodies.ts'
import { PlainBodies } from './plain-bodies.ts'
import type { PutAnswer, PutRecordsPort } from './put.ts'
import { readPutAnswer } from './put-answer.ts'

/**
 * PutRecords without the SDK: the body is written and the answer scanned as bytes. The SDK has said where it goes and
 * who signs (`Access`), and its errors come out of here as they come out of the SDK.
 */
export class OwnSender implements PutRecordsPort {
  readonly #access: Access
  readonly #sender: OperationSender
  readonly #bodies: KernelBodies | undefined
  readonly #plainBodies: PlainBodies

  /** @param kernel this thread's; null writes bodies in TypeScript */
  constructor(access: Access, stream: string, kernel: Kernel | null = openKernel()) {
    this.#access = access
    this.#sender = new OperationSender(access)
    this.#bodies = kernel === null ? undefined : new KernelBodies(kernel, JSON_WIRE, stream)
    this.#plainBodies = new PlainBodies(JSON_WIRE, stream)
  }

  async put(entries: Entries, signal: AbortSignal): Promise<PutAnswer> {
    const request = this.#bodies?.write(entries) ?? this.#plainBodies.write(entries)
    const { body, status } = await this.#sender.send(request.bytes, signal, request.memory)
    try {
      return readPutAnswer(body, entries.length)
    } catch (error) {
      throw this.#access.failure(new ServiceFailure('SyntaxError', String(error), status))
    }
  }

  close(): void {
    this.#sender.close()
  }
}
