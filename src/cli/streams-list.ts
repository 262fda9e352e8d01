import type { Command } from 'commander'
import type { Kinesis, KinesisOperations } from '../aws/client.ts'
import { text } from '../messages/messages.ts'
import { newCommand, withAws } from './frame.ts'
import { type SessionFlags, withKinesis } from './session.ts'
import { table } from './table.ts'

type StreamSummary = NonNullable<KinesisOperations['ListStreams'][1]['StreamSummaries']>[number]

interface Flags extends SessionFlags {
  readonly json?: boolean
}

export function listCommand(): Command {
  const words = text.reader
  const built = newCommand('list', words.list, [
    ['kinetail streams list --endpoint-url http://127.0.0.1:4568', words.listExample],
  ])
  return withAws(built).option('--json', text.cli.jsonOption).action(run)
}

async function run(flags: Flags): Promise<void> {
  await withKinesis(flags, async (kinesis) => {
    const streams = await allStreams(kinesis)
    if (flags.json) process.stdout.write(streams.map(jsonOf).join(''))
    else if (streams.length === 0) process.stdout.write(text.reader.noStreams(kinesis.region))
    else process.stdout.write(table(text.reader.streamHead, streams.map(rowOf)))
  })
}

async function allStreams(kinesis: Kinesis): Promise<StreamSummary[]> {
  const streams: StreamSummary[] = []
  let after: string | undefined
  for (;;) {
    const answer = await kinesis.call(
      'ListStreams',
      after === undefined ? {} : { ExclusiveStartStreamName: after },
    )
    const names = answer.StreamNames ?? []
    // Endpoints older than 2022's API list names alone.
    const summaries = new Map((answer.StreamSummaries ?? []).map((summary) => [summary.StreamName, summary]))
    for (const name of names) streams.push(summaries.get(name) ?? onlyName(name))
    after = names.at(-1)
    if (!answer.HasMoreStreams || after === undefined) return streams
  }
}

function onlyName(name: string): StreamSummary {
  return { StreamName: name, StreamARN: undefined, StreamStatus: undefined }
}

function jsonOf(stream: StreamSummary): string {
  return `${JSON.stringify({
    stream_name: stream.StreamName,
    status: stream.StreamStatus ?? null,
    mode: stream.StreamModeDetails?.StreamMode ?? null,
    created: stream.StreamCreationTimestamp?.toISOString() ?? null,
  })}\n`
}

function rowOf(stream: StreamSummary): string[] {
  const mode = stream.StreamModeDetails?.StreamMode
  return [
    stream.StreamName ?? '',
    stream.StreamStatus ?? '',
    mode === undefined ? '' : mode === 'ON_DEMAND' ? text.reader.onDemand : text.reader.provisioned,
    stream.StreamCreationTimestamp?.toISOString() ?? '',
  ]
}
