/** English sentences of `format`. Keys are ids; a sentence with facts is a function of them. */
export const format = {
  unknownDirective: (written: string, column: number, format: string): string =>
    `The format has "${written}" at column ${column + 1}, which is no directive that kinetail knows: ${format}`,
  unknownTime: (written: string, column: number, known: readonly string[]): string =>
    `The format has "${written}" at column ${column + 1}: this time pattern cannot be read back. Conversions of strftime that can: ${known.join(' ')}.`,
  adjacentFields: (first: string, firstColumn: number, second: string, column: number): string =>
    `The format has "${second}" at column ${column + 1} directly after "${first}" at column ${firstColumn + 1}: with nothing between them nobody can tell where one ends. Put a space or another character between.`,
  ambiguousFields: (
    first: string,
    firstColumn: number,
    second: string,
    column: number,
    between: string,
  ): string =>
    `The format has "${between}" between "${first}" at column ${firstColumn + 1} and "${second}" at column ${column + 1}, and the value of either can hold that too: nobody can tell where one ends. Put quotes around both, as in "${first}"${between}"${second}".`,
  noFields: 'The format has no field: write the LogFormat or log_format string of the server.',
  unknownType: (name: string, known: readonly string[]): string =>
    `There is no log type "${name}". The types are ${known.join(', ')}.`,
  formatNeedsServer: (type: string): string =>
    `--format is a format of a web server, and the type is "${type}": use it with --type apache or --type nginx.`,
  formatHasNoDirective: (format: string): string =>
    `"${format}" is neither a format string (Apache's has %, nginx's has $) nor a known name: combined, common, vhost_combined, main.`,
  formatOfOtherServer: (format: string, type: string, owner: string): string =>
    `The format "${format}" is one of ${owner}, and the type is "${type}". Use --type ${owner}, or leave --type out.`,
  unknownEscape: (mode: string): string =>
    `escape=${mode} is unknown: nginx has escape=default, escape=json and escape=none.`,
  workerFailed: (reason: string): string => `A parse worker failed: ${reason}`,
  cannotRead: (path: string, words: string): string =>
    `Cannot read ${path === '-' ? 'standard input' : path}: ${words}.`,
  whichType: (types: readonly string[]): string =>
    `Which type of log is it? Give --type ${types.join('|')}, or --format with the server's format string.`,
  badWorkers: (written: string): string =>
    `--parse-workers "${written}" is no number of threads: write auto, or 0 to 999.`,
  notParsed: (rejects: number, lines: number): string => `${rejects} of ${lines} lines did not parse:`,
  rejected: (count: number, reason: string, file: string, line: number, column: number): string =>
    `  ${count} × ${reason} (first: ${file === '-' ? 'standard input' : file}, line ${line}, column ${column})`,
  reasons: {
    expected_literal: 'the line differs from the format here',
    bad_timestamp: 'no timestamp where one is expected',
    bad_address: 'no address or host name where one is expected',
    bad_number: 'no number where one is expected',
    unterminated_quote: 'a quote is opened and never closed',
    line_ends_early: 'the line ends before the format does',
    text_after_end: 'there is text after the end of the format',
    cut_line: 'the line is too long, and was cut before its timestamp',
    binary: 'binary data',
    too_long: 'no record of this line is small enough',
    no_header: 'the line that names the columns was not seen',
  },
  statistics: (
    tally: {
      readonly lines: number
      readonly records: number
      readonly rejects: number
      readonly blanks: number
    },
    seconds: number,
  ): string =>
    `${tally.lines} lines: ${tally.records} records, ${tally.rejects} not parsed, ${tally.blanks} blank; ` +
    `${seconds.toFixed(3)} s, ${Math.round(tally.lines / Math.max(seconds, 0.001))} lines/s`,
  parseOptions: {
    files: 'log files; standard input without any, or for -',
    type: (types: readonly string[]): string => `type of the log: ${types.join(', ')}`,
    format:
      "the server's own LogFormat or log_format string, or a name: combined, common, vhost_combined, main",
    deadLetter: 'keep the lines that do not parse in this file',
    shipUnparsed: 'print lines that do not parse too, as log_type "unparsed"',
    stats: 'say how many lines there were, and how fast',
    parseWorkers: 'threads that parse: a number or auto',
    noMetadata: 'accepted as in stream; parse never adds host and event_id',
    json: 'accepted as elsewhere; the records are always JSON',
  },
  parseExamples: {
    file: 'an Apache log as JSON lines',
    pipe: 'what an application writes, as it writes',
    format: "a format of one's own, as nginx.conf has it",
    dead: 'lines that do not parse go to a file of their own',
  },
  formatsArgument: 'only this format',
  formatsExamples: {
    all: 'all formats, with their fields and an example each',
    one: 'one of them',
    json: 'for programs',
  },
  columns: { field: 'field', type: 'type', meaning: 'meaning' },
  exampleLine: 'example:',
}
