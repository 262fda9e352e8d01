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
  badPattern: (pattern: string, why: string): string =>
    `The pattern ${pattern} is no regular expression: ${why}.`,
  patternWithoutFields: (pattern: string): string =>
    `The pattern ${pattern} names no field: write (?<name>…) around what becomes one, or %{NAME:field} in grok.`,
  patternNeeded: (type: string): string =>
    `The type "${type}" needs a pattern: give --pattern, or "pattern" in the log file's object.`,
  patternOfOtherType: (type: string): string =>
    `A pattern belongs to the types regex and grok, and the type is "${type}".`,
  patternNested: (pattern: string, at: number, part: string): string =>
    `The pattern ${pattern} repeats a repetition at character ${at + 1}: ${part} can divide one text in more ways than can be tried. Take one repetition away, or begin or end each turn with a character that is not in it.`,
  patternRefers: (pattern: string, at: number): string =>
    `The pattern ${pattern} refers to a group at character ${at + 1}: how long that takes cannot be told beforehand, so it is refused.`,
  patternTooWide: (pattern: string, degree: number, most: number): string =>
    `The pattern ${pattern} has ${degree} repetitions in a row that can take the same text, and ${most} are the most: write what ends each, as [^ ]* in place of .*`,
  unknownGrok: (name: string, near: string | undefined): string =>
    `There is no grok pattern ${name}${near === undefined ? '' : `; is it ${near}?`} Patterns of your own go into "patterns".`,
  grokCircle: (pattern: string): string =>
    `The grok pattern ${pattern} goes round in a circle, or grows without end.`,
  workerFailed: (reason: string): string => `A parse worker failed: ${reason}`,
  cannotRead: (path: string, words: string): string =>
    `Cannot read ${path === '-' ? 'standard input' : path}: ${words}.`,
  standardInput: 'standard input',
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
    no_match: 'the pattern does not match the line',
    over_match_limit: 'the line is longer than what may be matched with this pattern',
  },
  statistics: (
    tally: {
      readonly lines: number
      readonly records: number
      readonly rejects: number
      readonly blanks: number
      /** Left out by a rule. */
      readonly filtered: number
    },
    seconds: number,
  ): string =>
    `${tally.lines} lines: ${tally.records} records, ${tally.rejects} not parsed, ${tally.blanks} blank${tally.filtered > 0 ? `, ${tally.filtered} filtered` : ''}; ` +
    `${seconds.toFixed(3)} s, ${Math.round(tally.lines / Math.max(seconds, 0.001))} lines/s`,
  parseOptions: {
    files: 'log files; standard input without any, or for -',
    type: (types: readonly string[]): string => `type of the log: ${types.join(', ')}`,
    format:
      "the server's own LogFormat or log_format string, or a name: combined, common, vhost_combined, main",
    pattern: 'a regular expression with named groups, or a grok pattern; it has to match the whole line',
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
    schema: 'errors and the API only, under the names of Elastic Common Schema',
    redact: 'addresses cut to their network, tokens out of query strings',
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
