/** English sentences of `kinetail explain`. Keys are ids; a sentence with facts is a function of them. */
export const explain = {
  description:
    'Tells of each line which field is where, or at which column it fails and why, which format reads it, and the command that does.',
  arguments: 'a line, or a file of lines; standard input without it, or for -',
  deadLetterOption: 'explain a dead-letter file instead, in groups of lines that fail in the same way',
  topOption: 'groups to show',
  typeOption: (types: readonly string[]): string =>
    `type of the log: ${types.join(', ')}; without it, the nearest`,
  examples: {
    line: 'one line: every field with its columns, or the column at which it fails',
    pipe: 'lines from elsewhere, against a format of your own',
    file: 'a file of which some lines do not parse',
    dead: 'what is in a dead-letter file, and what would make it parse',
    events: 'an error log whose events have several lines',
  },
  badTop: (written: string): string => `--top "${written}" is no number of groups: give 1 or more.`,
  whichInput: '--dead-letter FILE takes the place of lines: leave the argument out.',
  noFile: (path: string): string => `There is no file ${path}.`,
  parses: (where: string, format: string): string => `${where} parses as ${format}:`,
  nothingFits: (where: string): string => `${where} fits no format. Nearest:`,
  fails: (where: string, format: string, column: number): string =>
    `${where} does not parse as ${format}: byte column ${column}`,
  blank: (where: string): string => `${where} is blank or names columns: it is counted as filtered.`,
  lineAt: (number: number): string => `line ${number}`,
  lineOf: (file: string, number: number): string => `${file}, line ${number}`,
  offsetOf: (file: string, offset: number): string => `${file}, offset ${offset}`,
  columns: { columns: 'columns', format: 'format', field: 'field', value: 'value' },
  left: '(left out of the record)',
  labels: {
    expected: 'expected',
    found: 'found',
    reason: 'reason',
    fits: 'fits',
    fix: 'fix',
    note: 'note',
    example: 'example',
  },
  expectedField: (name: string, written: string, kind: string): string =>
    `${name}${written === '' ? '' : ` (${written})`}: ${kind}`,
  expectedAfter: (name: string, written: string, literal: string): string =>
    `${JSON.stringify(literal)} after ${name}${written === '' ? '' : ` (${written})`}`,
  foundWord: (kind: string, shown: string): string => (shown === '' ? kind : `${kind}: ${shown}`),
  inLogFiles: (snippet: string): string => `in --log-files: ${snippet}`,
  noFix: 'no format reads it',
  changes: {
    added: (written: string): string => `${written} added`,
    dropped: (written: string): string => `${written} left out`,
    replaced: (written: string, by: string): string => `${written} became ${by}`,
  },
  fixNotes: {
    text: 'keeps the line as plain text: it holds no fields that a format knows',
    clean: 'deletes control characters first',
    time: 'this reads no time: the record gets the time of reading',
  },
  brokenJson: (column: number, expected: string): string =>
    `the line looks like JSON and breaks at byte column ${column} (expected: ${expected}): it is kept as text`,
  kinds: {
    address: 'an address or host name',
    text: 'text',
    user: 'a user name',
    request: 'a request line',
    clf_time: 'a time like 15/Jan/2024:10:30:45 +0000',
    iso_time: 'a time like 2024-01-15T10:30:45+00:00',
    epoch_time: 'seconds since 1970',
    pattern_time: 'a time in the pattern of the format',
    integer: 'a whole number or -',
    number: 'a number or -',
    upstream: 'values of upstream servers',
    literal: 'the beginning of the format',
    end: 'the end of the line',
    json_object: 'a JSON object',
    json_key: 'a key in quotes',
    json_value: 'a value',
    json_next: 'a key or a value after the comma',
    json_separator: 'a comma, a colon or a closing bracket',
    json_quote: 'a closing quote',
    json_escape: 'a character that JSON allows within a string',
  },
  found: {
    nothing: 'the end of the line',
    ipv4: 'IPv4 address',
    ipv6: 'IPv6 address',
    number: 'number',
    dash: 'dash',
    clf_time: 'time',
    iso_time: 'ISO time',
    quoted: 'text in quotes',
    bracketed: 'text in brackets',
    json: 'JSON',
    control: 'control characters',
    space: 'blank space',
    text: 'text',
  },
  group: (count: number, column: number | undefined, found: string, expected: string): string =>
    `${count} ${count === 1 ? 'line fails' : 'lines fail'}${column === undefined ? '' : ` at column ${column}`}: ${found} where ${expected} is expected`,
  groupReason: (count: number, column: number | undefined, reason: string): string =>
    `${count} ${count === 1 ? 'line fails' : 'lines fail'}${column === undefined ? '' : ` at column ${column}`}: ${reason}`,
  tried: (parsed: number, tried: number): string => `tried on ${tried}: ${parsed} parse`,
  moreGroups: (count: number): string =>
    `… and ${count} more ${count === 1 ? 'group' : 'groups'} (--top shows more).`,
  total: (lines: number, failed: number, blank: number): string =>
    `${lines} ${lines === 1 ? 'line' : 'lines'}: ${lines - failed - blank} parse, ${failed} do not${blank > 0 ? `, ${blank} blank` : ''}.`,
  letters: (letters: number, parsing: number, broken: number): string =>
    `${letters} dead ${letters === 1 ? 'letter' : 'letters'}${parsing > 0 ? `, of which ${parsing} parse now: \`kinetail replay\` sends them` : ''}${broken > 0 ? `; ${broken} lines of the file are no letters` : ''}.`,
  serviceRefused: 'the service refused the record',
  replay: {
    description:
      'Parses the lines of a dead-letter file with the formats in force now and ships those that parse, under the event ids that they have always had. What is left stays in the file.',
    fileArgument: 'dead-letter file (default: --dead-letter, or that of the checkpoint folder)',
    typeOption: 'read every line as this type (default: as --log-files or the configuration has its file)',
    keepOption: 'leave the file as it is',
    dryRunOption: 'parse only: say what would be sent',
    examples: {
      dry: 'how many lines parse by now',
      config: 'after a format was mended in the configuration',
      format: 'with a format of your own',
    },
    sent: (read: number, sent: number, dead: number, filtered: number, inFlight: number): string =>
      `${read} ${read === 1 ? 'line' : 'lines'}: ${sent} sent, ${dead} dead letters still, ${filtered} filtered, ${inFlight} not acknowledged.`,
    wouldSend: (read: number, sent: number, dead: number, filtered: number, _: number): string =>
      `${read} ${read === 1 ? 'line' : 'lines'}: ${sent} would be sent, ${dead} do not parse, ${filtered} would be filtered. Nothing was sent.`,
    broken: (count: number): string =>
      `${count} ${count === 1 ? 'line of the file is no letter' : 'lines of the file are no letters'}.`,
    placeless: (count: number): string =>
      `${count} ${count === 1 ? 'letter names' : 'letters name'} no place in a followed file (kinetail parse writes such): without one there is no event id. Ship that file with kinetail stream instead.`,
    unknown: (count: number): string =>
      `${count} ${count === 1 ? 'letter has' : 'letters have'} a type that kinetail does not know: give --type.`,
    ended: 'Ended before all letters were looked at: the next replay goes on.',
    left: (count: number, path: string): string =>
      `Left in ${path}: ${count}. \`kinetail explain --dead-letter\` tells why.`,
  },
}
