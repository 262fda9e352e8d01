/** English sentences of `local`. Keys are ids; a sentence with facts is a function of them. */
export const local = {
  portBusy: (port: number): string =>
    `Port ${port} of 127.0.0.1 is in use by another process. Stop that one, give another port (--port ${port + 1}), ` +
    'or take any free one (--port 0).',
  portRefused: (port: number): string =>
    `This user may not listen on port ${port} of 127.0.0.1: ports below 1024 belong to root. ` +
    'Give a higher one (--port 4568).',
  started: (url: string): string => `Embedded Kinesis endpoint on ${url}`,
  banner: (): string =>
    'For learning and testing: everything is in memory, nothing is durable, any signature is accepted. ' +
    'Real use is AWS, or any endpoint that speaks the API.',
  limitsOn: 'Limits of the service: enforced (--no-limits switches rates and quotas off).',
  limitsOff: 'Limits of the service: rates and quotas off.',
  memory: (size: string): string => `Memory for records: ${size}; beyond it the oldest go.`,
  faultsOn: (faults: string): string => `Faults on: ${faults}.`,
  streamReady: (name: string, shards: number, region: string): string =>
    `Stream ${name}: ${shards} ${shards === 1 ? 'shard' : 'shards'}, ACTIVE, in ${region}.`,
  howToUse: (command: string): string =>
    `In another shell: ${command}  — then \`aws …\` and kinetail commands go here.`,
  howToStop: 'Ctrl-C stops it.',
  stopped: 'Stopped. What was in memory is gone.',
  badRate: (flag: string, written: string): string =>
    `${flag} "${written}" is not a probability: write a number from 0 to 1, as in ${flag} 0.3.`,
  unknownFault: (name: string, known: readonly string[]): string =>
    `There is no fault "${name}". Known: ${known.join(', ')}.`,
  badSeed: (written: string): string =>
    `--seed "${written}" is not a seed: write a whole number from 0 to 999999999.`,
  badPort: (written: string): string =>
    `--port "${written}" is not a port: write a number from 0 to 65535 (0 takes any free one).`,
  badStream: (written: string): string =>
    `--stream "${written}" is not NAME=SHARDS: the name has 1 to 128 letters, digits, "_", "-" or ".", ` +
    'the shards are a number from 1 to 500, as in --stream log-streaming-demo=2.',
  twiceStream: (name: string): string => `--stream ${name} is given twice.`,
  portOption: 'port of 127.0.0.1; 0 takes any free one',
  streamOption: 'a stream that is there from the start; may be repeated',
  noLimitsOption: 'switch off rates and quotas; requests must still be well-formed',
  memoryOption: 'memory for records; beyond it the oldest are dropped',
  createDelayOption: 'how long a stream is CREATING, UPDATING or DELETING',
  failRateOption: 'each record fails alone with this probability (InternalFailure)',
  throttleOption:
    'with this probability a shard refuses the rest of a request (ProvisionedThroughputExceededException); 0.3 without a number',
  latencyOption: 'every read and write waits this long',
  http500Option: 'reads and writes fail as a whole with this probability (HTTP 500)',
  resetOption: 'the connection is cut with this probability, half of the times after the records were stored',
  hangOption: 'reads and writes are carried out and never answered with this probability',
  clockAheadOption:
    'the clock of the endpoint is ahead by this: what is signed by a clock that is five minutes off is refused',
  seedOption: 'chance for the faults that repeats',
  durationOption: 'stop after this time',
  jsonOption: 'print {"url":…,"port":…} on standard output',
  regionOption: 'region of the streams given with --stream',
  exampleStart: 'the endpoint with one stream of two shards',
  exampleFaults: 'a bad day: failed records, full shards, slow answers',
  exampleEnv: 'let `aws` and kinetail in this shell use it',
  envSummary: 'print shell code that points `aws` and kinetail at the endpoint',
  envPortOption: 'port of the endpoint',
  envUrlOption: 'URL of the endpoint, where it is not a port of 127.0.0.1',
  envComment: 'For the shell: eval "$(kinetail local env)". Made-up keys for the local endpoint only.',
  envNotUrl: (written: string): string =>
    `--endpoint-url "${written}" is not a URL: write it as in http://127.0.0.1:4568.`,
  refusedKeys: (): string =>
    'Access keys: any will do. An access key id that begins with REFUSED is answered UnrecognizedClientException, ' +
    'one that begins with EXPIRED ExpiredTokenException, and one that begins with DENIED AccessDeniedException, so that all can be tried out.',
}
