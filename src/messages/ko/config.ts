import type { config as english } from '../en/config.ts'

const at = ({ line, column }: { readonly line: number; readonly column: number }): string =>
  `${line}행 ${column}열`

/** Korean sentences of `config`. */
export const config: typeof english = {
  options: '설정',
  badChoice: (value, choices) =>
    value === undefined
      ? `값이 없습니다. ${choices.join(', ')} 중 하나를 주십시오.`
      : `${JSON.stringify(value)}은(는) 쓸 수 없습니다. ${choices.join(', ')} 중 하나를 쓰십시오.`,
  emptyList: '목록이 비어 있습니다. 항목을 하나 이상 쓰십시오.',
  emptyWord: '비어 있습니다. 값을 쓰십시오.',
  unreadable: (path, words) => `설정 파일 ${path}을(를) 읽을 수 없습니다: ${words}`,
  notAMapping: (path) =>
    `${path}에는 "stream_name: log-streaming-demo"처럼 "이름: 값" 형태의 설정이 있어야 합니다.`,
  badJson: (what, place, pointer, reason) =>
    `${what}이(가) JSON이 아닙니다. ${at(place)}: ${reason}\n${pointer}\n` +
    '[{"path": "/var/log/apache2/access.log", "type": "apache"}] 같은 목록이거나 @파일이어야 합니다.',
  jsonEnds: '글이 너무 일찍 끝납니다',
  jsonUnexpected: (found) => `예상하지 못한 문자 ${JSON.stringify(found)}`,
  badYaml: (what, place, pointer, words) =>
    `${what}이(가) YAML이나 JSON이 아닙니다. ${at(place)}: ${words}\n${pointer}`,
  badValues: (what, count) => `${what}의 값 ${count}개를 쓸 수 없습니다:`,
  issue: (path, place, message) => `${path || '(전체)'}${place ? ` (${at(place)})` : ''}: ${message}`,
  unknownKey: (key, nearest) =>
    `"${key}"(이)라는 설정은 없습니다.${nearest ? ` "${nearest}"을(를) 찾으십니까?` : ''}`,
  notInRange: (value, least, most) => `"${value}"은(는) ${least}에서 ${most} 사이의 정수가 아닙니다.`,
  badStreamName: (value) =>
    `"${value}"은(는) 스트림 이름이 아닙니다. 영문자, 숫자, 밑줄, 하이픈, 마침표 1~128자여야 합니다.`,
  badPartitionKey: (value) =>
    `"${value}"은(는) 파티션 키가 아닙니다. auto, file, host, random, field:이름 중 하나를 쓰십시오.`,
  compressNeedsLines: (compress, pack) =>
    `--compress ${compress}는 묶은 줄을 압축하는데 --pack ${pack}은(는) 줄을 묶지 않습니다. --pack lines를 쓰거나 둘 중 하나를 빼십시오.`,
  wireOfSdk: 'wire: cbor는 sender: own에서만 쓸 수 있습니다. AWS SDK는 JSON만 씁니다. 둘 중 하나를 빼십시오.',
  badWorkers: (value, most) => `"${value}"은(는) 워커 수가 아닙니다. auto 또는 0~${most}을(를) 쓰십시오.`,
  badPercent: (value) => `"${value}"은(는) 백분율이 아닙니다. 1% 또는 0.5%처럼 0에서 100 사이로 쓰십시오.`,
  goalOfFixed: (name) =>
    `${name}은(는) 적응형 배치의 목표인데 적응형 배치가 꺼져 있습니다(adaptive: false, --no-adaptive). 둘 중 하나를 빼십시오.`,
  badDashboard: (value) =>
    `"${value}"은(는) 대시보드의 자리가 아닙니다. 0부터 65535까지의 포트(0: 비어 있는 아무 포트) 또는 0.0.0.0:7788, [::]:7788처럼 호스트와 포트를 쓰십시오.`,
  badToken:
    '대시보드 토큰은 A-Z, a-z, 0-9와 . _ ~ + / -로 된 16~256자입니다. `openssl rand -hex 16`으로 만들 수 있습니다.',
  badNamespace: (value) =>
    `"${value}"은(는) CloudWatch 네임스페이스가 아닙니다. A-Z, a-z, 0-9와 . - _ / # : 및 공백으로 된 255자 이내이며 AWS/나 콜론으로 시작할 수 없습니다.`,
  badRate: (value) => `"${value}"은(는) 속도가 아닙니다. 30 또는 30/s처럼 초당 줄 수를 쓰십시오.`,
  fine: (path) => `${path}: 이상 없습니다.`,
  without: (words) => `${words}하지 않음`,
  summary: '`kinetail stream` 설정의 검사, 출력, 설명',
  whichSubcommand: (known) => `설정으로 무엇을 합니까? \`kinetail config\`의 명령: ${known.join(', ')}.`,
  unknownSubcommand: (name, known) =>
    `"config ${name}"(이)라는 명령은 없습니다. \`kinetail config\`의 명령: ${known.join(', ')}.`,
  checkSummary: '설정 파일 검사 (문제가 있으면 종료 코드 2)',
  printSummary: '적용되는 설정과 그 출처를 출력',
  schemaSummary: '편집기용으로 설정 파일의 JSON Schema를 출력',
  fileArgument: '설정 파일, YAML 또는 JSON',
  examples: {
    check: '쓰기 전에 파일을 검사',
    checkLogFiles: '--log-files의 글을 검사',
    print: '이 파일과 지금의 환경 변수로 무엇이 적용되는지',
    schema: '편집기용: "# yaml-language-server: $schema=kinetail.schema.json"',
  },
  nothingToCheck: '검사할 것이 없습니다. 설정 파일이나 --log-files를 주십시오.',
  logFilesOption: '로그 파일의 JSON 글 또는 @파일',
  configOption: '설정 파일, YAML 또는 JSON',
  columns: { setting: '설정', value: '값', origin: '출처' },
  origins: { default: '기본값', file: '파일', environment: '환경 변수', flag: '플래그' },
  settings: {
    stream_name: 'Kinesis 스트림 이름',
    region: 'AWS 리전 (기본값: 환경 변수, 프로필, 없으면 us-east-1)',
    endpoint_url: 'Kinesis API를 쓰는 엔드포인트',
    profile: 'AWS 설정 파일의 프로필',
    local: '이 프로세스 안의 내장 엔드포인트를 사용',
    log_files:
      '로그 파일: {path, type, format, pattern, patterns, multiline, keep, drop, sample, add, redact}의 목록. 경로에 글롭 가능, type이 없으면 첫 줄들에서 찾음',
    multiline_preset:
      '스택 트레이스의 줄들을 그것이 속한 이벤트에 묶음: java, python, node, go, ruby, php, dotnet, 모두는 auto, 컨테이너 런타임이 나눈 줄만 묶으려면 container',
    multiline_pattern: '정규식으로 줄을 묶음, 줄의 어디에나 맞을 수 있음',
    multiline_match:
      '패턴에 맞는 줄이 무엇인지: start(이벤트의 시작), continuation(앞 이벤트의 이어짐), end(이벤트의 끝), continued(다음 줄로 이어짐) (기본값: start)',
    multiline_flush: '이만큼 쉬면 이벤트가 끝난 것으로 봄 (기본값: 1s)',
    multiline_max_lines: '한 이벤트의 최대 줄 수, 뒤따르는 줄은 따로 이벤트가 됨 (기본값: 5000)',
    start: '읽기 시작 위치: end, beginning, checkpoint (기본값: 체크포인트가 있으면 그곳, 없으면 처음)',
    resume_from_checkpoint: '체크포인트에서 이어서 읽기 (start: checkpoint와 같음)',
    checkpoint_dir: '체크포인트 폴더 (기본값: 사용자의 상태 폴더 아래)',
    once: '지금 파일에 있는 것을 모두 보내고 종료',
    duration: '이 시간 뒤에 정지, 예: 20s',
    create_stream: '스트림이 없으면 생성',
    shard_count: '새로 만드는 스트림의 샤드 수',
    batch_size: '한 요청의 최대 항목 수 (서비스 한도 500)',
    batch_timeout: '배치가 차기를 기다리는 최대 시간, 기다릴 이유가 없으면 바로 전송',
    queue_maxsize:
      '전송을 기다리는 최대 레코드 수, 넘으면 읽기가 기다림 (페이싱 없이 4000, 묶어 보낼 때는 10000)',
    parse_workers: '파싱 스레드 수: auto 또는 숫자',
    partition_key: 'auto(ip_address 또는 request_id), file, host, random, field:이름',
    strict_order:
      '서비스가 무엇을 거부하든 같은 파티션 키의 레코드가 앞지르지 못하게 함: 요청 하나에 키마다 레코드 하나 (바쁜 키가 적으면 느림, --pack을 쓰면 괜찮음)',
    adaptive: '지연 시간과 오류에 맞추어 배치 크기, 대기, 동시 요청 수를 샤드마다 조정',
    target_latency:
      '목표 전송 지연 시간, 예: 500ms. 100줄 중 95줄이 그 안에 확인되도록 하되 요청은 되도록 적게 보냄',
    target_errors:
      '거부되어 다시 보내도 되는 레코드의 비율, 예: 1% (기본값: 샤드가 스로틀링하면 늘 속도를 줄임)',
    pacing: '샤드마다 초당 레코드 1,000개와 1 MiB 아래로 유지 (이 한도가 없는 엔드포인트에서는 끔)',
    pack: 'Kinesis 레코드 하나에 담는 것: single(한 줄), lines(여러 줄, 줄마다 줄바꿈), kpl(Amazon 라이브러리가 푸는 묶음)',
    compress: '묶은 줄의 압축: gzip 또는 zstd (pack: lines를 뜻함, zstd는 Node 22.15, 23.8 이상)',
    sender: '레코드를 보내는 쪽: own(kinetail이 직접, CPU를 덜 씀) 또는 sdk(AWS SDK, 다른 호출은 늘 이쪽)',
    wire: '요청의 형식: json 또는 cbor (보낼 양이 4분의 1 줄어듦, 엔드포인트가 읽지 못하면 JSON)',
    metadata: '각 레코드에 host와 event_id를 추가',
    host: '레코드에 쓸 호스트 이름 (기본값: 이 컴퓨터의 이름)',
    dead_letter: '파싱되지 않은 줄을 보관하는 파일 (기본값: 체크포인트 폴더의 dead-letter.ndjson)',
    ship_unparsed: '파싱되지 않은 줄도 log_type "unparsed"로 전송',
    schema:
      '필드 이름: kinetail(실습 안내서의 이름), ecs(Elastic Common Schema), otel(OpenTelemetry 시맨틱 컨벤션)',
    keep: '이 조건이 참인 레코드만 전송, 예: "status_code >= 500 OR path LIKE \'/api/%\'"',
    drop: '이 조건이 참인 레코드는 제외, 예: "path = \'/healthz\'"',
    sample: '레코드의 일부만 전송, 어느 호스트에서나 같은 키, 예: "10% by ip_address"',
    add: '각 레코드에 추가할 필드, 예: "env=prod,team=web"',
    redact: '컴퓨터를 떠나기 전에 가릴 것, 예: {"ip": true, "query": ["token"], "mask": ["user"]}',
    max_line:
      '온전히 보관하는 가장 긴 줄, 예: 1MiB. 더 길면 표시를 남기고 자름 (기본값: 스트림의 레코드 한도)',
    dashboard:
      '127.0.0.1의 이 포트(지정하지 않으면 7788, 0은 비어 있는 아무 포트) 또는 호스트:포트에서 대시보드 제공',
    dashboard_token:
      '대시보드를 볼 수 있는 토큰. 127.0.0.1 밖에서 듣는 경우에 필요하며, 주지 않으면 그때 새로 만듦',
    cloudwatch_metrics:
      '처리 내역과 주요 수치를 이 네임스페이스(지정하지 않으면 "kinetail")로 CloudWatch에 보냄. 호스트당 사용자 지정 지표 8~15개와 간격마다 호출 한 번의 비용이 듦(docs/metrics.md)',
    cloudwatch_interval: '그 호출 사이의 시간',
    alerts: '알릴 일: 규칙 목록(docs/alerts.md)',
    notifiers: '알릴 곳(이름별): terminal, file, webhook, sns, command',
    stats_interval: '통계 블록 사이의 시간',
    request_timeout: '요청의 응답을 기다리는 최대 시간, 지나면 다시 전송',
    shutdown_timeout: '끝낼 때 남은 것을 보내는 최대 시간',
    generate_test_logs: '로그 파일에 테스트 로그를 씀',
    generate_rate: '테스트 로그의 초당 줄 수 (모든 파일 합계)',
    json: '통계를 한 줄에 하나의 JSON으로 출력',
  },
}
