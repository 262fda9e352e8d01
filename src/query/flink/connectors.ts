import type { Position } from '../../reader/position.ts'
import type { Connector } from './tables.ts'

/** A stream as a connector has to know it. Values may be placeholders. */
export interface StreamAddress {
  /** ARN; the name alone will not do for the connector of Flink 1.20. */
  readonly arn: string
  readonly name: string
  readonly region: string
  readonly endpoint?: string
}

/** What is no JSON object is passed over, as `kinetail query` does; times in results are ISO 8601, as it writes them. */
const JSON_IN = { format: 'json', 'json.ignore-parse-errors': 'true' }
const JSON_OUT = { format: 'json', 'json.timestamp-format.standard': 'ISO-8601' }

/**
 * The source of a stream. The connector `kinesis` of the versions 5 and 6 declares the metadata of records and does not deliver them
 * (FLINK-36671): a query that asks for them is given the older `kinesis-legacy`, which is in another artifact.
 */
export function kinesisSource(address: StreamAddress, from: Position, metadata: boolean): Connector {
  const prefix = metadata ? 'scan.stream.initpos' : 'source.init.position'
  const stamp = metadata ? 'scan.stream.initpos-timestamp' : 'source.init.timestamp'
  return {
    connector: metadata ? 'kinesis-legacy' : 'kinesis',
    ...(metadata ? { stream: address.name } : { 'stream.arn': address.arn }),
    'aws.region': address.region,
    ...(address.endpoint === undefined ? {} : { 'aws.endpoint': address.endpoint }),
    [prefix]: positionWord(from),
    ...(from.at === 'time' ? { [stamp]: new Date(from.time).toISOString() } : {}),
    ...JSON_IN,
  }
}

function positionWord(from: Position): string {
  if (from.at === 'time') return 'AT_TIMESTAMP'
  return from.at === 'latest' ? 'LATEST' : 'TRIM_HORIZON'
}

export function kinesisSink(address: StreamAddress): Connector {
  return {
    connector: 'kinesis',
    'stream.arn': address.arn,
    'aws.region': address.region,
    ...(address.endpoint === undefined ? {} : { 'aws.endpoint': address.endpoint }),
    ...JSON_OUT,
  }
}

/** Results that go nowhere yet are printed by the task managers. */
export const PRINT_SINK: Connector = { connector: 'print' }

/** Where an ARN is not known, the account in it is for the reader to put in. */
export const ACCOUNT = 'ACCOUNT_ID'

/** The address of a stream by its name or ARN. */
export function addressOf(stream: string, region: string, endpoint: string | undefined): StreamAddress {
  const more = endpoint === undefined ? {} : { endpoint }
  const arn = /^arn:aws[\w-]*:kinesis:([\w-]+):\d+:stream\/(.+)$/.exec(stream)
  if (arn) return { arn: stream, name: arn[2]!, region: arn[1]!, ...more }
  return { arn: `arn:aws:kinesis:${region}:${ACCOUNT}:stream/${stream}`, name: stream, region, ...more }
}
