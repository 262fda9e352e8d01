import type { flink as english } from '../en/flink.ts'

/** Korean sentences of `query --flink`. */
export const flink: typeof english = {
  noType: (type) =>
    `Flink SQL에는 DuckDB의 ${type}에 해당하는 형식이 없습니다. CAST(… AS VARCHAR)처럼 그 열의 형식을 바꾸십시오.`,
  noFunction: (name, query) =>
    `쿼리 "${query}"의 ${name}()와 같은 결과를 내는 함수가 Flink SQL에 없습니다. 다른 함수로 쓰거나 Flink로 옮길 쿼리에서 빼십시오.`,
  cannotSay: (what, query) =>
    `쿼리 "${query}"는 Flink SQL로 옮길 수 없습니다. "${what}"을(를) 같은 결과로 나타낼 방법이 없습니다.`,
  noColumn: (column, query) =>
    `쿼리 "${query}"에 있는 열 ${column}은(는) Flink에 없습니다. Flink에는 레코드의 표준 필드와 record->>'이름'으로 요청한 필드만 있습니다.`,
  noStagger:
    'Flink에는 스태거 윈도(WINDOWED BY STAGGER)가 없습니다. 가장 가까운 것은 세션 윈도나 텀블링 윈도입니다.',
  badPath: (path) =>
    `${path}은(는) Flink가 받아들일 수 있는 레코드 경로가 아닙니다. record->>'이름' 또는 더 깊은 필드는 '$.이름.멤버'로 쓰십시오.`,
  whichStream:
    'Flink는 스트림을 읽습니다. 어느 스트림입니까? 이름이나 ARN을 인수로 또는 --stream-name으로 주십시오.',
  scriptHead: (legacy, account, printed) => [
    'kinetail query와 같은 작업을 하는 Flink SQL (Flink 1.20, Managed Service for Apache Flink).',
    legacy
      ? '커넥터: flink-sql-connector-kinesis 5.0.0-1.20 (쿼리문이 레코드의 메타데이터를 쓰기 때문).'
      : '커넥터: flink-sql-connector-aws-kinesis-streams 5.0.0-1.20.',
    'kinetail stream이 --pack 없이 보내는 레코드만 읽습니다. 묶인 레코드를 Flink는 풀지 않습니다.',
    ...(account === undefined
      ? []
      : [`${account} 자리에 계정 번호를 쓰거나, 스트림 이름 대신 ARN을 주십시오.`]),
    ...(printed ? ['결과는 태스크 매니저가 출력합니다. --to-stream 이름을 주면 스트림에 넣습니다.'] : []),
  ],
  readme: {
    what: 'Amazon Managed Service for Apache Flink(Flink 1.20)용 작업입니다. `kinetail query --flink-project`가 다음 쿼리문으로 만들었습니다.',
    buildTitle: '빌드',
    build:
      'Java 11 이상과 Maven이 필요합니다. JAR에는 `job.sql`, 그것을 실행하는 클래스, 커넥터가 들어갑니다.',
    runTitle: '올리고 시작하기',
    run: '먼저 `application.json`과 `src/main/resources/job.properties`에 계정 번호, 버킷, 역할을 쓰십시오(`ACCOUNT_ID`, `BUCKET`). `application.json`의 런타임 속성(그룹 `kinetail`)이 `job.properties`보다 우선하므로, 스트림을 바꿀 때 다시 빌드할 필요가 없습니다.',
    roleTitle: '역할에 필요한 권한',
    role: '신뢰 정책에는 `kinesisanalytics.amazonaws.com`을 둡니다. 로그를 남기려면 CloudWatch Logs 권한을 더하십시오.',
    notesTitle: '알아 둘 것',
    notes: (printed) => [
      '모든 샤드가 윈도 끝과 허용된 지연을 지나면 윈도가 닫힙니다. 더 늦게 온 행은 Flink가 버리며 `numLateRecordsDropped`로 셉니다.',
      '두 번 보낸 줄은 처음 온 뒤 하루 동안 한 번만 셉니다(`job.sql`의 `table.exec.state.ttl`).',
      '레코드는 하나씩이어야 합니다. `kinetail stream`을 `--pack`과 `--compress` 없이 쓰십시오.',
      '결과는 적어도 한 번 전달됩니다. 다시 시작하면 Flink는 마지막 체크포인트 뒤에 보낸 것을 되풀이합니다.',
      ...(printed
        ? [
            '결과는 태스크 매니저의 로그에 출력됩니다. 스트림에 넣으려면 `--to-stream 이름`을 주어 프로젝트를 쓰십시오.',
          ]
        : []),
    ],
  },
  projectWritten: (folder, files) =>
    `kinetail: ${folder}에 파일 ${files.length}개를 썼습니다: ${files.join(', ')}. 명령은 README.md에 있습니다.\n`,
  projectExists: (folder) =>
    `${folder}이(가) 이미 있고 비어 있지 않습니다. 새 폴더를 지정하거나 그 폴더를 비우십시오.`,
}
