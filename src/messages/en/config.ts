interface Place {
  readonly line: number
  readonly column: number
}

const at = ({ line, column }: Place): string => `line ${line}, column ${column}`

/** English sentences of `config`. Keys are ids; a sentence with facts is a function of them. */
export const config = {
  options: 'the settings',
  badChoice: (value: unknown, choices: readonly string[]): string =>
    value === undefined
      ? `there is no value: give one of ${choices.join(', ')}.`
      : `${JSON.stringify(value)} cannot be used here: give one of ${choices.join(', ')}.`,
  emptyList: 'the list is empty: it needs one item at the least.',
  emptyWord: 'there is no value: give one.',
  unreadable: (path: string, words: string): string => `The configuration ${path} cannot be read: ${words}`,
  notAMapping: (path: string): string =>
    `${path} must hold settings as "name: value" lines, such as "stream_name: log-streaming-demo".`,
  badJson: (what: string, place: Place, pointer: string, reason: string): string =>
    `${what} is not JSON: ${reason} at ${at(place)}:\n${pointer}\n` +
    'It is a list such as [{"path": "/var/log/apache2/access.log", "type": "apache"}], or @file.',
  jsonEnds: 'the text ends too early',
  jsonUnexpected: (found: string): string => `unexpected ${JSON.stringify(found)}`,
  badYaml: (what: string, place: Place, pointer: string, words: string): string =>
    `${what} is not YAML or JSON, at ${at(place)}: ${words}\n${pointer}`,
  badValues: (what: string, count: number): string =>
    `${count} ${count === 1 ? 'value' : 'values'} of ${what} cannot be used:`,
  issue: (path: string, place: Place | undefined, message: string): string =>
    `${path || '(all)'}${place ? ` (${at(place)})` : ''}: ${message}`,
  unknownKey: (key: string, nearest: string | undefined): string =>
    `there is no setting "${key}".${nearest ? ` Did you mean "${nearest}"?` : ''}`,
  notInRange: (value: string, least: number, most: number): string =>
    `"${value}" is not a whole number from ${least} to ${most}.`,
  badStreamName: (value: string): string =>
    `"${value}" is not a stream name: 1 to 128 letters, digits, underscores, hyphens and periods.`,
  badPartitionKey: (value: string): string =>
    `"${value}" is not a partition key: use auto, file, host, random or field:NAME.`,
  compressNeedsLines: (compress: string, pack: string): string =>
    `--compress ${compress} compresses packed lines, and --pack ${pack} packs none: use --pack lines, or leave out one of the two.`,
  wireOfSdk: 'wire: cbor is for the sender own: the AWS SDK speaks JSON only. Leave one of the two out.',
  badWorkers: (value: string, most: number): string =>
    `"${value}" is not a number of workers: use auto or 0 to ${most}.`,
  badPercent: (value: string): string => `"${value}" is not a percentage: 0 to 100, as in 1% or 0.5%.`,
  goalOfFixed: (name: string): string =>
    `${name} is what adaptive batching aims at, and it is switched off (adaptive: false, --no-adaptive). Leave one of the two out.`,
  badDashboard: (value: string): string =>
    `"${value}" is no place for the dashboard: give a port from 0 to 65535 (0: any free one), or host and port as in 0.0.0.0:7788 or [::]:7788.`,
  badToken:
    'a token for the dashboard has 16 to 256 characters, of A-Z, a-z, 0-9 and . _ ~ + / -, as `openssl rand -hex 16` makes one.',
  badNamespace: (value: string): string =>
    `"${value}" is no namespace of CloudWatch: up to 255 of A-Z, a-z, 0-9 and . - _ / # : and space, not beginning with AWS/ or with a colon.`,
  badRate: (value: string): string => `"${value}" is not a rate: lines a second, as in 30 or 30/s.`,
  fine: (path: string): string => `${path}: fine.`,
  without: (words: string): string => `do not ${words}`,
  summary: 'check, print and describe the configuration of `kinetail stream`',
  whichSubcommand: (known: readonly string[]): string =>
    `What is to be done with the configuration? \`kinetail config\` takes ${known.join(', ')}.`,
  unknownSubcommand: (name: string, known: readonly string[]): string =>
    `There is no command "config ${name}": \`kinetail config\` takes ${known.join(', ')}.`,
  checkSummary: 'check a configuration file (exit code 2 when something is wrong)',
  printSummary: 'print the settings in force and where each comes from',
  schemaSummary: 'print the JSON Schema of a configuration file, for editors',
  fileArgument: 'configuration file, YAML or JSON',
  examples: {
    check: 'check a file before using it',
    checkLogFiles: 'check the text of --log-files',
    print: 'what would be in force with this file and the environment of now',
    schema: 'for the editor: "# yaml-language-server: $schema=kinetail.schema.json"',
  },
  nothingToCheck: 'Nothing to check: give a configuration file or --log-files.',
  logFilesOption: 'JSON text of log files, or @file',
  configOption: 'configuration file, YAML or JSON',
  columns: { setting: 'setting', value: 'value', origin: 'from' },
  origins: { default: 'default', file: 'file', environment: 'environment', flag: 'flag' },
  settings: {
    stream_name: 'name of the Kinesis stream',
    region: 'AWS region (default: environment, profile, else us-east-1)',
    endpoint_url: 'endpoint that speaks the Kinesis API',
    profile: 'profile of the AWS configuration files',
    local: 'use the embedded endpoint, inside this process',
    log_files:
      'the log files: a list of {path, type, format, pattern, patterns, multiline, keep, drop, sample, add, redact}; a path may be a glob, and without type the format is found',
    multiline_preset:
      'join the lines of stack traces to the event that they belong to: java, python, node, go, ruby, php, dotnet, auto for all of them, or container for nothing but lines that a container runtime cut',
    multiline_pattern: 'join lines by a regular expression, which may match anywhere in a line',
    multiline_match:
      'what a line is that matches the pattern: start of an event, continuation of the one before, end of one, or continued by the next line (default: start)',
    multiline_flush: 'a pause after which an event is over (default: 1s)',
    multiline_max_lines: 'lines of an event at most; what follows is an event of its own (default: 5000)',
    start:
      'where reading starts: end, beginning or checkpoint (default: the checkpoint where there is one, else the beginning)',
    resume_from_checkpoint: 'resume where the checkpoint says (same as start: checkpoint)',
    checkpoint_dir: 'folder of the checkpoint (default: under the state folder of the user)',
    once: 'ship what the files hold now, drain and exit',
    duration: 'stop after this time, as in 20s',
    create_stream: 'create the stream when it does not exist',
    shard_count: 'shards of a stream that is created',
    batch_size: 'entries in one request at the most (the service takes 500)',
    batch_timeout: 'longest wait for a batch to fill; it goes out earlier whenever waiting gains nothing',
    queue_maxsize:
      'records waiting to be sent at the most; then reading waits (4000 without pacing, 10000 where they are packed)',
    parse_workers: 'threads that parse: auto, or a number',
    partition_key: 'auto (ip_address or request_id), file, host, random or field:NAME',
    strict_order:
      'never let a record overtake another of its partition key, whatever the service refuses: one record of a key in a request (slow where few keys are busy, but with --pack)',
    adaptive: 'adapt batch size, waiting and requests in flight to latency and errors, for each shard',
    target_latency:
      'delivery latency to aim at, as in 500ms: 95 of 100 lines are to be acknowledged within it, with as few requests as that allows',
    target_errors:
      'part of the records that may be refused and sent again, as in 1% (default: slow down whenever a shard throttles)',
    pacing:
      'stay below 1,000 records and 1 MiB a second for each shard (switch off for an endpoint without these limits)',
    pack: 'what one Kinesis record holds: single (one line), lines (many, each with a line feed) or kpl (an aggregate for Amazon’s libraries)',
    compress: 'gzip or zstd of packed lines (implies pack: lines; zstd needs Node 22.15, 23.8 or newer)',
    sender:
      'who sends the records: own (kinetail itself, with less CPU) or sdk (the AWS SDK, as for all other calls)',
    wire: 'how its requests are spelled: json, or cbor (a quarter less to send; JSON where the endpoint does not read it)',
    metadata: 'add host and event_id to each record',
    host: 'name of this host in the records (default: the host name)',
    dead_letter:
      'file that keeps lines that do not parse (default: dead-letter.ndjson in the checkpoint folder)',
    ship_unparsed: 'also ship lines that do not parse, as log_type "unparsed"',
    schema:
      "names of the fields: kinetail (the lab guide's), ecs (Elastic Common Schema) or otel (OpenTelemetry's semantic conventions)",
    keep: 'send only records for which this is true, as in "status_code >= 500 OR path LIKE \'/api/%\'"',
    drop: 'leave out records for which this is true, as in "path = \'/healthz\'"',
    sample: 'send a part of the records, the same keys on every host, as in "10% by ip_address"',
    add: 'fields to add to each record, as in "env=prod,team=web"',
    redact:
      'what to hide before anything leaves the machine, as in {"ip": true, "query": ["token"], "mask": ["user"]}',
    max_line:
      'longest line kept whole, as in 1MiB; a longer one is cut with a mark (default: the record limit of the stream)',
    dashboard:
      'serve the dashboard on this port of 127.0.0.1 (7788 unless told, 0: any free one), or on host:port',
    dashboard_token:
      'who has it may see the dashboard; needed where that listens beyond 127.0.0.1, and made up there when it is not given',
    cloudwatch_metrics:
      'give the ledger and the main figures to CloudWatch under this namespace ("kinetail" unless told); costs 8 to 15 custom metrics a host and one call an interval, see docs/metrics.md',
    cloudwatch_interval: 'time between two such calls',
    alerts: 'what to tell somebody of: a list of rules (docs/alerts.md)',
    notifiers: 'whom to tell, by name: terminal, file, webhook, sns or command',
    stats_interval: 'time between two statistics blocks',
    request_timeout: 'longest wait for the answer to a request, which is then sent again',
    shutdown_timeout: 'longest time to drain at the end',
    generate_test_logs: 'write test logs into the log files',
    generate_rate: 'lines a second of the test logs, over all files',
    json: 'print statistics as JSON, one object a line',
  },
}
