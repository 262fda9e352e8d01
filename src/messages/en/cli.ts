/** English sentences of `cli`. Keys are ids; a sentence with facts is a function of them. */
export const cli = {
  tagline: 'log files into Amazon Kinesis, in real time, every line',
  usage: 'Usage: kinetail <command> [options]',
  commands: 'Commands:',
  moreHelp: '`kinetail <command> --help` tells the options of a command, with examples.',
  examples: 'Examples:',
  helpTitles: {
    'Usage:': 'Usage:',
    'Arguments:': 'Arguments:',
    'Options:': 'Options:',
    'Commands:': 'Commands:',
  },
  optionsWord: '[options]',
  commandWord: '[command]',
  defaultIs: (value: string): string => `default: ${value}`,
  helpOption: 'show this help',
  langOption: 'language of messages: en or ko (default: the locale)',
  versionOption: 'print the version',
  regionOption: 'AWS region (default: environment, profile, else us-east-1)',
  endpointOption: 'endpoint that speaks the Kinesis API, as in http://127.0.0.1:4568',
  profileOption: 'profile of the AWS configuration files',
  streamArgument: 'name of the stream',
  streamOption: 'name of the stream',
  jsonOption: 'print JSON, one object a line',
  unknownCommand: (name: string, nearest: string | undefined): string =>
    `There is no command "${name}".${nearest ? ` Did you mean "${nearest}"?` : ''} \`kinetail --help\` lists them.`,
  unknownOption: (flag: string, nearest: string | undefined): string =>
    `There is no option ${flag}.${nearest ? ` Did you mean ${nearest}?` : ''}`,
  valueMissing: (flag: string): string => `${flag} needs a value.`,
  badChoice: (flag: string, value: string, choices: string): string =>
    `${flag} "${value}" cannot be used: give one of ${choices}.`,
  tooManyArguments: (most: number, got: number): string =>
    most === 0
      ? 'This command takes options only, and there is a word that is none.'
      : `This command takes ${most === 1 ? 'one argument' : `${most} arguments`} at the most, and there are ${got}.`,
  seeHelp: (command: string): string => `\`${command} --help\` tells the options, with examples.`,
  noStream: 'Which stream? Give its name as an argument or with --stream-name.',
  error: (message: string): string => `kinetail: ${message}`,
  summaries: {
    stream: 'follow files, parse, ship to Kinesis',
    demo: 'everything in one process on the embedded endpoint',
    parse: 'lines in, standard JSON out; no network',
    explain: 'why a line does or does not parse, column by column, and the fix',
    replay: 'parse and ship a dead-letter file again',
    read: 'read a stream back as JSON lines',
    query: 'SQL over windows of a stream or of files; the same job as Flink SQL',
    streams: 'create, wait, describe, list, reshard, delete streams',
    verify: 'reads files and stream and proves: every line there, none twice',
    shipped: 'exit 0 when every byte of a file is acknowledged',
    init: 'find the logs of nginx and Apache, and write the configuration',
    metrics: 'CloudWatch metrics of a stream',
    generate: 'realistic test logs of every format',
    local: 'the embedded Kinesis endpoint alone',
    alert: 'run alert rules over files, or over a whole stream',
    formats: 'the formats, their fields and an example each',
    config: 'check, print, schema of the configuration',
  },
}
