import { decodeCbor } from '../../aws/cbor-read.ts'
import { CborTime, encodeCbor } from '../../aws/cbor-write.ts'
import { ServiceError } from '../service-error.ts'
import type { BodyCodec } from './body-codec.ts'
import { objectOf } from './input-object.ts'

/** Members of Kinesis' answers that are bytes, and that are times: JSON has them as base64 and as seconds. */
const BLOBS = new Set(['Data'])
const TIMES = new Set(['ApproximateArrivalTimestamp', 'StreamCreationTimestamp'])

/** `application/x-amz-cbor-1.1`: the members of JSON, but bytes as bytes and times tagged, in milliseconds. */
export const CBOR_CODEC: BodyCodec = {
  contentType: 'application/x-amz-cbor-1.1',
  read(body) {
    let value: unknown
    try {
      value = asJson(decodeCbor(body))
    } catch (error) {
      throw new ServiceError('SerializationException', `The request body is not CBOR: ${String(error)}`)
    }
    return objectOf(value, 'a CBOR map')
  },
  write(answer) {
    const value: unknown = typeof answer === 'string' ? JSON.parse(answer) : answer
    return encodeCbor(asCbor(value, ''))
  },
}

function asJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(asJson)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, asJson(member)]))
}

/** @param name of the member that the value is of */
function asCbor(value: unknown, name: string): unknown {
  if (typeof value === 'string') return BLOBS.has(name) ? Buffer.from(value, 'base64') : value
  if (typeof value === 'number') return TIMES.has(name) ? new CborTime(Math.round(value * 1000)) : value
  if (Array.isArray(value)) return value.map((one) => asCbor(one, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, asCbor(member, key)]))
}
