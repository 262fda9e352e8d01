import type { Command } from 'commander'
import type { Kinesis } from '../aws/client.ts'
import { createStream, describeStream, type NewStream, type StreamSummary } from '../aws/stream.ts'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { countOf, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { waitOptions, waitWithProgress } from './streams-wait.ts'

interface Flags extends SessionFlags {
  readonly shardCount?: string
  readonly onDemand?: boolean
  readonly wait?: boolean
  readonly timeout?: string
  readonly ifNotExists?: boolean
  readonly json?: boolean
}

export function createCommand(): Command {
  const words = text.reader
  const built = newCommand('create', words.create, [
    ['kinetail streams create log-streaming-demo --shard-count 2 --wait', words.createExamples.wait],
    ['kinetail streams create --stream-name log-streaming-demo --on-demand', words.createExamples.demand],
  ])
  return withAws(withStream(built))
    .option('--shard-count <number>', words.shardCountOption)
    .option('--on-demand', words.onDemandOption)
    .option('--wait', words.waitOption)
    .option('--timeout <time>', words.timeoutOption)
    .option('--if-not-exists', words.ifNotExistsOption)
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(name: string, flags: Flags): Promise<void> {
  const wanted = wantedStream(flags)
  const options = waitOptions(flags.timeout)
  await withKinesis(flags, async (kinesis) => {
    const created = await create(kinesis, name, wanted, flags.ifNotExists ?? false)
    const summary = flags.wait
      ? await waitWithProgress(kinesis, name, { ...options, justCreated: created })
      : await seen(kinesis, name)
    const status = summary?.status ?? 'CREATING'
    if (flags.json) {
      const shards = summary?.openShards ?? 0
      process.stdout.write(`${JSON.stringify({ stream_name: name, status, shard_count: shards, created })}\n`)
    } else {
      const say = created ? text.reader.created : text.reader.existed
      process.stdout.write(say(name, status))
    }
  })
}

function wantedStream({ onDemand, shardCount }: Flags): NewStream {
  if (onDemand && shardCount !== undefined) throw new KinetailError('usage', text.reader.demandWithShards)
  return onDemand ? { onDemand: true } : { shards: countOf('--shard-count', shardCount ?? '1') }
}

/** False when the stream was there and that is all right. */
async function create(
  kinesis: Kinesis,
  name: string,
  wanted: NewStream,
  mayExist: boolean,
): Promise<boolean> {
  try {
    await createStream(kinesis, name, wanted)
    return true
  } catch (error) {
    if (!(error instanceof KinetailError) || error.code !== 'in_use') throw error
    if (mayExist) return false
    throw new KinetailError('in_use', text.reader.exists(name, error.message), { cause: error })
  }
}

/** The stream's state; undefined in the moment in which the service does not know its new stream yet. */
async function seen(kinesis: Kinesis, name: string): Promise<StreamSummary | undefined> {
  return describeStream(kinesis, name).catch((error: unknown) => {
    if (error instanceof KinetailError && error.code === 'not_found') return undefined
    throw error
  })
}
