const quoted = (name: string): string => `"${name}"`
const list = (names: readonly string[], most = 12): string =>
  names.length > most ? `${names.slice(0, most).join(', ')}, …` : names.join(', ')
const meant = (nearest: string | undefined): string => (nearest ? ` Did you mean ${nearest}?` : '')
const example = (text: string | undefined): string => (text ? ` It is written like ${text}.` : '')
const things = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** English sentences of the SQL of `kinetail query`. Keys are ids; a sentence with facts is a function of them. */
export const dialect = {
  at: (line: number, column: number, sentence: string, excerpt: string): string =>
    `line ${line}, column ${column}: ${sentence}\n${excerpt}`,
  what: {
    stream: 'the name of a stream',
    pump: 'the name of a pump',
    function: 'the name of a function',
    column: 'the name of a column',
    name: 'a name',
    window: 'the name of a window',
    type: 'a type',
    value: 'a value',
    text: 'a text in single quotes',
    number: 'a number',
    intervalText: "a length in single quotes, as in INTERVAL '1' MINUTE",
    tableFunction: 'a function that gives rows, such as TOP_K_ITEMS_TUMBLING',
  },
  openComment: 'this comment has no end: close it with */.',
  openString: "this text has no end: close it with ' (a quote inside is written '').",
  openName: 'this name has no end: close it with " (a quote inside is written "").',
  emptyName: 'a name has one character at the least.',
  foreignCharacter: (character: string, instead: string | undefined): string =>
    `${character} is no sign of SQL${instead ? `: write ${instead}` : ''}.`,
  badEscape: (mark: string): string =>
    `behind ${mark} come four hexadecimal digits, or + and six, of a character that exists.`,
  tooDeep: (levels: number): string => `more than ${levels} brackets or queries stand in each other.`,
  unexpected: (
    found: string | undefined,
    wanted: readonly string[],
    nearest: string | undefined,
    hint: string,
  ): string =>
    `${found === undefined ? 'the text ends' : `there is ${found}`} where ${list(wanted, 14)}${wanted.length > 1 ? ' (one of these)' : ''} should stand.${meant(nearest)}${hint}`,
  quoteIt: (word: string): string => ` (${word} is a word of SQL: as a name it is written ${quoted(word)}.)`,
  empty: 'there is no statement here. SELECT … FROM logs is one.',
  nothingRuns:
    'nothing here reads anything: a stream needs a pump that feeds it (CREATE PUMP p AS INSERT INTO … SELECT STREAM … FROM SOURCE_SQL_STREAM_001).',
  streamTwice: (name: string): string =>
    `there are two streams named ${name}: names differ in more than case.`,
  columnTwice: (name: string): string => `there are two columns named ${name}.`,
  functionTwice: (name: string): string => `there is a function ${name} already: take another name.`,
  noStream: (name: string, known: readonly string[], nearest: string | undefined): string =>
    `there is no stream ${quoted(name)}.${meant(nearest)} There are: ${list(known)}.`,
  noStreamHere: (name: string, known: readonly string[], nearest: string | undefined): string =>
    `${quoted(name)} is not what this SELECT reads.${meant(nearest)}${known.length > 0 ? ` It reads ${list(known)}.` : ''}`,
  noColumn: (name: string, of: string, known: readonly string[], nearest: string | undefined): string =>
    `${of} has no column ${quoted(name)}.${meant(nearest)} It has ${list(known, 24)}.` +
    (of === 'SOURCE_SQL_STREAM_001'
      ? ` Other fields of the records become columns by a declaration: CREATE STREAM SOURCE_SQL_STREAM_001 (${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)} VARCHAR(64), …);`
      : ''),
  noField: (name: string, of: string, known: readonly string[], nearest: string | undefined): string =>
    known.length > 0
      ? `the record ${of} has no column ${quoted(name)}.${meant(nearest)} It has ${list(known)}.`
      : `${of} is no record: nothing stands behind it with a point.`,
  noNamedWindow: (name: string, known: readonly string[]): string =>
    `there is no window ${quoted(name)}${known.length > 0 ? `: the WINDOW clause has ${list(known)}` : `: say what it is, as in WINDOW ${name} AS (RANGE INTERVAL '1' MINUTE PRECEDING)`}.`,
  intoSource: (name: string): string => `${name} is what is read: nothing can be put into it.`,
  neverFed: (name: string): string => `no pump feeds the stream ${name}: this query would never see a row.`,
  circle: (names: readonly string[]): string =>
    `these streams feed each other in a circle: ${list(names)}. No query could be the first.`,
  columnCount: (stream: string, wanted: number, given: number): string =>
    `${stream} has ${things(wanted, 'column')}, and this SELECT gives ${given}.`,
  unionColumns: (first: number, other: number): string =>
    `the SELECTs of UNION ALL give the same columns: the first has ${first}, this one ${other}.`,
  aliasColumns: (wanted: number, given: number): string =>
    `${things(given, 'name')} for ${things(wanted, 'column')}: give one for each.`,
  unknownType: (name: string, nearest: string | undefined): string =>
    `there is no type ${name}.${meant(nearest)} Types are VARCHAR(n), CHAR(n), INTEGER, BIGINT, SMALLINT, DOUBLE, REAL, DECIMAL(p, s), BOOLEAN, DATE, TIME, TIMESTAMP, VARBINARY.`,
  unknownFunction: (name: string, nearest: string | undefined): string =>
    `there is no function ${name}.${meant(nearest)}`,
  refusedFunction: (name: string, instead: string): string => `${name} cannot be run by kinetail. ${instead}`,
  tableFunction: (name: string): string =>
    `${name} gives rows and no value: it stands behind FROM, as in FROM TABLE(${name}(CURSOR(SELECT STREAM * FROM …), …)).`,
  argumentCount: (
    name: string,
    least: number,
    most: number,
    given: number,
    written: string | undefined,
  ): string =>
    `${name} takes ${least === most ? things(least, 'argument') : `${least} to ${most} arguments`}, and here are ${given}.${example(written)}`,
  callForm: (name: string, written: string): string =>
    `${name} has other words between its arguments.${example(written)}`,
  distinctHere: (name: string): string => `${name} takes no DISTINCT: it sees one row at a time.`,
  overHere: (name: string): string => `${name} takes no OVER: it sees one row at a time.`,
  overNeeded: (name: string, written: string): string =>
    `${name} needs OVER: it looks at the rows before a row.${example(written)}`,
  overElsewhere:
    'OVER stands in what is selected only; put this SELECT into FROM ( … ) and use its columns outside.',
  aggregateHere: (name: string): string =>
    `${name} counts the rows of a group, and there is no group here: use it in what is selected or in HAVING, beside GROUP BY.`,
  aggregateInGroup: 'rows are grouped by values of a row, not by values of the group.',
  aggregateInWhere: 'WHERE sees single rows: a condition on the group stands in HAVING.',
  overInWhere:
    'WHERE sees single rows, before windows: put the SELECT into FROM ( … ) and write WHERE outside.',
  overInGroup: 'GROUP BY and OVER do not go together in one SELECT: put one of them into FROM ( … ).',
  staggerAndGroup: 'WINDOWED BY STAGGER takes the place of GROUP BY: leave one of them out.',
  havingAlone: 'HAVING is a condition on groups, and there is no GROUP BY: write WHERE.',
  distinctAndWindow: 'DISTINCT does not go with GROUP BY or OVER: put one of them into FROM ( … ).',
  distinctEndless:
    'this would remember every row forever. Select a time along with it, which ends the memory: SELECT STREAM DISTINCT FLOOR(ROWTIME TO MINUTE), …',
  noGroup:
    "this counts all rows that ever come, and would never give a result. Say over which rows: GROUP BY STEP(ROWTIME BY INTERVAL '60' SECOND), or OVER (RANGE INTERVAL '1' MINUTE PRECEDING).",
  noWindow:
    "these groups would never be complete: one more row could always come. Add a time that ends them: GROUP BY …, STEP(ROWTIME BY INTERVAL '60' SECOND), or FLOOR(ROWTIME TO MINUTE).",
  bareRowtime:
    "each millisecond would be a group. Round the time: STEP(ROWTIME BY INTERVAL '60' SECOND) or FLOOR(ROWTIME TO MINUTE).",
  rangeOfRowtime:
    "RANGE INTERVAL in GROUP BY goes with the time of the row: ROWTIME RANGE INTERVAL '1' MINUTE.",
  windowLength:
    "a window is longer than nothing and of fixed length, as in INTERVAL '1' MINUTE (days at the most: months differ).",
  unevenWindows: (odd: number, finest: number): string =>
    `windows of ${odd} ms and of ${finest} ms do not fit into each other: the longer must be a multiple of the shorter.`,
  groupByNumber: 'GROUP BY takes the value itself and no number of a column.',
  orderEndless:
    "rows without a window have no last one to wait for, so they cannot be sorted: group them by STEP(ROWTIME BY INTERVAL '60' SECOND), or leave ORDER BY out.",
  notGrouped: (name: string): string =>
    `${name} is neither grouped by nor inside a function of the group: add it to GROUP BY, or take MIN(${name}), FIRST_VALUE(${name}), …`,
  starHere: '* stands for all columns, in what is selected only.',
  starInGroup: 'a group has no rows to show with *: name what is grouped by, and functions such as COUNT(*).',
  recordHere: 'this is a record: name one of its columns behind a point.',
  frameNeeded: (name: string): string =>
    `${name} would look at all rows that ever came. Say how far back: RANGE INTERVAL '1' MINUTE PRECEDING, or ROWS 10 PRECEDING.`,
  rowsFrame: 'ROWS takes a whole number: ROWS 10 PRECEDING.',
  rangeFrame:
    "RANGE takes a length of time: RANGE INTERVAL '1' MINUTE PRECEDING (days at the most: months differ).",
  badInterval:
    "the text of this interval does not fit its unit: INTERVAL '90' SECOND, INTERVAL '1:30' MINUTE TO SECOND, INTERVAL '1 12' DAY TO HOUR, INTERVAL '1-6' YEAR TO MONTH.",
  badMoment: (type: string): string =>
    `this is no ${type}: it is written like ${type === 'DATE' ? "DATE '2024-01-15'" : type === 'TIME' ? "TIME '10:30:45'" : "TIMESTAMP '2024-01-15 10:30:45'"}.`,
  badDatePattern: (letters: string): string =>
    `${letters} means nothing in a pattern of dates here; known are yyyy MM dd HH mm ss SSS, MMM, EEE, a, Z and text in single quotes.`,
  badPattern: (reason: string): string => `this is no regular expression: ${reason}.`,
  badColumns: (reason: string): string =>
    `these columns are not described as name TYPE type, with commas between. ${reason}`,
  groupCount: (groups: number, columns: number): string =>
    groups === 0
      ? 'this pattern has no group ( … ): each group becomes a column.'
      : `this pattern has ${things(groups, 'group')} and there are ${things(columns, 'column')}: one for each.`,
  noTimeUnit: (unit: string): string =>
    `times are not rounded to ${unit}: use SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER or YEAR.`,
  literalNeeded: 'this must be a text in single quotes: it is needed before any row is there.',
  wholeNeeded: 'this must be a whole number: it is needed before any row is there.',
  wholeBetween: (least: number, most: number): string =>
    `this must be a whole number from ${least} to ${most}.`,
  intervalNeeded: "this must be a length of time such as INTERVAL '10' SECOND.",
  directionNeeded: "this must be 'asc' or 'desc'.",
  cursorNeeded: 'this must be CURSOR(SELECT STREAM … FROM …).',
  atLeast: (least: number): string => `this must be ${least} or more.`,
  notPositive: 'this must be more than nothing.',
  notEmpty: 'this must have one character at the least.',
  meant: (nearest: string): string => ` Did you mean ${nearest}?`,
  noQuery: (word: string, nearest: string | undefined): string =>
    `a query begins with SELECT, and here is ${word}.${meant(nearest)} (INSERT, UPDATE, CREATE TABLE and the like are not run.)`,
  twoStatements: 'there is one query at a time in standard SQL: leave out what follows the semicolon.',
  ownWindow:
    'This statement says its windows itself (GROUP BY … ROWTIME, OVER, STAGGER): leave out --window, --every and --session.',
  refusedByDatabase: (words: string, sql: string): string =>
    `DuckDB does not take what this SELECT became: ${words}\nIt became:\n${sql.replace(/^/gm, '  ')}`,
  explain: {
    understood: {
      kinesis: 'Understood as the SQL of Kinesis Data Analytics.',
      standard: 'Understood as standard SQL (that of DuckDB) over the view logs.',
    },
    time: 'Time',
    times: {
      event: 'ROWTIME is the time in the record; of a record without one, the time of its arrival.',
      arrival: 'ROWTIME is the time of arrival in the stream.',
      processing: 'ROWTIME is the time of reading, by the clock of this machine.',
    },
    watermark: (late: string): string =>
      `A window waits ${late} beyond its end (--late): the watermark is the least of what every shard and host has reached, minus that.`,
    idle: (after: string): string =>
      `A shard or host that brings nothing for ${after} (--idle) and is read to its end holds no window open.`,
    neverIdle: 'A shard or host that brings nothing holds windows open (--idle never).',
    late: 'Rows that come later still are counted, reported, and kept where --late-rows says.',
    corrected: (span: string): string =>
      `Rows that come later still correct results for ${span} (--correct), and are counted after that.`,
    streams: 'Streams',
    source: (relation: string): string => `what is read, all shards as one (in DuckDB: ${relation})`,
    fedBy: (queries: readonly string[]): string => `fed by ${queries.join(', ')}`,
    readBy: (queries: readonly string[]): string => `read by ${queries.join(', ')}`,
    shown: 'shown',
    query: (name: string, line: number, column: number, from: string, into: string): string =>
      `Query ${name} (line ${line}, column ${column}): ${from} → ${into}`,
    window: 'Window',
    emitted: 'Results',
    sql: 'SQL for DuckDB',
    windows: {
      none: 'none: each row for itself',
      running: 'none: all rows so far',
      tumbling: (size: string): string => `tumbling: ${size} after ${size}, counted from 1970-01-01 UTC`,
      hopping: (size: string, every: string): string =>
        `hopping: ${size}, one beginning every ${every} from 1970-01-01 UTC`,
      session: (gap: string, by: readonly string[]): string =>
        `session: rows less than ${gap} apart${by.length > 0 ? `, for each ${by.join(', ')}` : ''}`,
      stagger: (size: string, by: readonly string[]): string =>
        `stagger: ${size} from the first row of each ${by.join(', ')}`,
      slidingTime: (span: string, by: readonly string[]): string =>
        `sliding: the last ${span} before each row${by.length > 0 ? ` of the same ${by.join(', ')}` : ''}`,
      slidingRows: (rows: number, by: readonly string[]): string =>
        `sliding: each row and the ${rows} before it${by.length > 0 ? ` of the same ${by.join(', ')}` : ''}`,
    },
    emits: {
      atOnce: 'at once, for each row',
      drawn: 'the whole table, drawn anew',
      rowByRow: 'one for each row, in the order of ROWTIME, when the watermark has passed it',
      atEnd:
        'when the watermark has passed the end of the window; once, under an id that stays the same after a restart',
      byClock:
        'when the clock has passed the end of the window; once, under an id that stays the same after a restart',
      again: '; again under that id, with a higher revision, where late rows correct it',
    },
  },
  refused: {
    statement: (word: string): string =>
      `${word} is not run here. A query is CREATE STREAM, CREATE PUMP, INSERT INTO … SELECT or SELECT, each anew at every start.`,
    create: (word: string): string =>
      word === 'VIEW'
        ? 'CREATE VIEW is not run here. What comes nearest: CREATE STREAM name AS SELECT STREAM ….'
        : `CREATE ${word} is not run here: there are streams, pumps and functions only, and no reference data. What comes nearest to a table of few values: CASE column WHEN … THEN … END.`,
    stopped: 'pumps do not stop and start here: leave the pump out.',
    external: 'functions in Java cannot be run; CREATE FUNCTION … RETURN expression can.',
    join: 'kinetail joins no streams. What comes nearest: rows of both kinds in one stream (UNION ALL in FROM), grouped by what they have in common and by a window, with COUNT(CASE WHEN … THEN 1 END) and the like; for reference data of few values CASE column WHEN … THEN … END.',
    union:
      'only UNION ALL is run: whether a row came before would have to be remembered forever. DISTINCT with a time in FROM ( … UNION ALL … ) comes nearest.',
    setOperation: (word: string): string =>
      `${word} is not run: streams have no end to compare. What comes nearest: UNION ALL, grouped by a window, with HAVING.`,
    limit: (word: string): string =>
      `${word} is not run: a stream has no end. What comes nearest: TOP_K_ITEMS_TUMBLING, or GROUP_RANK over a window.`,
    inQuery: 'a query is not run inside a condition. A list of values is: IN (1, 2, 3).',
    scalarQuery: 'a query stands behind FROM only: FROM (SELECT …) AS t.',
    streamOver: 'a stream behind FROM has no OVER here: windows of joins are not run.',
    frameEnd:
      'windows end with the current row here, as they did in the old service: nobody knows the rows to come.',
    unbounded:
      "this would remember every row forever. Say how far back: RANGE INTERVAL '1' HOUR PRECEDING, or ROWS 1000 PRECEDING.",
    overOrder: 'rows of a window stand in the order of ROWTIME: leave ORDER BY out.',
    twoFrames:
      'windows of rows and windows of time do not stand in one SELECT here: use one SELECT for each.',
    twoPartitions: 'all windows of one SELECT have the same PARTITION BY here: use one SELECT for each.',
    fromLast: 'NTH_VALUE counts from the first row only: leave FROM LAST out.',
    occurrence: 'REGEX_REPLACE replaces the first occurrence (1) or all of them (0).',
    pattern:
      'this pattern looks ahead or behind, repeats possessively or refers to a group: such cannot be run in time linear in the text. Name what is to match, and take it as a group ( … ).',
    longDelimiter: 'with quotes the delimiter is one character.',
    w3cFormat:
      'there is no such format: COMMON, COMMON WITH VHOST, NCSA EXTENDED, REFERER, AGENT, or one in the letters of Apache such as %h %l %u %t "%r" %>s %b. (IIS writes its columns into the file: ship it with type w3c.)',
    windowInCursor: 'this function has a window of its own: the query inside CURSOR reads row by row.',
    rankWithoutWindow:
      'GROUP_RANK ranks the results of a window: the query inside CURSOR needs GROUP BY STEP(ROWTIME BY …).',
    ownRowtime:
      'ROWTIME of a stream that is read on is the time of its rows, and cannot be another value: give the column another name.',
    errorStream:
      'there is no error stream: a value that does not convert is NULL, and lines that do not parse are in the dead letters.',
    secondSource: (name: string): string =>
      `${name} is not there: kinetail reads all shards as the one stream SOURCE_SQL_STREAM_001.`,
  },
  instead: {
    RANDOM_CUT_FOREST:
      'What comes nearest tells how far a value is from those before it: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
    RANDOM_CUT_FOREST_WITH_EXPLANATION:
      'What comes nearest tells how far each value is from those before it: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
    HOTSPOTS:
      'What comes nearest counts by squares of a grid: GROUP BY STEP(x BY 10), STEP(y BY 10) and a window, with HAVING COUNT(*) > ….',
    ANOMALY_SCORE:
      'It came from RANDOM_CUT_FOREST. What comes nearest: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
  },
}
