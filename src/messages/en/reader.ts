/** English sentences of `reader`, and of the commands that look at a stream. Keys are ids; a sentence with facts is a function of them. */
export const reader = {
  badFrom: (written: string): string =>
    `--from "${written}" is no place to begin: write trim-horizon, latest, a time as in 2024-01-15T10:30:45Z, ` +
    'seconds since 1970, or how far back as in 10m.',
  fromFuture: (written: string): string =>
    `--from "${written}" is still to come: the service gives records from the past or the present only.`,
  badGrep: (pattern: string, why: string): string =>
    `--grep "${pattern}" is not a regular expression of JavaScript: ${why}`,
  badCount: (option: string, written: string): string =>
    `${option} takes a whole number from 1, not "${written}".`,
  zstdMissing: (version: string): string =>
    `The records are compressed with zstd, and this Node (${version}) cannot undo that: use Node 22.15 or later, or 23.8 or later.`,
  noShard: (shardId: string, stream: string, shards: readonly string[]): string =>
    `The stream "${stream}" has no shard "${shardId}". It has ${shards.slice(0, 10).join(', ')}${shards.length > 10 ? ', …' : ''}.`,
  spillFailed: (folder: string, why: string): string =>
    `Sorting needs room for temporary files in ${folder}: ${why}. Free some, or set TMPDIR to a folder with more.`,
  followOrder:
    '--order file does not go with --follow: files can only be put in order once the stream was read to its end. Leave one of them out.',
  twoFormats: (one: string, other: string): string =>
    `${one} and ${other} do not go together: leave one of them out.`,
  twoStreams: (argument: string, option: string): string =>
    `Two streams are named: "${argument}" as an argument and "${option}" with --stream-name. Name one.`,
  regionAssumed: (region: string): string =>
    `kinetail: no region is set; taking ${region}. (--region or AWS_REGION names another.)\n`,
  following: (stream: string, shards: number): string =>
    `kinetail: following ${stream}, ${counted(String(shards), 'shard')}. Ctrl-C ends it.\n`,
  failing: (seconds: number, words: string): string =>
    `kinetail: no answer for ${seconds} s; trying on. ${words}\n`,
  recovered: (seconds: number): string => `kinetail: reading again, after ${seconds} s.\n`,
  noStreamNamed: (name: string, region: string, words: string): string =>
    `There is no stream "${name}" in ${region}. \`kinetail streams list\` shows those that are; ` +
    `\`kinetail streams create ${name} --shard-count 2 --wait\` makes it. (${words})`,
  streamBusy: (name: string, words: string): string =>
    `The stream "${name}" is being created, changed or deleted: \`kinetail streams wait ${name}\` waits until it is ready. (${words})`,
  summary: (facts: {
    readonly given: string
    readonly records: string
    readonly duplicates: string
    readonly shards: number
    readonly time: string
  }): string =>
    `kinetail: ${counted(facts.given, 'event')} given; ${counted(facts.records, 'record')} read from ` +
    `${counted(String(facts.shards), 'shard')} in ${facts.time}; ${counted(facts.duplicates, 'duplicate')} dropped.\n`,
  unchecked: (events: string, memory: string): string =>
    `kinetail: ${events} events were older than what ${memory} of memory holds of event ids: they were passed on, and some may be there twice.\n`,
  damaged: (records: string): string =>
    `kinetail: ${records} records look compressed but are damaged or unfold to more than 64 MiB: they were passed on as they came.\n`,

  readExamples: {
    dashboard: 'the dashboard of the whole stream, of all hosts, without printing it',
    alerts: 'the same, with the alert rules of a configuration over all of it',
    all: 'everything that the stream holds, one JSON line each',
    follow: 'new records as they come',
    errors: 'server errors of the last ten minutes',
    order: 'the lines of each file in the order of the file',
  },
  fromOption:
    'where to begin: trim-horizon, latest, a time (ISO 8601; local where it has no offset) or how far back, as in 10m (default: trim-horizon; latest with --follow)',
  followOption: 'go on with new records until Ctrl-C (without it: stop where the stream stands now)',
  limitOption: 'stop after this many events',
  grepOption: 'only events whose text matches this regular expression',
  orderOption:
    'arrival: each shard in its order; file: each file in its order, by event id (reads everything first)',
  dedupeOption: 'give every event that was stored, also those stored twice',
  rawOption: 'print the bytes of each event and a line end',
  jsonOption: 'one JSON object a line, also on a terminal; what is not JSON comes as {"data":"…"}',
  shardOption: 'read this shard only',
  metadataOption:
    'an object around each event: shard_id, sequence_number, sub_sequence, partition_key, arrival, record',
  dashboardOption:
    'serve the dashboard of the whole stream, all hosts, on this port of 127.0.0.1 (7788 unless told, 0: any free one), or on host:port',
  configOption:
    'configuration file: stream, region and endpoint, and with --dashboard its alert rules, which tell the page and standard error and nobody else',
  statsOption: 'print a summary on standard error at the end, also without a terminal',

  whichSubcommand: (known: readonly string[]): string =>
    `What is to be done with streams? \`kinetail streams\` takes ${known.join(', ')}.`,
  unknownSubcommand: (name: string, known: readonly string[]): string =>
    `There is no command "streams ${name}": \`kinetail streams\` takes ${known.join(', ')}.`,
  create: 'create a stream',
  wait: 'wait until a stream is ready (ACTIVE)',
  describe: "a stream's state, shards and limits",
  list: 'the streams of this region',
  reshard: 'change the number of shards',
  delete: 'delete a stream and everything in it',
  createExamples: {
    wait: 'two shards, and wait until they are ready',
    demand: 'let the service choose the number of shards',
  },
  waitExample: 'at most one minute',
  describeExample: 'as one JSON object',
  listExample: 'the streams on the embedded endpoint',
  reshardExample: 'from two shards to four',
  deleteExample: 'and wait until it is gone',
  shardCountOption: 'number of shards (default: 1)',
  shardTargetOption: 'number of shards to have; one call may at most double or halve it',
  onDemandOption: 'on-demand mode: the service chooses the number of shards',
  waitOption: 'wait until the stream is ready',
  waitGoneOption: 'wait until the stream is gone',
  timeoutOption: 'give up waiting after this long (default: 10m)',
  ifNotExistsOption: 'succeed when the stream is there already',
  enforceOption: 'also when it has registered consumers',
  demandWithShards:
    '--on-demand and --shard-count do not go together: on demand the service chooses the number of shards.',
  noShardCount: 'How many shards? Give --shard-count.',
  exists: (name: string, words: string): string =>
    `The stream "${name}" is there already (${words}). Use it, take another name, or give --if-not-exists.`,
  created: (name: string, status: string): string => `Stream ${name} created: ${status}.\n`,
  existed: (name: string, status: string): string => `Stream ${name} is there already: ${status}.\n`,
  isReady: (name: string): string => `Stream ${name} is ready (ACTIVE).\n`,
  resharding: (name: string, from: number, to: number): string =>
    `Stream ${name} goes from ${from} to ${to} shards.\n`,
  deleting: (name: string): string => `Stream ${name} is being deleted.\n`,
  deleted: (name: string): string => `Stream ${name} is gone.\n`,
  waiting: (name: string, status: string, seconds: number): string =>
    `waiting for ${name}: ${status} (${seconds} s)`,
  waitedTooLong: (name: string, status: string, limit: string): string =>
    `The stream "${name}" is still ${status} after ${limit}. Wait longer with --timeout.`,
  noStreams: (region: string): string =>
    `No streams in ${region}. \`kinetail streams create NAME --shard-count 2 --wait\` makes one.\n`,
  provisioned: 'provisioned',
  onDemand: 'on demand',
  open: 'open',
  closed: 'closed',
  streamHead: ['NAME', 'STATUS', 'MODE', 'CREATED'] as readonly string[],
  shardHead: ['SHARD', 'STATE', 'FIRST HASH KEY', 'LAST HASH KEY', 'PARENTS'] as readonly string[],
  labels: {
    name: 'Name',
    arn: 'ARN',
    status: 'Status',
    mode: 'Mode',
    openShards: 'Open shards',
    retention: 'Retention',
    maxRecord: 'Largest record',
    encryption: 'Encryption',
    created: 'Created',
    consumers: 'Consumers',
  },
  hours: (hours: number): string => `${hours} h`,

  metricsExamples: {
    all: 'the last ten minutes, minute by minute',
    one: 'records an hour of the last day, as a chart',
    slow: 'how far the slowest reader is behind, as JSON lines',
  },
  metricOption:
    'metric of AWS/Kinesis; may be repeated (default: records and bytes in, throttling, iterator age)',
  lastOption: 'how far back, as in 10m or 2d',
  periodOption: 'seconds, or a duration, that one value stands for',
  statOption:
    'Sum, Average, Maximum, Minimum, SampleCount or a percentile as in p95 (default: what suits the metric)',
  metricShardOption: 'one shard (the stream needs enhanced monitoring)',
  chartOption: 'draw bars of text',
  badStat: (written: string): string =>
    `--stat "${written}" is no statistic: Sum, Average, Maximum, Minimum, SampleCount, or a percentile as in p95.`,
  badPeriod: (written: string): string =>
    `--period "${written}" is no period of CloudWatch: 1, 5, 10, 30, or a multiple of 60 seconds.`,
  tooManyPoints: (points: number, period: number): string =>
    `That is ${points} values a metric; CloudWatch gives 1440 at the most. Take a --period of ${period} seconds or more, or a shorter --last.`,
  noData: (metrics: readonly string[], last: string): string =>
    `kinetail: no data in the last ${last} for ${metrics.join(', ')}. (CloudWatch shows values a minute or two late.)\n`,
  metricHead: ['METRIC', 'TIME', 'STAT', 'VALUE', 'UNIT'] as readonly string[],
}

function counted(count: string, noun: string): string {
  return `${count} ${noun}${count === '1' ? '' : 's'}`
}
