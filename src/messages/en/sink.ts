/** English sentences of `sink`. Keys are ids; a sentence with facts is a function of them. */
export const sink = {
  keepsTrying: (reason: string, since: string | undefined): string =>
    since === undefined
      ? `${reason}. Nothing is lost: the files wait, and kinetail keeps trying.`
      : `Nothing was accepted since ${since}; kinetail keeps trying. ${reason}`,
  works: (after: string): string => `Records are accepted again, after ${after}.`,
  noStreamNow: (stream: string, region: string): string =>
    `The stream ${stream} does not exist in ${region}: create it with \`kinetail streams create ${stream} --region ${region} --wait\``,
  noneAccepted: (reason: string): string => `The service refuses the records one by one (${reason})`,
  wrongAnswer: (sent: number, got: number): string =>
    `PutRecords was sent ${sent} entries and answered for ${got}: this endpoint does not speak the API`,
  tooLarge: (bytes: number, limit: number): string =>
    `the record has ${bytes} bytes with its partition key, and the stream takes ${limit}`,
  refusedBecause: (reason: string): string => `refused: ${reason}`,
  lanesChanged: (before: number, after: number): string =>
    `The stream was resharded from ${before} to ${after} open shards; kinetail follows.`,
  distributesItself: (stream: string, packedAggregates: boolean): string =>
    `The stream ${stream} distributes records itself now (AUTO): no order is kept within a partition key.` +
    (packedAggregates
      ? " Amazon's libraries drop KPL aggregates there: each line goes as a record of its own from here on."
      : ''),
  zstdMissing: (version: string): string =>
    `this Node (${version}) has no zstd: use Node 22.15, 23.8 or newer, or gzip.`,
  noShards: (stream: string): string =>
    `The stream ${stream} has no open shard: wait until it is ACTIVE (\`kinetail streams wait ${stream}\`).`,
  deadLetterLeft: (file: string, offset: number, reason: string): string =>
    `The dead letter of ${file}, offset ${offset}, could not be written (${reason}); the line will be read again at the next start.`,
  deadLetterFails: (path: string, reason: string, since: string | undefined): string =>
    `The dead-letter file ${path} cannot be written${since === undefined ? '' : ` since ${since}`} (${reason}). ` +
    'Lines that do not parse wait, and so does their checkpoint. Make room or fix its permissions, or name another file with --dead-letter.',
  deadLetterWorks: (path: string, after: string): string =>
    `The dead-letter file ${path} can be written again, after ${after}.`,
  deadLettersDropped: (path: string, size: string): string =>
    `The dead-letter file ${path} reached ${size} again: the letters of ${path}.1 gave way to newer ones.`,
  deadLetterClosed: 'the dead-letter file was closed',
}
