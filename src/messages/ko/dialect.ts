import type { dialect as english } from '../en/dialect.ts'

const quoted = (name: string): string => `"${name}"`
const list = (names: readonly string[], most = 12): string =>
  names.length > most ? `${names.slice(0, most).join(', ')}, …` : names.join(', ')
const meant = (nearest: string | undefined): string => (nearest ? ` ${nearest}을(를) 쓰려던 것입니까?` : '')
const example = (text: string | undefined): string => (text ? ` 쓰는 법: ${text}` : '')

/** Korean sentences of the SQL of `kinetail query`. */
export const dialect: typeof english = {
  at: (line, column, sentence, excerpt) => `${line}행 ${column}열: ${sentence}\n${excerpt}`,
  what: {
    stream: '스트림 이름',
    pump: '펌프 이름',
    function: '함수 이름',
    column: '열 이름',
    name: '이름',
    window: '윈도 이름',
    type: '자료형',
    value: '값',
    text: '작은따옴표 안의 글',
    number: '숫자',
    intervalText: "작은따옴표 안의 길이(예: INTERVAL '1' MINUTE)",
    tableFunction: 'TOP_K_ITEMS_TUMBLING처럼 행을 내는 함수',
  },
  openComment: '주석이 끝나지 않았습니다. */로 닫으십시오.',
  openString: "글이 끝나지 않았습니다. '로 닫으십시오(안의 작은따옴표는 ''로 씁니다).",
  openName: '이름이 끝나지 않았습니다. "로 닫으십시오(안의 큰따옴표는 ""로 씁니다).',
  emptyName: '이름은 한 글자 이상이어야 합니다.',
  foreignCharacter: (character, instead) =>
    `${character}은(는) SQL의 기호가 아닙니다.${instead ? ` ${instead}로 쓰십시오.` : ''}`,
  badEscape: (mark) => `${mark} 뒤에는 실제로 있는 문자의 16진수 네 자리, 또는 +와 여섯 자리가 와야 합니다.`,
  tooDeep: (levels) => `괄호나 쿼리가 ${levels}단계보다 깊이 겹쳐 있습니다.`,
  unexpected: (found, wanted, nearest, hint) =>
    `${list(wanted, 14)}${wanted.length > 1 ? ' 중 하나' : ''}이(가) 올 자리에 ${found === undefined ? '글이 끝났습니다' : `${found}이(가) 있습니다`}.${meant(nearest)}${hint}`,
  quoteIt: (word) => ` (${word}은(는) SQL의 낱말입니다. 이름으로 쓰려면 ${quoted(word)}로 쓰십시오.)`,
  empty: '문장이 없습니다. SELECT … FROM logs처럼 쓰십시오.',
  nothingRuns:
    '아무것도 읽지 않습니다. 스트림에는 채우는 펌프가 있어야 합니다(CREATE PUMP p AS INSERT INTO … SELECT STREAM … FROM SOURCE_SQL_STREAM_001).',
  streamTwice: (name) => `이름이 ${name}인 스트림이 둘입니다. 대소문자만 다른 이름도 같은 이름입니다.`,
  columnTwice: (name) => `이름이 ${name}인 열이 둘입니다.`,
  functionTwice: (name) => `함수 ${name}이(가) 이미 있습니다. 다른 이름을 쓰십시오.`,
  noStream: (name, known, nearest) =>
    `스트림 ${quoted(name)}이(가) 없습니다.${meant(nearest)} 있는 것: ${list(known)}.`,
  noStreamHere: (name, known, nearest) =>
    `${quoted(name)}은(는) 이 SELECT가 읽는 것이 아닙니다.${meant(nearest)}${known.length > 0 ? ` 읽는 것: ${list(known)}.` : ''}`,
  noColumn: (name, of, known, nearest) =>
    `${of}에 열 ${quoted(name)}이(가) 없습니다.${meant(nearest)} 있는 열: ${list(known, 24)}.` +
    (of === 'SOURCE_SQL_STREAM_001'
      ? ` 레코드의 다른 필드는 선언하면 열이 됩니다: CREATE STREAM SOURCE_SQL_STREAM_001 (${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)} VARCHAR(64), …);`
      : ''),
  noField: (name, of, known, nearest) =>
    known.length > 0
      ? `레코드 ${of}에 열 ${quoted(name)}이(가) 없습니다.${meant(nearest)} 있는 열: ${list(known)}.`
      : `${of}은(는) 레코드가 아니므로 점 뒤에 올 것이 없습니다.`,
  noNamedWindow: (name, known) =>
    `윈도 ${quoted(name)}이(가) 없습니다. ${known.length > 0 ? `WINDOW 절에 있는 것: ${list(known)}.` : `정의하십시오: WINDOW ${name} AS (RANGE INTERVAL '1' MINUTE PRECEDING).`}`,
  intoSource: (name) => `${name}은(는) 읽는 스트림이므로 넣을 수 없습니다.`,
  neverFed: (name) => `스트림 ${name}을(를) 채우는 펌프가 없어 이 쿼리는 행을 하나도 볼 수 없습니다.`,
  circle: (names) => `이 스트림들이 서로를 채우며 맴돕니다: ${list(names)}. 먼저 실행할 쿼리가 없습니다.`,
  columnCount: (stream, wanted, given) => `${stream}의 열은 ${wanted}개인데 이 SELECT는 ${given}개를 냅니다.`,
  unionColumns: (first, other) =>
    `UNION ALL의 SELECT는 열이 같아야 합니다. 첫째는 ${first}개, 이것은 ${other}개입니다.`,
  aliasColumns: (wanted, given) => `열은 ${wanted}개인데 이름은 ${given}개입니다. 열마다 하나씩 주십시오.`,
  unknownType: (name, nearest) =>
    `자료형 ${name}이(가) 없습니다.${meant(nearest)} 쓸 수 있는 것: VARCHAR(n), CHAR(n), INTEGER, BIGINT, SMALLINT, DOUBLE, REAL, DECIMAL(p, s), BOOLEAN, DATE, TIME, TIMESTAMP, VARBINARY.`,
  unknownFunction: (name, nearest) => `함수 ${name}이(가) 없습니다.${meant(nearest)}`,
  refusedFunction: (name, instead) => `${name}은(는) kinetail이 실행할 수 없습니다. ${instead}`,
  tableFunction: (name) =>
    `${name}은(는) 값이 아니라 행을 내므로 FROM 뒤에 씁니다: FROM TABLE(${name}(CURSOR(SELECT STREAM * FROM …), …)).`,
  argumentCount: (name, least, most, given, written) =>
    `${name}의 인수는 ${least === most ? `${least}개` : `${least}~${most}개`}인데 여기에는 ${given}개입니다.${example(written)}`,
  callForm: (name, written) => `${name}의 인수 사이에 오는 낱말이 다릅니다.${example(written)}`,
  distinctHere: (name) => `${name}은(는) 한 행씩 보므로 DISTINCT를 쓸 수 없습니다.`,
  overHere: (name) => `${name}은(는) 한 행씩 보므로 OVER를 쓸 수 없습니다.`,
  overNeeded: (name, written) => `${name}은(는) 앞의 행들을 보므로 OVER가 있어야 합니다.${example(written)}`,
  overElsewhere: 'OVER는 SELECT 목록에만 씁니다. 이 SELECT를 FROM ( … ) 안에 넣고 바깥에서 그 열을 쓰십시오.',
  aggregateHere: (name) =>
    `${name}은(는) 묶음의 행을 세는데 여기에는 묶음이 없습니다. GROUP BY와 함께 SELECT 목록이나 HAVING에 쓰십시오.`,
  aggregateInGroup: '행은 행의 값으로 묶습니다. 묶음의 값으로 묶을 수 없습니다.',
  aggregateInWhere: 'WHERE는 행 하나를 봅니다. 묶음의 조건은 HAVING에 쓰십시오.',
  overInWhere:
    'WHERE는 윈도보다 먼저 행 하나를 봅니다. SELECT를 FROM ( … ) 안에 넣고 WHERE를 바깥에 쓰십시오.',
  overInGroup: 'GROUP BY와 OVER는 한 SELECT에 함께 쓸 수 없습니다. 하나를 FROM ( … ) 안에 넣으십시오.',
  staggerAndGroup: 'WINDOWED BY STAGGER는 GROUP BY를 대신합니다. 둘 중 하나를 빼십시오.',
  havingAlone: 'HAVING은 묶음의 조건인데 GROUP BY가 없습니다. WHERE를 쓰십시오.',
  distinctAndWindow: 'DISTINCT는 GROUP BY나 OVER와 함께 쓸 수 없습니다. 하나를 FROM ( … ) 안에 넣으십시오.',
  distinctEndless:
    '모든 행을 끝없이 기억해야 합니다. 기억을 끝낼 시각을 함께 고르십시오: SELECT STREAM DISTINCT FLOOR(ROWTIME TO MINUTE), …',
  noGroup:
    "앞으로 올 행까지 모두 세므로 결과가 영영 나오지 않습니다. 어느 행까지인지 쓰십시오: GROUP BY STEP(ROWTIME BY INTERVAL '60' SECOND) 또는 OVER (RANGE INTERVAL '1' MINUTE PRECEDING).",
  noWindow:
    "행이 언제든 더 올 수 있어 이 묶음은 끝나지 않습니다. 끝낼 시각을 더하십시오: GROUP BY …, STEP(ROWTIME BY INTERVAL '60' SECOND) 또는 FLOOR(ROWTIME TO MINUTE).",
  bareRowtime:
    "밀리초마다 묶음이 생깁니다. 시각을 내림하십시오: STEP(ROWTIME BY INTERVAL '60' SECOND) 또는 FLOOR(ROWTIME TO MINUTE).",
  rangeOfRowtime: "GROUP BY의 RANGE INTERVAL은 행의 시각에 씁니다: ROWTIME RANGE INTERVAL '1' MINUTE.",
  windowLength:
    "윈도는 0보다 길고 길이가 고정되어야 합니다(예: INTERVAL '1' MINUTE). 달은 길이가 달라 쓸 수 없습니다.",
  unevenWindows: (odd, finest) =>
    `${odd} ms 윈도와 ${finest} ms 윈도가 맞지 않습니다. 긴 것이 짧은 것의 배수여야 합니다.`,
  groupByNumber: 'GROUP BY에는 열의 번호가 아니라 값 자체를 쓰십시오.',
  orderEndless:
    "윈도가 없는 행에는 기다릴 마지막 행이 없어 정렬할 수 없습니다. STEP(ROWTIME BY INTERVAL '60' SECOND)으로 묶거나 ORDER BY를 빼십시오.",
  notGrouped: (name) =>
    `${name}은(는) 묶는 기준도 아니고 묶음 함수 안에도 없습니다. GROUP BY에 더하거나 MIN(${name}), FIRST_VALUE(${name}) 등을 쓰십시오.`,
  starHere: '*는 모든 열을 뜻하며 SELECT 목록에만 씁니다.',
  starInGroup: '묶음에는 *로 보일 행이 없습니다. 묶는 기준과 COUNT(*) 같은 함수를 쓰십시오.',
  recordHere: '이것은 레코드입니다. 점 뒤에 그 열을 쓰십시오.',
  frameNeeded: (name) =>
    `${name}이(가) 지금까지 온 모든 행을 보게 됩니다. 얼마나 전까지인지 쓰십시오: RANGE INTERVAL '1' MINUTE PRECEDING 또는 ROWS 10 PRECEDING.`,
  rowsFrame: 'ROWS에는 정수를 쓰십시오: ROWS 10 PRECEDING.',
  rangeFrame:
    "RANGE에는 시간 길이를 쓰십시오: RANGE INTERVAL '1' MINUTE PRECEDING(달은 길이가 달라 쓸 수 없습니다).",
  badInterval:
    "간격의 글이 단위와 맞지 않습니다: INTERVAL '90' SECOND, INTERVAL '1:30' MINUTE TO SECOND, INTERVAL '1 12' DAY TO HOUR, INTERVAL '1-6' YEAR TO MONTH.",
  badMoment: (type) =>
    `${type}이(가) 아닙니다. 쓰는 법: ${type === 'DATE' ? "DATE '2024-01-15'" : type === 'TIME' ? "TIME '10:30:45'" : "TIMESTAMP '2024-01-15 10:30:45'"}`,
  badDatePattern: (letters) =>
    `날짜 형식에서 ${letters}은(는) 뜻이 없습니다. 쓸 수 있는 것: yyyy MM dd HH mm ss SSS, MMM, EEE, a, Z, 작은따옴표 안의 글.`,
  badPattern: (reason) => `정규 표현식이 아닙니다: ${reason}.`,
  badColumns: (reason) => `열은 "이름 TYPE 자료형"을 쉼표로 나누어 씁니다. ${reason}`,
  groupCount: (groups, columns) =>
    groups === 0
      ? '이 정규 표현식에는 묶음 ( … )이 없습니다. 묶음마다 열이 하나 됩니다.'
      : `정규 표현식의 묶음은 ${groups}개인데 열은 ${columns}개입니다. 하나씩 맞추십시오.`,
  noTimeUnit: (unit) =>
    `시각을 ${unit}(으)로 내림할 수 없습니다. SECOND, MINUTE, HOUR, DAY, WEEK, MONTH, QUARTER, YEAR 중 하나를 쓰십시오.`,
  literalNeeded: '행이 오기 전에 필요하므로 작은따옴표 안의 글이어야 합니다.',
  wholeNeeded: '행이 오기 전에 필요하므로 정수로 써야 합니다.',
  wholeBetween: (least, most) => `${least}에서 ${most} 사이의 정수여야 합니다.`,
  intervalNeeded: "INTERVAL '10' SECOND 같은 시간 길이여야 합니다.",
  directionNeeded: "'asc' 또는 'desc'여야 합니다.",
  cursorNeeded: 'CURSOR(SELECT STREAM … FROM …)이어야 합니다.',
  atLeast: (least) => `${least} 이상이어야 합니다.`,
  notPositive: '0보다 커야 합니다.',
  notEmpty: '한 글자 이상이어야 합니다.',
  meant: (nearest) => ` ${nearest}을(를) 쓰려던 것입니까?`,
  noQuery: (word, nearest) =>
    `쿼리는 SELECT로 시작하는데 여기에는 ${word}이(가) 있습니다.${meant(nearest)} (INSERT, UPDATE, CREATE TABLE 등은 실행하지 않습니다.)`,
  twoStatements: '표준 SQL에서는 쿼리를 한 번에 하나만 씁니다. 세미콜론 뒤를 빼십시오.',
  ownWindow:
    '이 문장은 윈도를 스스로 정합니다(GROUP BY … ROWTIME, OVER, STAGGER). --window, --every, --session을 빼십시오.',
  refusedByDatabase: (words, sql) =>
    `이 SELECT를 바꾼 SQL을 DuckDB가 받아들이지 않습니다: ${words}\n바뀐 SQL:\n${sql.replace(/^/gm, '  ')}`,
  explain: {
    understood: {
      kinesis: 'Kinesis Data Analytics의 SQL로 이해했습니다.',
      standard: '뷰 logs에 대한 표준 SQL(DuckDB)로 이해했습니다.',
    },
    time: '시각',
    times: {
      event: 'ROWTIME은 레코드에 적힌 시각이며, 없으면 도착 시각입니다.',
      arrival: 'ROWTIME은 스트림에 도착한 시각입니다.',
      processing: 'ROWTIME은 이 컴퓨터의 시계로 읽은 시각입니다.',
    },
    watermark: (late) =>
      `윈도는 끝난 뒤에도 ${late} 기다립니다(--late). 워터마크는 모든 샤드와 호스트가 도달한 시각 중 가장 이른 것에서 그만큼 뺀 시각입니다.`,
    idle: (after) =>
      `${after} 동안(--idle) 아무것도 보내지 않고 끝까지 읽은 샤드나 호스트는 윈도를 붙잡지 않습니다.`,
    neverIdle: '아무것도 보내지 않는 샤드나 호스트는 윈도를 붙잡습니다(--idle never).',
    late: '그보다 늦은 행은 세어서 알리고, --late-rows가 있으면 그 파일에 남깁니다.',
    corrected: (span) => `그보다 늦은 행은 ${span} 동안(--correct) 결과를 고치고, 그 뒤에는 세기만 합니다.`,
    streams: '스트림',
    source: (relation) => `읽는 스트림, 모든 샤드를 하나로 (DuckDB 이름: ${relation})`,
    fedBy: (queries) => `채우는 쿼리: ${queries.join(', ')}`,
    readBy: (queries) => `읽는 쿼리: ${queries.join(', ')}`,
    shown: '출력됨',
    query: (name, line, column, from, into) => `쿼리 ${name} (${line}행 ${column}열): ${from} → ${into}`,
    window: '윈도',
    emitted: '결과',
    sql: 'DuckDB가 실행하는 SQL',
    windows: {
      none: '없음: 행마다 따로',
      running: '없음: 지금까지의 모든 행',
      tumbling: (size) => `텀블링: 1970-01-01 UTC부터 ${size}씩 이어짐`,
      hopping: (size, every) => `호핑: 길이 ${size}, 1970-01-01 UTC부터 ${every}마다 하나씩 시작`,
      session: (gap, by) => `세션: ${gap} 안에 이어지는 행${by.length > 0 ? `, ${by.join(', ')}마다` : ''}`,
      stagger: (size, by) => `스태거: ${by.join(', ')}마다 첫 행부터 ${size}`,
      slidingTime: (span, by) =>
        `슬라이딩: 행마다 앞의 ${span}${by.length > 0 ? `, 같은 ${by.join(', ')}끼리` : ''}`,
      slidingRows: (rows, by) =>
        `슬라이딩: 행마다 그 행과 앞의 ${rows}개${by.length > 0 ? `, 같은 ${by.join(', ')}끼리` : ''}`,
    },
    emits: {
      atOnce: '행마다 바로',
      drawn: '표 전체를 다시 그림',
      rowByRow: '워터마크가 지나면 행마다 하나씩, ROWTIME 순서로',
      atEnd: '워터마크가 윈도의 끝을 지나면 한 번, 다시 시작해도 같은 ID로',
      byClock: '시계가 윈도의 끝을 지나면 한 번, 다시 시작해도 같은 ID로',
      again: '. 늦은 행이 고치면 같은 ID와 더 높은 리비전으로 다시',
    },
  },
  refused: {
    statement: (word) =>
      `${word}은(는) 실행하지 않습니다. 쿼리는 CREATE STREAM, CREATE PUMP, INSERT INTO … SELECT, SELECT이며 시작할 때마다 새로 만듭니다.`,
    create: (word) =>
      word === 'VIEW'
        ? 'CREATE VIEW는 실행하지 않습니다. 가장 가까운 것: CREATE STREAM 이름 AS SELECT STREAM ….'
        : `CREATE ${word}은(는) 실행하지 않습니다. 스트림, 펌프, 함수만 있고 참조 데이터는 없습니다. 값이 몇 개인 표라면 CASE 열 WHEN … THEN … END가 가장 가깝습니다.`,
    stopped: '펌프를 멈추고 시작할 수 없습니다. 그 펌프를 빼십시오.',
    external: 'Java로 쓴 함수는 실행할 수 없습니다. CREATE FUNCTION … RETURN 식은 실행합니다.',
    join: '스트림 조인은 실행하지 않습니다. 가장 가까운 것: 두 종류의 행을 한 스트림으로 모으고(FROM의 UNION ALL) 공통된 값과 윈도로 묶어 COUNT(CASE WHEN … THEN 1 END) 등을 쓰십시오. 값이 몇 개인 참조 데이터라면 CASE 열 WHEN … THEN … END.',
    union:
      'UNION ALL만 실행합니다. 앞서 온 행인지 끝없이 기억해야 하기 때문입니다. FROM ( … UNION ALL … )에 시각과 함께 DISTINCT를 쓰는 것이 가장 가깝습니다.',
    setOperation: (word) =>
      `${word}은(는) 실행하지 않습니다. 스트림에는 끝이 없어 비교할 수 없습니다. 가장 가까운 것: UNION ALL을 윈도로 묶고 HAVING을 쓰기.`,
    limit: (word) =>
      `${word}은(는) 실행하지 않습니다. 스트림에는 끝이 없습니다. 가장 가까운 것: TOP_K_ITEMS_TUMBLING 또는 윈도에 대한 GROUP_RANK.`,
    inQuery: '조건 안의 쿼리는 실행하지 않습니다. 값의 목록은 됩니다: IN (1, 2, 3).',
    scalarQuery: '쿼리는 FROM 뒤에만 씁니다: FROM (SELECT …) AS t.',
    streamOver: 'FROM의 스트림에는 OVER를 쓸 수 없습니다. 조인의 윈도는 실행하지 않습니다.',
    frameEnd: '예전 서비스처럼 윈도는 현재 행에서 끝납니다. 앞으로 올 행은 알 수 없습니다.',
    unbounded:
      "모든 행을 끝없이 기억해야 합니다. 얼마나 전까지인지 쓰십시오: RANGE INTERVAL '1' HOUR PRECEDING 또는 ROWS 1000 PRECEDING.",
    overOrder: '윈도의 행은 ROWTIME 순서입니다. ORDER BY를 빼십시오.',
    twoFrames: '행 수 윈도와 시간 윈도는 한 SELECT에 함께 쓸 수 없습니다. SELECT를 나누십시오.',
    twoPartitions: '한 SELECT의 윈도는 모두 PARTITION BY가 같아야 합니다. SELECT를 나누십시오.',
    fromLast: 'NTH_VALUE는 첫 행부터만 셉니다. FROM LAST를 빼십시오.',
    occurrence: 'REGEX_REPLACE는 첫 번째(1) 또는 모두(0)를 바꿉니다.',
    pattern:
      '앞뒤 살피기, 소유 반복, 묶음 참조가 있는 정규 표현식은 글 길이에 비례하는 시간에 실행할 수 없습니다. 맞을 것을 그대로 쓰고 묶음 ( … )으로 꺼내십시오.',
    longDelimiter: '따옴표를 쓰면 구분자는 한 글자여야 합니다.',
    w3cFormat:
      '그런 형식이 없습니다. COMMON, COMMON WITH VHOST, NCSA EXTENDED, REFERER, AGENT 또는 %h %l %u %t "%r" %>s %b 같은 Apache 형식을 쓰십시오. (IIS는 열 이름을 파일에 적으므로 type w3c로 보내십시오.)',
    windowInCursor: '이 함수에는 자기 윈도가 있습니다. CURSOR 안의 쿼리는 한 행씩 읽어야 합니다.',
    rankWithoutWindow:
      'GROUP_RANK는 윈도의 결과에 순위를 매깁니다. CURSOR 안의 쿼리에 GROUP BY STEP(ROWTIME BY …)가 있어야 합니다.',
    ownRowtime:
      '다른 쿼리가 읽는 스트림의 ROWTIME은 행의 시각이며 다른 값이 될 수 없습니다. 열에 다른 이름을 주십시오.',
    errorStream:
      '오류 스트림은 없습니다. 변환되지 않는 값은 NULL이고, 파싱되지 않은 줄은 데드 레터에 있습니다.',
    secondSource: (name) =>
      `${name}은(는) 없습니다. kinetail은 모든 샤드를 스트림 하나 SOURCE_SQL_STREAM_001로 읽습니다.`,
  },
  instead: {
    RANDOM_CUT_FOREST:
      '가장 가까운 것은 값이 앞의 값들에서 얼마나 먼지를 봅니다: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
    RANDOM_CUT_FOREST_WITH_EXPLANATION:
      '가장 가까운 것은 값마다 앞의 값들에서 얼마나 먼지를 봅니다: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
    HOTSPOTS:
      '가장 가까운 것은 격자 칸마다 셉니다: 윈도와 함께 GROUP BY STEP(x BY 10), STEP(y BY 10), HAVING COUNT(*) > ….',
    ANOMALY_SCORE:
      'RANDOM_CUT_FOREST가 내던 값입니다. 가장 가까운 것: (x - AVG(x) OVER w) / NULLIF(STDDEV_POP(x) OVER w, 0).',
  },
}
