/** English sentences of `kinetail query`: the command, its sources and outputs. Keys are ids; a sentence with facts is a function of them. */
export const queryCommand = {
  httpRefused: (url: string, why: string): string =>
    `${url} refuses the results (${why}): sending the same again would not help. What it was sent is in docs/query-command.md.`,
  httpGaveUp: (url: string, why: string): string =>
    `${url} did not take the last results (${why}). With a checkpoint folder they are sent again at the next start.`,
  httpTimeout: (ms: number): string => `no answer within ${ms / 1000} s`,
  httpTriesAgain: (url: string, why: string): string => `${url} does not take results (${why}); trying on.`,
  streamGaveUp: (stream: string, rows: number): string =>
    `The stream "${stream}" did not take ${rows} results in time. With a checkpoint folder they are sent again at the next start.`,
  streamRefused: (stream: string, why: string, limit: number): string =>
    `The stream "${stream}" will never take one of the results (${why}): a record holds ${limit} bytes at most. Select less in a row.`,
  parquetFailed: (dir: string, why: string): string => `Writing Parquet files to ${dir} failed: ${why}`,
  noFile: (path: string): string => `There is no file ${path}.`,
  twoStatements: 'Two statements are given: give one, as an argument, with --file or on standard input.',
  twoStreams: (names: readonly string[]): string =>
    `Several streams are named: ${names.join(', ')}. A query reads one. (A statement that is an argument needs quotes around it.)`,
  streamAndFiles: (stream: string, file: string): string =>
    `Rows come from a stream ("${stream}") or from files (${file}), not from both. Is the name of a file misspelt?`,
  noStatement:
    'Which statement? Give it as an argument in quotes, with --file, or on standard input: kinetail query log-streaming-demo "SELECT log_type, count(*) FROM logs GROUP BY log_type" --window 1m',
  cannotFollow:
    '--follow is for streams. Files are read to their end; what a file gets from now on: tail -F access.log | kinetail query "SELECT …" --window 1m',
  onlyOfStreams: (flag: string): string => `${flag} is for streams: files are read from their beginning.`,
  byNeedsSession: '--by names the columns whose sessions are told apart: it goes with --session.',
  everyTooLong: (every: string, window: string): string =>
    `--every ${every} is longer than --window ${window}: rows between the windows would be in none. Make --every shorter, or leave it out.`,
  noSpan: (flag: string): string => `${flag} takes a time longer than 0, as in 1m.`,
  badUrl: (url: string): string =>
    `--http "${url}" is no address to post results to: write one as in http://127.0.0.1:8080/results.`,
  readsForEver:
    'This query has no window: over a stream that goes on it would read for ever and never have a result. Give --window 1m (results each minute), --once (what the stream holds now), or --every 10s (the totals so far, again and again).',
  otherStream: (folder: string, known: string, asked: string): string =>
    `The checkpoint folder ${folder} belongs to a query over the stream "${known}", not "${asked}": name another with --checkpoint-dir.`,
  lateFailed: (path: string, why: string): string =>
    `Rows that came too late cannot be kept in ${path}: ${why}.`,

  rejected: (lines: string): string =>
    `kinetail: ${lines === '1' ? '1 line fits no format and was' : `${lines} lines fit no format and were`} left out. \`kinetail explain\` tells why.\n`,
  unreadable: (records: string): string =>
    `kinetail: ${records === '1' ? '1 record is no JSON object and was' : `${records} records are no JSON objects and were`} left out.\n`,
  untimed: (rows: string): string =>
    `kinetail: ${rows === '1' ? '1 row has no time of its own: that of its' : `${rows} rows have no time of their own: that of their`} arrival was taken.\n`,
  late: (rows: string, file: string | undefined): string =>
    `kinetail: ${rows === '1' ? '1 row came' : `${rows} rows came`} after the window was closed and ${rows === '1' ? 'is' : 'are'} not in the result` +
    `${file === undefined ? '' : ` (kept in ${file})`}. --late makes windows wait longer, --correct corrects results.\n`,
  summary: (facts: {
    readonly rows: string
    readonly windows: string | undefined
    readonly duplicates: string
    readonly time: string
  }): string =>
    `kinetail: ${facts.rows} ${facts.rows === '1' ? 'row' : 'rows'}${facts.windows === undefined ? '' : `, ${facts.windows} ${facts.windows === '1' ? 'window' : 'windows'}`} in ${facts.time}; ` +
    `${facts.duplicates} ${facts.duplicates === '1' ? 'row' : 'rows'} had come before and ${facts.duplicates === '1' ? 'was' : 'were'} dropped.\n`,
  progress: (facts: {
    readonly rows: string
    readonly rate: string
    readonly late: string | undefined
    readonly watermark: string | undefined
    readonly behind: string | undefined
  }): string =>
    [
      `${facts.rows} rows`,
      `${facts.rate}/s`,
      ...(facts.watermark === undefined ? [] : [`complete up to ${facts.watermark}`]),
      ...(facts.behind === undefined ? [] : [`behind ${facts.behind}`]),
      ...(facts.late === undefined ? [] : [`${facts.late} late`]),
    ].join(' · '),

  description:
    'SQL over windows of a stream, of files or of standard input: standard SQL (DuckDB) over the view logs, or statements of Kinesis Data Analytics as they are. A stream is followed until Ctrl-C; docs/query-command.md tells it all.',
  examples: {
    guide: "the lab guide's statement, live: a row for each log type and minute",
    hopping: 'the last minute, every ten seconds',
    files: 'the busiest pages of log files, compressed ones too',
    stream: 'results into a second stream',
    parquet: 'Parquet files by hour; a restart goes on where it was',
    explain: 'how a statement is understood; nothing is run',
    flink: 'the same job for Apache Flink',
  },
  options: {
    words: 'the stream or the files (- is standard input), and the statement in quotes, in any order',
    file: 'file with the statement (- is standard input)',
    window: 'length of the windows of a standard SELECT: each row is in one (or in several with --every)',
    every:
      'with --window: a window begins this often, they overlap; without: print the totals so far this often',
    session: 'windows of rows less than this apart',
    by: 'columns whose sessions are told apart, as in ip_address',
    late: 'how long a window waits for late rows, in event time (default: 10s; 1h for files and with --once)',
    lateRows: 'keep rows that came too late in this file, one JSON object a line',
    correct: 'keep closed windows for this long and correct their results when late rows come',
    idle: 'a shard or host without rows for this long does not hold windows open; or never',
    time: 'what windows go by: event (in the record), arrival (in the stream), processing (the clock)',
    from: 'where to begin, as in `kinetail read` (default: latest; trim-horizon with --once)',
    follow: 'go on until Ctrl-C: the default for a stream',
    once: 'stop where the stream stands now',
    duration: 'stop after this time',
    type: (types: readonly string[]): string =>
      `format of files: ${types.join(', ')}; record is what kinetail read and parse print (default: auto)`,
    format: 'format of files in the words of the server, as in `kinetail parse`',
    pattern: 'format of files as a regular expression or grok pattern',
    output: 'how results are printed: table, json or csv (default: a table on a terminal, else JSON lines)',
    toStream: 'put results into this stream',
    http: 'post results to this address as JSON',
    parquet: 'write results below this folder, as Parquet files by hour',
    checkpointDir:
      'folder of the checkpoint: a restart goes on where it was, and repeats no window with other numbers',
    memory: 'memory of the database; what does not fit goes to the disk',
    explain: 'print how the statement is understood, and end',
    flink: 'print the job as Flink SQL, and end',
    flinkProject: 'write a project for Managed Service for Apache Flink to this folder, and end',
    stats: 'print a summary on standard error at the end, also without a terminal',
  },
}
