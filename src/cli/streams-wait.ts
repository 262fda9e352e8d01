import type { Command } from 'commander'
import type { Kinesis } from '../aws/client.ts'
import { type StreamSummary, type WaitOptions, waitActive } from '../aws/stream.ts'
import { parseDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { explainStream, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { waitProgress } from './wait-progress.ts'

interface Flags extends SessionFlags {
  readonly timeout?: string
  readonly json?: boolean
}

export function waitCommand(): Command {
  const words = text.reader
  const built = newCommand('wait', words.wait, [
    ['kinetail streams wait log-streaming-demo --timeout 1m', words.waitExample],
  ])
  return withAws(withStream(built))
    .option('--timeout <time>', words.timeoutOption)
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(name: string, flags: Flags): Promise<void> {
  const options = waitOptions(flags.timeout)
  await withKinesis(flags, async (kinesis) => {
    try {
      const summary = await waitWithProgress(kinesis, name, options)
      process.stdout.write(flags.json ? stateLine(summary) : text.reader.isReady(name))
    } catch (error) {
      explainStream(error, name, kinesis.region)
    }
  })
}

export function waitOptions(timeout: string | undefined): WaitOptions {
  return timeout === undefined ? {} : { timeoutMs: parseDuration(timeout) }
}

/** Waits until the stream is ACTIVE and says on standard error what it waits for. */
export async function waitWithProgress(
  kinesis: Kinesis,
  name: string,
  options: WaitOptions,
): Promise<StreamSummary> {
  const progress = waitProgress(name)
  try {
    return await waitActive(kinesis, name, { ...options, onWait: progress.say })
  } finally {
    progress.end()
  }
}

/** `{"stream_name":…,"status":…,"shard_count":…}` and a line end. */
export function stateLine({ name, status, openShards }: StreamSummary): string {
  return `${JSON.stringify({ stream_name: name, status, shard_count: openShards })}\n`
}
