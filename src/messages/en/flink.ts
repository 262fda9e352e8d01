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
  scriptHead: (facts: {
    readonly statement: string
    readonly connector: string
    readonly placeholders: readonly string[]
  }): string[] => [
    'Flink SQL for the same job as kinetail query, for Flink 1.20 and Managed Service for Apache Flink.',
    `Connector: ${facts.connector}.`,
    ...facts.placeholders.map((one) => `Put in what only you know: ${one}.`),
  ],
  projectWritten: (folder: string, files: readonly string[]): string =>
    `kinetail: wrote ${files.length} files to ${folder}: ${files.join(', ')}. README.md has the commands.\n`,
  projectExists: (folder: string): string =>
    `${folder} is there and is not empty: name a new folder, or empty that one.`,
}
