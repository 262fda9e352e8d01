function streamMissing(name: string, region: string, endpoint: string | undefined): string {
  return `The stream ${name} does not exist in ${region}${endpoint ? ` at ${endpoint}` : ''}.`
}

function makeStream(name: string): string {
  return `kinetail streams create ${name} --shard-count 2 --wait`
}

/** English sentences of `pipeline`. Keys are ids; a sentence with facts is a function of them. */
export const pipeline = {
  noStream: (name: string, region: string, endpoint: string | undefined): string =>
    `${streamMissing(name, region, endpoint)} Make it with\n` +
    `  ${makeStream(name)}\n` +
    'or add --create-stream here. If it is elsewhere, give its --region.',
  streamMissing: (name: string, region: string, endpoint: string | undefined): string =>
    streamMissing(name, region, endpoint),
  makeStream: (name: string): string => makeStream(name),
  streamCreated: (name: string, shards: number): string =>
    `Created the stream ${name} with ${shards} ${shards === 1 ? 'shard' : 'shards'}; waiting until it is ACTIVE.`,
  ordersNothing: (name: string): string =>
    `The stream ${name} distributes records itself (AUTO): no order is kept within a partition key.`,
  noAggregates: (name: string): string =>
    `The stream ${name} distributes records itself (AUTO), and Amazon's libraries drop KPL aggregates that they read there: use --pack lines or --pack single.`,
  regionAssumed: (region: string): string =>
    `No region is set: using ${region}, as the lab guide does. Set it with --region or AWS_REGION.`,
  noStreamName: 'Which stream? Give --stream-name, as in --stream-name log-streaming-demo.',
  noLogFiles:
    'Which files? Give --log-files, as in --log-files \'[{"path": "/var/log/apache2/access.log", "type": "apache"}]\'.',
  globCannotBeGenerated: (path: string): string =>
    `--generate-test-logs writes into the log files, and ${path} is a pattern: give plain paths.`,
  typeCannotBeGenerated: (type: string, known: readonly string[]): string =>
    `--generate-test-logs writes logs of the types ${known.join(', ')}, and one of the log files is of type ${type}.`,
  autoFound: (
    path: string,
    found: { type: string; share: number; lines: number; certainty: string; others: readonly string[] },
  ): string =>
    found.certainty === 'none'
      ? `${path}: no format reads its first lines; they are shipped as text (type application).`
      : `${path}: ${found.type} (${{ sure: 'sure', likely: 'likely', guess: 'a guess' }[found.certainty as 'sure']}: it reads ${Math.round(found.share * 100)} % of the first ${found.lines} ${found.lines === 1 ? 'line' : 'lines'}${
          found.others.length === 0 ? '' : `; ${found.others.join(', ')} would, too: set "type" to say which`
        }).`,
  autoOtherFit: (path: string, type: string, missed: number, lines: number, other: string): string =>
    `${path}: ${missed} of ${lines} lines do not read as ${type}, the format that its first lines had; these would read as ${other}. It stays ${type}: set "type" for this file to change it.`,
  autoNoFit: (path: string, type: string, missed: number, lines: number): string =>
    `${path}: ${missed} of ${lines} lines do not read as ${type}, the format that its first lines had, nor as any other.`,
  localStarted: (url: string): string =>
    `Embedded Kinesis endpoint on ${url}: for learning and testing; what is in it ends with this process.`,
  ending: (left: string): string =>
    `Ending: sending what is held, for ${left} at the most (again Ctrl-C: end now).`,
  leftUnsent: (lines: number): string =>
    `${lines} ${lines === 1 ? 'line was' : 'lines were'} not acknowledged in time. Nothing is lost: the checkpoint stands before ${
      lines === 1 ? 'it' : 'them'
    }, and the next run reads ${lines === 1 ? 'it' : 'them'} again.`,
  cloudWatchFails: (namespace: string, reason: string): string =>
    `CloudWatch did not take the figures of this run: ${reason} Shipping goes on, and the figures are part of the next call. It takes the IAM permission cloudwatch:PutMetricData (a condition may hold it to the namespace "${namespace}"). This is said once.`,
  cloudWatchWorks: 'CloudWatch takes the figures of this run again; none is missing.',
  streamExamples: {
    guide: 'the lab guide: three logs into a stream',
    generate: 'the same, with test logs written as it runs',
    resume: 'after a stop or a crash, go on where the checkpoint says',
    once: 'ship what a rotated log holds, and end',
    pack: 'many lines in one Kinesis record: for streams whose shards are short of records a second',
    goals: 'fewer, larger requests while 95 of 100 lines are acknowledged within half a second',
    compress: 'the same, compressed to about a seventh: for streams whose shards are short of bytes',
    cloudwatch: 'with its figures in CloudWatch, once in five minutes',
    dashboard: 'with the dashboard on http://127.0.0.1:7788/',
    local: 'try it without AWS',
    config: 'with a configuration file',
  },
  streamDescription:
    'Follows log files through rotation, parses their lines and ships every one of them to Kinesis.',
  configOption: 'configuration file, YAML or JSON; flags and KINETAIL_… variables beat it',
  demo: {
    examples: {
      plain: 'until Ctrl-C',
      timed: 'for 20 seconds, with a closing summary',
      busy: 'a busier one, in Korean',
    },
    description:
      'Starts the embedded endpoint, makes a stream, writes test logs of three types, streams them, and reads them back to compare.',
    stream: (name: string, shards: number, url: string): string =>
      `Stream ${name} with ${shards} shards is ACTIVE at ${url}`,
    logs: (folder: string, rate: number): string =>
      `Writing ${rate} lines a second into ${folder} (one in a hundred is malformed, to show dead letters)`,
    alerts: (rules: string, seconds: number): string =>
      `Once a minute the servers of these logs fail for ${seconds} seconds: see the alert ${rules} fire, and be over again`,
    watch: (url: string, name: string): string =>
      `Watch it from another terminal: npx kinetail read ${name} --follow --endpoint-url ${url}`,
    sample: 'As read back from the stream:',
    malformedOption: 'share of malformed lines, 0 to 1',
    portOption: 'port of the embedded endpoint, 0 for any free one',
    badShare: (written: string): string =>
      `--malformed "${written}" is not a share: give a number from 0 to 1, as in 0.01.`,
    dashboardOption: 'port of the dashboard on 127.0.0.1, or host:port (default: 7788, or any free one)',
    badPort: (written: string): string => `--port "${written}" is not a port: give 0 to 65535.`,
    closing: 'What it shows',
    written: (lines: string, types: string): string => `Lines written: ${lines} (${types})`,
    readBack: (records: string, missing: string, doubled: string): string =>
      `Read back from the stream: ${records} records, ${missing} missing, ${doubled} doubled`,
    deadLetters: (count: string): string => `Dead letters, kept with their reason: ${count}`,
    fine: 'Every line is accounted for.',
    notFine: 'Something is missing: please report this with the output above.',
  },
}
