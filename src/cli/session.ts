import { type CloudWatch, type Kinesis, openCloudWatch, openKinesis } from '../aws/client.ts'
import { KinetailError } from '../base/errors.ts'
import type { Settings } from '../config/settings.ts'
import { text } from '../messages/messages.ts'
import { awsOptions } from './frame.ts'

/** The flags of `withAws` and `withStream`, as commander gives them. */
export interface SessionFlags {
  readonly region?: string
  readonly endpointUrl?: string
  readonly profile?: string
  readonly streamName?: string
}

/** Opens Kinesis for one command and closes it, however the command ends. */
export function withKinesis<Result>(
  flags: SessionFlags,
  run: (kinesis: Kinesis) => Promise<Result>,
): Promise<Result> {
  return during(openKinesis(awsOptions(flags)), run)
}

/** The same for CloudWatch. */
export function withCloudWatch<Result>(
  flags: SessionFlags,
  run: (cloudWatch: CloudWatch) => Promise<Result>,
): Promise<Result> {
  return during(openCloudWatch(awsOptions(flags)), run)
}

async function during<Client extends { region: string; regionAssumed: boolean; close(): void }, Result>(
  opening: Promise<Client>,
  run: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await opening
  if (client.regionAssumed) process.stderr.write(text.reader.regionAssumed(client.region))
  try {
    return await run(client)
  } finally {
    client.close()
  }
}

/** Flags beat the configuration. */
export function sessionOf(
  flags: SessionFlags,
  settings: Partial<Pick<Settings, 'region' | 'endpoint_url' | 'profile'>>,
): Omit<SessionFlags, 'streamName'> {
  return {
    ...present('region', flags.region ?? settings.region),
    ...present('endpointUrl', flags.endpointUrl ?? settings.endpoint_url),
    ...present('profile', flags.profile ?? settings.profile),
  }
}

function present<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: string })
}

/** The stream that is meant: an argument or `--stream-name`. */
export function streamNameOf(argument: string | undefined, flags: SessionFlags): string {
  const name = argument ?? flags.streamName
  if (name === undefined || name === '') throw new KinetailError('usage', text.cli.noStream)
  if (flags.streamName !== undefined && flags.streamName !== name)
    throw new KinetailError('usage', text.reader.twoStreams(name, flags.streamName))
  return name
}

/** Adds the fix to what the service says of a stream that is not there, or busy. Throws in every case. */
export function explainStream(error: unknown, name: string, region: string): never {
  if (!(error instanceof KinetailError) || error.facts['name'] === undefined) throw error
  const options = { cause: error, facts: error.facts }
  if (error.code === 'not_found')
    throw new KinetailError('not_found', text.reader.noStreamNamed(name, region, error.message), options)
  if (error.code === 'in_use')
    throw new KinetailError('in_use', text.reader.streamBusy(name, error.message), options)
  throw error
}

/** A whole number from 1, for `option`. */
export function countOf(option: string, written: string): number {
  const count = Number(written)
  if (!/^\d+$/.test(written) || count < 1 || !Number.isSafeInteger(count))
    throw new KinetailError('usage', text.reader.badCount(option, written))
  return count
}
