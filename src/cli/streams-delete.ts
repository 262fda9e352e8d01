import type { Command } from 'commander'
import type { Kinesis } from '../aws/client.ts'
import { describeStream } from '../aws/stream.ts'
import { sleep } from '../base/backoff.ts'
import { KinetailError } from '../base/errors.ts'
import { formatDuration } from '../base/units.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws, withStream } from './frame.ts'
import { explainStream, type SessionFlags, streamNameOf, withKinesis } from './session.ts'
import { waitOptions } from './streams-wait.ts'
import { waitProgress } from './wait-progress.ts'

interface Flags extends SessionFlags {
  readonly wait?: boolean
  readonly timeout?: string
  readonly enforceConsumerDeletion?: boolean
  readonly json?: boolean
}

export function deleteCommand(): Command {
  const words = text.reader
  const built = newCommand('delete', words.delete, [
    ['kinetail streams delete log-streaming-demo --wait', words.deleteExample],
  ])
  return withAws(withStream(built))
    .option('--wait', words.waitGoneOption)
    .option('--timeout <time>', words.timeoutOption)
    .option('--enforce-consumer-deletion', words.enforceOption)
    .option('--json', text.cli.jsonOption)
    .action((stream: string | undefined, flags: Flags) => run(streamNameOf(stream, flags), flags))
}

async function run(name: string, flags: Flags): Promise<void> {
  const { timeoutMs = 600_000 } = waitOptions(flags.timeout)
  await withKinesis(flags, async (kinesis) => {
    try {
      await kinesis.call('DeleteStream', {
        StreamName: name,
        ...(flags.enforceConsumerDeletion ? { EnforceConsumerDeletion: true } : {}),
      })
    } catch (error) {
      explainStream(error, name, kinesis.region)
    }
    if (flags.wait) await waitGone(kinesis, name, timeoutMs)
    const status = flags.wait ? 'DELETED' : 'DELETING'
    if (flags.json) process.stdout.write(`${JSON.stringify({ stream_name: name, status })}\n`)
    else process.stdout.write(flags.wait ? text.reader.deleted(name) : text.reader.deleting(name))
  })
}

async function waitGone(kinesis: Kinesis, name: string, timeoutMs: number): Promise<void> {
  const progress = waitProgress(name)
  const began = performance.now()
  try {
    for (let pause = 50; ; pause = Math.min(2_000, pause * 2)) {
      const status = await statusOf(kinesis, name)
      if (status === undefined) return
      if (performance.now() - began > timeoutMs)
        throw new KinetailError('service', text.reader.waitedTooLong(name, status, formatDuration(timeoutMs)))
      progress.say(status)
      await sleep(pause)
    }
  } finally {
    progress.end()
  }
}

/** Undefined when the stream is gone. A look that failed in passing says that it is still there. */
async function statusOf(kinesis: Kinesis, name: string): Promise<string | undefined> {
  try {
    return (await describeStream(kinesis, name)).status
  } catch (error) {
    if (error instanceof KinetailError && error.code === 'not_found') return undefined
    if (error instanceof KinetailError && error.canRetry) return 'DELETING'
    throw error
  }
}
