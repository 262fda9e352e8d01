import { ACCOUNT, limits } from '../limits.ts'
import { invalidArgument } from '../service-error.ts'
import type { Field, MapField } from './field.ts'
import { type Operation, operation } from './operation.ts'
import { ARN, findStream, type StreamRef, streamRef } from './stream-ref.ts'

type Tags = Readonly<Record<string, string>>

export const TAGS: MapField = {
  kind: 'map',
  min: 1,
  max: 200,
  keyLength: [1, 128],
  valueLength: [0, 256],
}

const TAG_KEYS: Field = {
  kind: 'list',
  required: true,
  min: 1,
  max: limits.tagsPerStream,
  item: { kind: 'string', min: 1, max: 128 },
}

/** Characters outside the documented set: letters, digits and white space of any language, and `_.:/=+-@`. */
const ILLEGAL = /[^\p{L}\p{N}\p{Z}_.:/=+\-@]/u

export function checkTags(streamName: string, tags: Tags, existing: ReadonlyMap<string, string>): void {
  if (Object.entries(tags).some(([key, value]) => ILLEGAL.test(key) || ILLEGAL.test(value)))
    throw invalidArgument(
      'Some tags contain invalid characters. Valid characters: ' +
        'Unicode letters, digits, white space, _ . : / = + - @.',
    )
  if (new Set([...existing.keys(), ...Object.keys(tags)]).size > limits.tagsPerStream)
    throw invalidArgument(
      `Failed to add tags to stream ${streamName} under account ${ACCOUNT} because a given stream cannot have ` +
        `more than ${limits.tagsPerStream} tags associated with it.`,
    )
}

export const AddTagsToStream: Operation = operation<StreamRef & { Tags: Tags }>(
  { Tags: { ...TAGS, required: true }, ...streamRef },
  (input, context) => {
    const stream = findStream(input, context)
    checkTags(stream.name, input.Tags, stream.tags)
    for (const [key, value] of Object.entries(input.Tags)) stream.tags.set(key, value)
    return undefined
  },
)

export const RemoveTagsFromStream: Operation = operation<StreamRef & { TagKeys: string[] }>(
  { TagKeys: TAG_KEYS, ...streamRef },
  (input, context) => {
    const stream = findStream(input, context)
    for (const key of input.TagKeys) stream.tags.delete(key)
    return undefined
  },
)

export const ListTagsForStream: Operation = operation<
  StreamRef & { Limit?: number; ExclusiveStartTagKey?: string }
>(
  {
    Limit: { kind: 'integer', min: 1, max: limits.tagsPerStream },
    ExclusiveStartTagKey: { kind: 'string', min: 1, max: 128 },
    ...streamRef,
  },
  (input, context) => {
    const { tags } = findStream(input, context)
    const after = input.ExclusiveStartTagKey
    const keys = [...tags.keys()].sort().filter((key) => after === undefined || key > after)
    const page = keys.slice(0, input.Limit ?? limits.tagsPerStream)
    return {
      Tags: page.map((key) => ({ Key: key, Value: tags.get(key) })),
      HasMoreTags: page.length < keys.length,
    }
  },
)

interface ResourceRef {
  readonly ResourceARN: string
}
const resourceRef = { ResourceARN: { ...ARN, required: true } } as const

export const TagResource: Operation = operation<ResourceRef & { Tags: Tags }>(
  { Tags: { ...TAGS, required: true }, ...resourceRef },
  (input, context) => {
    const stream = findStream({ StreamARN: input.ResourceARN }, context)
    checkTags(stream.name, input.Tags, stream.tags)
    for (const [key, value] of Object.entries(input.Tags)) stream.tags.set(key, value)
    return undefined
  },
)

export const UntagResource: Operation = operation<ResourceRef & { TagKeys: string[] }>(
  { TagKeys: TAG_KEYS, ...resourceRef },
  (input, context) => {
    const stream = findStream({ StreamARN: input.ResourceARN }, context)
    for (const key of input.TagKeys) stream.tags.delete(key)
    return undefined
  },
)

export const ListTagsForResource: Operation = operation<ResourceRef>(resourceRef, (input, context) => {
  const { tags } = findStream({ StreamARN: input.ResourceARN }, context)
  return { Tags: [...tags].sort().map(([Key, Value]) => ({ Key, Value })) }
})
