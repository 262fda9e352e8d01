/** English sentences of `query --flink`. Keys are ids; a sentence with facts is a function of them. */
export const flink = {
  noType: (type: string): string =>
    `Flink SQL has no type for ${type} of DuckDB: cast that column, as in CAST(… AS VARCHAR).`,
  noFunction: (name: string, query: string): string =>
    `The query "${query}" calls ${name}(), which has no counterpart in Flink SQL that gives the same result: ` +
    'write it with other functions, or leave it out of what is taken to Flink.',
  cannotSay: (what: string, query: string): string =>
    `The query "${query}" cannot be taken to Flink SQL: there is no way to say "${what}" there that gives the same result.`,
  noColumn: (column: string, query: string): string =>
    `The query "${query}" uses the column ${column}, which Flink does not have: of a record it has the standard fields and what record->>'name' asks for.`,
  noStagger:
    'Flink has no stagger windows (WINDOWED BY STAGGER). The nearest that it has is a session or a tumbling window.',
  badPath: (path: string): string =>
    `${path} is no path into a record that Flink could take: write record->>'name', or '$.name.member' for what lies deeper.`,
  whichStream: 'Flink reads a stream: which? Give its name or ARN as an argument or with --stream-name.',
  scriptHead: (legacy: boolean, account: string | undefined, printed: boolean): string[] => [
    'The same job as kinetail query, in Flink SQL (Flink 1.20, Managed Service for Apache Flink).',
    legacy
      ? 'Connector: flink-sql-connector-kinesis 5.0.0-1.20, because the statement asks for metadata of records.'
      : 'Connector: flink-sql-connector-aws-kinesis-streams 5.0.0-1.20.',
    'Records one by one, as kinetail stream sends them without --pack: Flink does not take packed ones apart.',
    ...(account === undefined
      ? []
      : [
          `Put your account number in place of ${account}; or give the ARN of the stream instead of its name.`,
        ]),
    ...(printed
      ? ['Results are printed by the task managers; --to-stream NAME puts them into a stream.']
      : []),
  ],
  readme: {
    what: 'A job for Amazon Managed Service for Apache Flink (Flink 1.20), written by `kinetail query --flink-project` from this statement:',
    buildTitle: 'Build',
    build: 'Java 11 or newer and Maven. The JAR holds `job.sql`, the class that runs it, and the connector:',
    runTitle: 'Put up and start',
    run: 'Put your account number, bucket and role into `application.json` and `src/main/resources/job.properties` first (`ACCOUNT_ID`, `BUCKET`). The runtime properties of `application.json` (group `kinetail`) take the place of those of `job.properties`: another stream needs no build.',
    roleTitle: 'What the role must be allowed',
    role: 'Its trust policy names `kinesisanalytics.amazonaws.com`. With logging, those of CloudWatch Logs come on top.',
    notesTitle: 'Good to know',
    notes: (printed: boolean): string[] => [
      'Windows close when all shards are past their end, less the allowed lateness. Flink drops rows that come later: `numLateRecordsDropped` counts them.',
      'A line that was sent twice counts once for a day after it came first (`table.exec.state.ttl` in `job.sql`).',
      'Records must be single: `kinetail stream` without `--pack` and `--compress`.',
      'Delivery of results is at least once: after a restart Flink repeats what it sent since its last checkpoint.',
      ...(printed
        ? [
            'The results are printed to the log of the task managers. Write the project with `--to-stream NAME` to put them into a stream.',
          ]
        : []),
    ],
  },
  projectWritten: (folder: string, files: readonly string[]): string =>
    `kinetail: wrote ${files.length} files to ${folder}: ${files.join(', ')}. README.md has the commands.\n`,
  projectExists: (folder: string): string =>
    `${folder} is there and is not empty: name a new folder, or empty that one.`,
}
