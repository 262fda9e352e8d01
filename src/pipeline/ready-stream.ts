import type { Kinesis } from '../aws/client.ts'
import { createStream, describeStream, type StreamSummary, waitActive } from '../aws/stream.ts'
import { KinetailError } from '../base/errors.ts'
import type { Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { untilAnswered } from '../sink/kinesis/until-answered.ts'
import type { Say } from '../sink/trouble.ts'

/**
 * The stream, ACTIVE: made first where it does not exist and `create_stream` says so. An endpoint that does not answer is
 * waited for until `signal` aborts. Throws `not_found` with the command that makes the stream.
 */
export async function readyStream(
  kinesis: Kinesis,
  settings: Pick<Settings, 'create_stream' | 'shard_count'>,
  name: string,
  say: Say,
  signal: AbortSignal,
): Promise<StreamSummary> {
  const found = await untilAnswered(() => find(kinesis, name, signal), say, signal)
  if (found === undefined && !settings.create_stream)
    throw new KinetailError('not_found', text.pipeline.noStream(name, kinesis.region, kinesis.endpoint), {
      facts: { stream: name, region: kinesis.region },
    })
  if (found === undefined) {
    await createStream(kinesis, name, { shards: settings.shard_count }, signal)
    say.info(text.pipeline.streamCreated(name, settings.shard_count))
  }
  const active =
    found?.status === 'ACTIVE' || found?.status === 'UPDATING'
      ? found
      : await waitActive(kinesis, name, { signal, justCreated: found === undefined })
  if (!active.ownKeys) say.warn(text.pipeline.ordersNothing(name))
  return active
}

async function find(kinesis: Kinesis, name: string, signal: AbortSignal): Promise<StreamSummary | undefined> {
  try {
    return await describeStream(kinesis, name, signal)
  } catch (error) {
    if (error instanceof KinetailError && error.code === 'not_found') return undefined
    throw error
  }
}
