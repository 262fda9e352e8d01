import { ServiceError } from '../service-error.ts'
import { CBOR_CODEC } from './cbor-codec.ts'
import { objectOf } from './input-object.ts'
import type { JsonCall } from './json-protocol.ts'

/** How the bodies of a call are spelled. */
export interface BodyCodec {
  /** Of the answer. */
  readonly contentType: string
  read(body: Buffer): Readonly<Record<string, unknown>>
  /** An answer, as an object or as JSON text. */
  write(answer: object | string): string | Buffer
}

/** The codec of a call; the answer comes as the request came. */
export function codecOf(call: Pick<JsonCall, 'service' | 'contentType'>, requestType: string): BodyCodec {
  const isCbor = /cbor/i.test(requestType)
  if (isCbor && call.service === 'kinesis') return CBOR_CODEC
  return {
    contentType: call.contentType,
    read(body) {
      if (isCbor)
        throw new ServiceError('SerializationException', `${requestType} is not spoken here, only JSON.`)
      return objectOf(readJson(body), 'a JSON object')
    },
    write: (answer) => (typeof answer === 'string' ? answer : JSON.stringify(answer)),
  }
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON.')
  }
}
