import type { queryCommand as english } from '../en/query-command.ts'

/** Korean sentences of `kinetail query`. */
export const queryCommand: typeof english = {
  httpRefused: (url, why) =>
    `${url}이(가) 결과를 거부합니다(${why}). 같은 것을 다시 보내도 소용이 없습니다. 보낸 내용의 형식은 docs/query-command.md에 있습니다.`,
  httpGaveUp: (url, why) =>
    `${url}이(가) 마지막 결과를 받지 않았습니다(${why}). 체크포인트 폴더가 있으면 다음 시작 때 다시 보냅니다.`,
  httpTimeout: (ms) => `${ms / 1000}초 안에 응답이 없음`,
  httpTriesAgain: (url, why) => `${url}이(가) 결과를 받지 않아(${why}) 계속 시도합니다.`,
  streamGaveUp: (stream, rows) =>
    `스트림 "${stream}"이(가) 결과 ${rows}개를 제때 받지 않았습니다. 체크포인트 폴더가 있으면 다음 시작 때 다시 보냅니다.`,
  streamRefused: (stream, why, limit) =>
    `스트림 "${stream}"은(는) 결과 하나를 결코 받지 않습니다(${why}). 레코드 하나는 최대 ${limit}바이트입니다. 한 행에 더 적게 선택하십시오.`,
  parquetFailed: (dir, why) => `${dir}에 Parquet 파일을 쓰지 못했습니다: ${why}`,
  noFile: (path) => `${path} 파일이 없습니다.`,
  twoStatements: '쿼리문이 둘입니다. 인수, --file, 표준 입력 가운데 하나로만 주십시오.',
  twoStreams: (names) =>
    `스트림이 여럿입니다: ${names.join(', ')}. 쿼리는 하나만 읽습니다. (인수로 주는 쿼리문은 따옴표로 감싸야 합니다.)`,
  streamAndFiles: (stream, file) =>
    `행은 스트림("${stream}")이나 파일(${file}) 가운데 한쪽에서만 옵니다. 파일 이름을 잘못 쓰지 않았습니까?`,
  noStatement:
    '어느 쿼리문입니까? 따옴표로 감싼 인수, --file, 표준 입력 가운데 하나로 주십시오: ' +
    'kinetail query log-streaming-demo "SELECT log_type, count(*) FROM logs GROUP BY log_type" --window 1m',
  cannotFollow:
    '--follow는 스트림에만 쓸 수 있습니다. 파일은 끝까지 읽습니다. 앞으로 덧붙는 줄을 보려면: tail -F access.log | kinetail query "SELECT …" --window 1m',
  onlyOfStreams: (flag) => `${flag}은(는) 스트림에만 쓸 수 있습니다. 파일은 처음부터 읽습니다.`,
  byNeedsSession: '--by는 세션을 나누는 열을 정합니다. --session과 함께 쓰십시오.',
  everyTooLong: (every, window) =>
    `--every ${every}이(가) --window ${window}보다 깁니다. 윈도 사이의 행은 어느 윈도에도 들지 않게 됩니다. --every를 줄이거나 빼십시오.`,
  noSpan: (flag) => `${flag}에는 1m처럼 0보다 긴 시간을 주십시오.`,
  badUrl: (url) =>
    `--http "${url}"은(는) 결과를 보낼 주소가 아닙니다. http://127.0.0.1:8080/results처럼 쓰십시오.`,
  readsForEver:
    '이 쿼리에는 윈도가 없습니다. 계속되는 스트림을 끝없이 읽기만 하고 결과를 내지 못합니다. ' +
    '--window 1m(매분 결과), --once(지금 스트림에 있는 것까지), --every 10s(지금까지의 합계를 되풀이해서) 가운데 하나를 주십시오.',
  otherStream: (folder, known, asked) =>
    `체크포인트 폴더 ${folder}은(는) 스트림 "${asked}"이(가) 아니라 "${known}"에 대한 쿼리의 것입니다. --checkpoint-dir로 다른 폴더를 지정하십시오.`,
  lateFailed: (path, why) => `너무 늦게 온 행을 ${path}에 남길 수 없습니다: ${why}.`,

  rejected: (lines) =>
    `kinetail: ${lines}줄은 어느 형식에도 맞지 않아 뺐습니다. 까닭은 \`kinetail explain\`이 알려 줍니다.\n`,
  unreadable: (records) => `kinetail: 레코드 ${records}개는 JSON 객체가 아니어서 뺐습니다.\n`,
  untimed: (rows) => `kinetail: 행 ${rows}개에는 시각이 없어 도착한 시각을 썼습니다.\n`,
  late: (rows, file) =>
    `kinetail: 행 ${rows}개가 윈도가 닫힌 뒤에 와서 결과에 들지 않았습니다` +
    `${file === undefined ? '' : `(${file}에 있습니다)`}. --late는 윈도를 더 오래 기다리게 하고, --correct는 결과를 고쳐 냅니다.\n`,
  summary: ({ rows, windows, duplicates, time }) =>
    `kinetail: ${time} 동안 행 ${rows}개${windows === undefined ? '' : `, 윈도 ${windows}개`}; ` +
    `이미 왔던 행 ${duplicates}개는 버렸습니다.\n`,
  progress: ({ rows, rate, late, watermark, behind }) =>
    [
      `행 ${rows}개`,
      `${rate}/초`,
      ...(watermark === undefined ? [] : [`${watermark}까지 완료`]),
      ...(behind === undefined ? [] : [`지연 ${behind}`]),
      ...(late === undefined ? [] : [`늦은 행 ${late}개`]),
    ].join(' · '),

  description:
    '스트림, 파일, 표준 입력의 윈도에 대한 SQL: 뷰 logs에 대한 표준 SQL(DuckDB) 또는 Kinesis Data Analytics의 쿼리문 그대로. ' +
    '스트림은 Ctrl-C까지 따라갑니다. 자세한 것은 docs/query-command.md에 있습니다.',
  examples: {
    guide: '실습 가이드의 쿼리문을 실시간으로: 로그 타입과 분마다 한 행',
    hopping: '최근 1분을 10초마다',
    files: '로그 파일(압축된 것도)에서 가장 많이 찾은 페이지',
    stream: '결과를 두 번째 스트림으로',
    parquet: '시간별 Parquet 파일; 다시 시작하면 이어서',
    explain: '쿼리문을 어떻게 이해했는지; 실행하지 않음',
    flink: '같은 작업을 Apache Flink용으로',
  },
  options: {
    words: '스트림이나 파일(-는 표준 입력), 그리고 따옴표로 감싼 쿼리문; 순서는 상관없음',
    file: '쿼리문이 든 파일 (-는 표준 입력)',
    window: '표준 SELECT의 윈도 길이: 각 행은 윈도 하나에 듦 (--every가 있으면 여러 윈도에)',
    every:
      '--window와 함께: 윈도가 이 간격으로 시작하고 서로 겹침; 없으면: 지금까지의 합계를 이 간격으로 출력',
    session: '간격이 이보다 짧은 행들의 윈도',
    by: '세션을 나누는 열 (예: ip_address)',
    late: '윈도가 늦은 행을 기다리는 시간, 이벤트 시간 기준 (기본값: 10s, 파일과 --once는 1h)',
    lateRows: '너무 늦게 온 행을 이 파일에 한 줄에 JSON 객체 하나로 남김',
    correct: '닫힌 윈도를 이 시간 동안 두었다가 늦은 행이 오면 결과를 고쳐 냄',
    idle: '이 시간 동안 행이 없는 샤드나 호스트는 윈도를 붙들지 않음; 또는 never',
    time: '윈도의 기준 시각: event(레코드의 시각), arrival(스트림에 도착한 시각), processing(이 기계의 시계)',
    from: '시작할 곳, `kinetail read`와 같음 (기본값: latest, --once면 trim-horizon)',
    follow: 'Ctrl-C까지 계속: 스트림의 기본값',
    once: '지금 스트림에 있는 것까지 읽고 끝냄',
    duration: '이 시간이 지나면 끝냄',
    type: (types) =>
      `파일 형식: ${types.join(', ')}; record는 kinetail read와 parse가 출력한 것 (기본값: auto)`,
    format: '서버의 형식 문자열로 쓴 파일 형식, `kinetail parse`와 같음',
    pattern: '정규식이나 grok 패턴으로 쓴 파일 형식',
    output: '결과를 출력하는 방법: table, json, csv (기본값: 터미널에서는 표, 아니면 JSON 줄)',
    toStream: '결과를 이 스트림에 넣음',
    http: '결과를 이 주소에 JSON으로 POST',
    parquet: '결과를 이 폴더 아래에 시간별 Parquet 파일로 씀',
    checkpointDir: '체크포인트 폴더: 다시 시작하면 이어서 하고, 같은 윈도를 다른 숫자로 되풀이하지 않음',
    memory: '데이터베이스의 메모리; 넘치는 것은 디스크로 감',
    explain: '쿼리문을 어떻게 이해했는지 출력하고 끝냄',
    flink: '작업을 Flink SQL로 출력하고 끝냄',
    flinkProject: 'Managed Service for Apache Flink용 프로젝트를 이 폴더에 쓰고 끝냄',
    stats: '터미널이 아니어도 끝에 요약을 표준 오류에 출력',
  },
}
