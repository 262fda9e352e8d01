import type { Access } from '../../aws/access.ts'
import type { HttpAnswer } from '../../aws/connection.ts'
import { OperationSender } from '../../aws/operation-sender.ts'
import { ServiceFailure } from '../../aws/service-failure.ts'
import type { Entries } from '../../batch/batch.ts'
import { type Kernel, openKernel } from '../../kernel/kernel.ts'
import { readCborAnswer } from './cbor-answer.ts'
import { CBOR_WIRE } from './cbor-wire.ts'
import { JSON_WIRE } from './json-wire.ts'
import { KernelBodies } from './kernel-bodies.ts'
import { PlainBodies } from './plain-bodies.ts'
import type { PutAnswer, PutRecordsPort } from './put.ts'
import { readPutAnswer } from './put-answer.ts'
import type { Wire, WireName } from './wire.ts'

const WIRES: Readonly<Record<WireName, Wire>> = { json: JSON_WIRE, cbor: CBOR_WIRE }

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
  constructor(access: Access, stream: string, wire: WireName = 'json', kernel: Kernel | null = openKernel()) {
    const { contentType } = WIRES[wire]
    this.#access = access
    this.#sender = new OperationSender({ ...access, destination: { ...access.destination, contentType } })
    this.#bodies = kernel === null ? undefined : new KernelBodies(kernel, WIRES[wire], stream)
    this.#plainBodies = new PlainBodies(WIRES[wire], stream)
  }

  async put(entries: Entries, signal: AbortSignal): Promise<PutAnswer> {
    const request = this.#bodies?.write(entries) ?? this.#plainBodies.write(entries)
    const answer = await this.#sender.send(request.bytes, signal, request.memory)
    try {
      return read(answer, entries.length)
    } catch (error) {
      throw this.#access.failure(new ServiceFailure('SyntaxError', String(error), answer.status))
    }
  }

  close(): void {
    this.#sender.close()
  }
}

/** CBOR or JSON, as the answer says of itself. */
function read({ headers, body }: HttpAnswer, expected: number): PutAnswer {
  const isCbor = headers['content-type']?.includes('cbor') ?? false
  return isCbor ? readCborAnswer(body, expected) : readPutAnswer(body, expected)
}
