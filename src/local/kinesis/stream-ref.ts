import { ACCOUNT } from '../limits.ts'
import { inUse, invalidArgument, notFound } from '../service-error.ts'
import type { Shard } from '../stream/shard.ts'
import type { Stream } from '../stream/stream.ts'
import type { Fields, StringField } from './field.ts'
import type { Context } from './operation.ts'

/** A stream is named, or given by its ARN. */
export interface StreamRef {
  readonly StreamName?: string
  readonly StreamARN?: string
}

export const NAME: StringField = { kind: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' }
export const HASH_KEY: StringField = { kind: 'string', pattern: '0|([1-9]\\d{0,38})' }
export const ARN: StringField = {
  kind: 'string',
  min: 1,
  max: 2048,
  pattern: 'arn:aws.*:kinesis:.*:\\d{12}:.*stream/\\S+',
}

export const streamRef: Fields = { StreamName: { ...NAME, requiredUnless: 'StreamARN' }, StreamARN: ARN }

function nameOf(ref: StreamRef): string {
  return ref.StreamARN === undefined ? ref.StreamName! : ref.StreamARN.slice(ref.StreamARN.indexOf('/') + 1)
}

export function findStream(ref: StreamRef, context: Context): Stream {
  const name = nameOf(ref)
  if (ref.StreamName !== undefined && ref.StreamName !== name)
    throw invalidArgument(
      `StreamName ${ref.StreamName} and StreamARN ${ref.StreamARN} name different streams.`,
    )
  // An ARN of another region than the endpoint's names nothing here, as with the service.
  const region = ref.StreamARN?.split(':')[3] ?? context.region
  const stream = region === context.region ? context.store.find(region, name, context.nowMs) : undefined
  if (!stream) throw streamNotFound(name)
  return stream
}

/** The stream, when it takes records and reads: one still CREATING or already DELETING does not exist for those. */
export function findUsableStream(ref: StreamRef, context: Context): Stream {
  const stream = findStream(ref, context)
  if (stream.status !== 'ACTIVE' && stream.status !== 'UPDATING') throw streamNotFound(stream.name)
  return stream
}

export function requireActive(stream: Stream): void {
  if (stream.status === 'ACTIVE') return
  throw inUse(`Stream ${stream.name} under account ${ACCOUNT} not ACTIVE, instead in state ${stream.status}`)
}

/** The shard that an id names; the service takes any spelling of its number. */
export function findShard(stream: Stream, written: string): Shard {
  const number = written.includes('-') ? written.slice(written.indexOf('-') + 1) : written
  const shard = /^\d{1,12}$/.test(number) ? stream.shards[Number(number)] : undefined
  if (!shard)
    throw notFound(`Could not find shard ${written} in stream ${stream.name} under account ${ACCOUNT}.`)
  return shard
}

function streamNotFound(name: string): Error {
  return notFound(`Stream ${name} under account ${ACCOUNT} not found.`)
}
