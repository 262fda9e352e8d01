/** English sentences of `query`. Keys are ids; a sentence with facts is a function of them. */
export const query = {
  noDatabase: (platform: string, arch: string, why: string): string =>
    `SQL needs DuckDB, and its machine code for ${platform} ${arch} could not be loaded: ${why}. ` +
    'It comes with the package as an optional dependency: install kinetail again without --omit=optional.',
  notSelect: (line: number, column: number): string =>
    `${at(line, column)}: a query is one SELECT. It may change nothing, so INSERT, UPDATE, CREATE, COPY, SET and the like are not run.`,
  oneStatement: (line: number, column: number, count: number): string =>
    `${at(line, column)}: there are ${count} statements where one SELECT is expected.`,
  badSql: (line: number, column: number, words: string): string => `${at(line, column)}: ${words}`,
  badValue: (line: number, column: number, words: string): string =>
    `${at(line, column)}: a row has a value that the query cannot use: ${words}. TRY_CAST gives NULL instead.`,
  noColumn: (line: number, column: number, name: string, nearest: string | undefined): string =>
    `${at(line, column)}: there is no column "${name}" here.${near(nearest)}`,
  noFunction: (line: number, column: number, name: string, nearest: string | undefined): string =>
    `${at(line, column)}: there is no function "${name}".${near(nearest)}`,
  noStream: (line: number, column: number, name: string, nearest: string | undefined): string =>
    `${at(line, column)}: there is no stream "${name}".${near(nearest)}`,
  twoStreams: (line: number, column: number, one: string, other: string): string =>
    `${at(line, column)}: this query reads "${one}" and "${other}" too. A query reads one stream: put the rows of both into a third, or ask each for itself.`,
  readsNothing: (line: number, column: number, relation: string): string =>
    `${at(line, column)}: this query reads no stream. Write FROM ${relation}.`,
  notDirect: (line: number, column: number, relation: string): string =>
    `${at(line, column)}: with this kind of window the SELECT must stand over ${relation} itself, without subquery, join, WITH or UNION.`,
  endless: (line: number, column: number, clause: string): string =>
    `${at(line, column)}: ${clause} needs all rows, and a stream has no end: this query would read forever and say nothing. ` +
    'Give it a window (--window 1m), or let it be drawn anew as a running table.',
  columnCount: (line: number, column: number, stream: string, declared: number, selected: number): string =>
    `${at(line, column)}: the stream "${stream}" has ${declared} columns, and this query selects ${selected}.`,
  noCorrections: (kind: string): string =>
    `Corrected results are there for tumbling and hopping windows, not for ${kind}: what late rows would change there has no bounds. Leave --correct out.`,
  outOfMemory: (words: string): string =>
    `The query needs more memory than it may have: ${words}. Give it more with --memory, or group by fewer values.`,
  databaseFile: (words: string): string =>
    `The query's files could not be read or written: ${words}. Free some room on the disk, and start again: it goes on where it was.`,
  databaseFailed: (words: string): string => `The database of the query failed: ${words}`,
  checkpointDamaged: (path: string, why: string): string =>
    `The checkpoint of the query cannot be opened: ${path}: ${why}. Move it away, and the query begins anew.`,
  checkpointOther: (folder: string): string =>
    `The checkpoint in ${folder} is that of another query: statement, windows and kind of time must be the same. ` +
    'Give this query a folder of its own, or remove that one to begin anew.',
  checkpointNewer: (folder: string): string =>
    `The checkpoint in ${folder} was written by a newer kinetail. Use that one, or a folder of its own.`,
}

function at(line: number, column: number): string {
  return `line ${line}, column ${column}`
}

function near(name: string | undefined): string {
  return name === undefined ? '' : ` The nearest is "${name}".`
}
