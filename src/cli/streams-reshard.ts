import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { countOf, explainStream, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { waitOptions, waitWithProgress } from './streams-wait.ts'

interface Flags extends SessionFlags {
  readonly shardCount?: string
  readonly wait?: boolean
  readonly timeout?: string
  readonly json?: boolean
}

export function reshardCommand(): Command {
  const words = text.reader
  const built = newCommand('reshard', words.reshard, [
    ['kinetail streams reshard log-streaming-demo --shard-count 4 --wait', words.reshardExample],
  ])
  return withAws(withStream(built))
    .option('--shard-count <number>', words.shardTargetOption)
    .option('--wait', words.waitOption)
    .option('--timeout <time>', words.timeoutOption)
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(name: string, flags: Flags): Promise<void> {
  if (flags.shardCount === undefined) throw new KinetailError('usage', text.reader.noShardCount)
  const shards = countOf('--shard-count', flags.shardCount)
  const options = waitOptions(flags.timeout)
  await withKinesis(flags, async (kinesis) => {
    try {
      const answer = await kinesis.call('UpdateShardCount', {
        StreamName: name,
        TargetShardCount: shards,
        ScalingType: 'UNIFORM_SCALING',
      })
      const from = answer.CurrentShardCount ?? 0
      if (!flags.json) process.stdout.write(text.reader.resharding(name, from, shards))
      const ready = flags.wait ? await waitWithProgress(kinesis, name, options) : undefined
      if (flags.json) {
        const status = ready?.status ?? 'UPDATING'
        process.stdout.write(
          `${JSON.stringify({ stream_name: name, status, shard_count: shards, shard_count_before: from })}\n`,
        )
      } else if (ready) process.stdout.write(text.reader.isReady(name))
    } catch (error) {
      explainStream(error, name, kinesis.region)
    }
  })
}
