/** English sentences of `verify` and `shipped`. Keys are ids; a sentence with facts is a function of them. */
export const verify = {
  description:
    'Compares log files with a stream, line by line, and proves that every line is there and none twice. What rotation made of the files is looked at too. What is written while it runs does not count. Exit code 0: all is there; 3: it is not.',
  examples: {
    files: 'the files of the stream, by name, and what rotation made of them',
    config: 'what the configuration follows, as one JSON object a file',
  },
  wordsArgument: 'name of the stream (where nothing else names it), then files or patterns',
  rotatedOption: 'only the files named, not those that rotation made of them',
  examplesOption: 'missing and misordered lines named of each file (default: 5)',
  fromOption: 'where to begin in the stream, as in `kinetail read` (default: trim-horizon)',
  jsonOption: 'one JSON object a file, then one of the whole',
  configOption: 'YAML or JSON file with settings',
  noCheckpointDir: 'Which checkpoint folder? Give --checkpoint-dir, --stream-name or --config.',
  shipped: {
    description:
      'Says whether everything that a file holds now is acknowledged, by the checkpoint folder: taken by the stream, kept as a dead letter or left out as blank. Also while the agent runs. Exit code 0: all of it; 3: not all; 1: there is no such file.',
    examples: {
      one: 'may this file be rotated?',
      wait: 'wait up to a minute for the agent, then say',
    },
    filesArgument: 'files or patterns, also renamed, copied or compressed ones',
    waitOption: 'wait so long for what the files hold now, as in 60s',
    absent: (path: string): string => `${path} is not there.`,
    whole: (path: string, size: string): string => `${path}: all of it is acknowledged (${size}).`,
    unknown: (path: string, size: string, dir: string): string =>
      `${path}: ${size} left: the checkpoint folder ${dir} knows nothing of this file.`,
    left: (path: string, bytes: number, size: string): string =>
      `${path}: ${bytes.toLocaleString('en-US')} bytes of ${size} are not acknowledged yet.`,
  },
  noFiles: 'Which files? Name them after the stream, with --log-files or with --config.',
  nothingThere: (names: readonly string[]): string =>
    `There is no file to verify: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''} ${names.length === 1 ? 'is' : 'are'} not there.`,
  noIds: (events: string): string =>
    `None of the ${events} events in the stream has an event id, so nobody can tell which lines they are. ` +
    'Streams sent with --no-metadata cannot be verified.',
  changedMeanwhile: (path: string): string =>
    `${path} was truncated or deleted while it was looked at: run verify again.`,
  unreadable: (path: string, words: string): string => `Cannot read ${path} to its end: ${words}.`,
  absent: (path: string): string => `${path} is not there, and nothing that rotation made of it.`,
  head: [
    'FILE',
    'LINES',
    'DELIVERED',
    'DEAD',
    'BLANK',
    'MISSING',
    'PENDING',
    'DOUBLED',
    'STILL',
    'UNORDERED',
  ] as readonly string[],
  total: '(all)',
  sameAs: (path: string, other: string): string => `${path} holds the same as ${other}.`,
  unseen: (path: string): string => `Nothing of ${path} is in the stream or the dead-letter file.`,
  missingLine: (path: string, offset: number): string => `missing: ${path} at byte ${offset}`,
  misorderedLine: (path: string, offset: number, after: number): string =>
    `out of order: ${path} at byte ${offset} came after byte ${after}`,
  moreOf: (more: string): string => `  and ${more} more`,
  misplaced: (path: string, events: string): string =>
    `${path}: ${events} events name a place where no line begins.`,
  beyond: (path: string, lines: string): string =>
    `${path}: the stream holds ${lines} lines from beyond its end (written since, or lost by this copy).`,
  unfinished: (path: string): string =>
    `${path}: its last line has no end yet and does not count until it has.`,
  destroyed: (path: string, bytes: string): string =>
    `${path}: ${bytes} were destroyed by truncation before anybody could read them. They are in no file any more; rotation by renaming loses nothing.`,
  ledgerOff: (path: string, lines: string): string =>
    `${path}: the checkpoint counted ${lines} lines as settled, which are not as many as the file has up to there.`,
  destroyedElsewhere: (bytes: string): string =>
    `Of files that are gone or have no name any more ${bytes} were destroyed before anybody could read them.`,
  elsewhere: (lines: string, generations: string): string =>
    `The stream also holds ${lines} lines of ${generations} files that are not among these (rotated away, or others').`,
  withoutId: (events: string): string =>
    `${events} events have no event id: they are not kinetail's, or were sent with --no-metadata.`,
  proof: (lines: string, before: string): string =>
    `Every line is there: ${lines} lines, none missing, none twice once doubles are dropped (${before} before), in order.`,
  noProof: (facts: {
    readonly missing: string
    readonly pending: string
    readonly doubled: string
    readonly outOfOrder: string
  }): string =>
    `Not proved: ${facts.missing} missing, ${facts.pending} not acknowledged yet, ${facts.doubled} twice even when doubles are dropped, ${facts.outOfOrder} out of order.`,
  readingStream: (events: string, records: string): string =>
    `kinetail: reading the stream: ${events} events of ${records} records`,
  comparing: (path: string, done: number, of: number): string =>
    `kinetail: comparing ${path} (${done + 1} of ${of})`,
}
