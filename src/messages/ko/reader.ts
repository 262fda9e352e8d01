import type { reader as english } from '../en/reader.ts'

/** Korean sentences of `reader`. */
export const reader: typeof english = {
  badFrom: (written) =>
    `--from "${written}"은(는) 시작 위치가 아닙니다. trim-horizon, latest, 2024-01-15T10:30:45Z 같은 시각, ` +
    '1970년부터의 초, 또는 10m처럼 얼마나 전인지를 쓰십시오.',
  fromFuture: (written) =>
    `--from "${written}"은(는) 아직 오지 않은 시각입니다. 과거나 현재의 레코드만 읽을 수 있습니다.`,
  badGrep: (pattern, why) => `--grep "${pattern}"은(는) JavaScript 정규 표현식이 아닙니다: ${why}`,
  badCount: (option, written) => `${option}에는 1 이상의 정수를 주십시오. "${written}"은(는) 안 됩니다.`,
  zstdMissing: (version) =>
    `레코드가 zstd로 압축되어 있는데 이 Node(${version})는 풀 수 없습니다. Node 22.15 이상 또는 23.8 이상을 쓰십시오.`,
  noShard: (shardId, stream, shards) =>
    `스트림 "${stream}"에는 샤드 "${shardId}"가 없습니다. 있는 샤드: ${shards.slice(0, 10).join(', ')}${shards.length > 10 ? ', …' : ''}.`,
  spillFailed: (folder, why) =>
    `정렬에 쓸 임시 파일을 ${folder}에 둘 수 없습니다: ${why}. 공간을 비우거나 TMPDIR을 여유 있는 폴더로 지정하십시오.`,
  followOrder:
    '--order file은 --follow와 함께 쓸 수 없습니다. 스트림을 끝까지 읽어야 파일 순서로 놓을 수 있습니다. 둘 중 하나를 빼십시오.',
  twoFormats: (one, other) => `${one}와(과) ${other}은(는) 함께 쓸 수 없습니다. 하나를 빼십시오.`,
  twoStreams: (argument, option) =>
    `스트림 이름이 둘입니다: 인수 "${argument}", --stream-name "${option}". 하나만 주십시오.`,
  regionAssumed: (region) =>
    `kinetail: 리전이 지정되지 않아 ${region}을(를) 씁니다. (--region이나 AWS_REGION으로 바꿀 수 있습니다.)\n`,
  following: (stream, shards) => `kinetail: ${stream}의 샤드 ${shards}개를 따라갑니다. Ctrl-C로 끝냅니다.\n`,
  failing: (seconds, words) => `kinetail: ${seconds}초째 응답이 없어 계속 시도합니다. ${words}\n`,
  recovered: (seconds) => `kinetail: ${seconds}초 만에 다시 읽습니다.\n`,
  noStreamNamed: (name, region, words) =>
    `${region}에 스트림 "${name}"이(가) 없습니다. 있는 스트림은 \`kinetail streams list\`로 볼 수 있고, ` +
    `\`kinetail streams create ${name} --shard-count 2 --wait\`로 만들 수 있습니다. (${words})`,
  streamBusy: (name, words) =>
    `스트림 "${name}"이(가) 생성, 변경 또는 삭제 중입니다. \`kinetail streams wait ${name}\`으로 준비될 때까지 기다리십시오. (${words})`,
  summary: (facts) =>
    `kinetail: 이벤트 ${facts.given}건 출력, 샤드 ${facts.shards}개에서 레코드 ${facts.records}건을 ${facts.time} 동안 읽음, 중복 ${facts.duplicates}건 제외.\n`,
  unchecked: (events, memory) =>
    `kinetail: 이벤트 ${events}건은 이벤트 ID 메모리(${memory})의 범위보다 오래되어 확인 없이 출력했습니다. 일부는 중복일 수 있습니다.\n`,
  damaged: (records) =>
    `kinetail: 레코드 ${records}건은 압축된 것으로 보이지만 손상되었거나 풀면 64 MiB를 넘어 그대로 출력했습니다.\n`,

  readExamples: {
    dashboard: '출력하지 않고 모든 호스트의 스트림 전체를 대시보드로',
    alerts: '같은 대시보드에, 설정 파일의 알림 규칙을 스트림 전체에 적용해서',
    all: '스트림에 있는 모든 것을 한 줄에 하나씩 JSON으로',
    follow: '새 레코드를 오는 대로',
    errors: '최근 10분의 서버 오류',
    order: '각 파일의 줄을 파일 순서대로',
  },
  fromOption:
    '시작 위치: trim-horizon, latest, 시각(ISO 8601, 오프셋이 없으면 현지 시각), 또는 10m처럼 얼마나 전인지 (기본값: trim-horizon, --follow이면 latest)',
  followOption: 'Ctrl-C까지 새 레코드를 계속 읽음 (없으면 지금의 끝에서 멈춤)',
  limitOption: '이만큼의 이벤트 뒤에 멈춤',
  grepOption: '텍스트가 이 정규 표현식에 맞는 이벤트만',
  orderOption: 'arrival: 샤드마다 도착 순서, file: 이벤트 ID에 따른 파일 순서 (전부 읽은 뒤 출력)',
  dedupeOption: '두 번 저장된 것까지 저장된 모든 이벤트를 출력',
  rawOption: '각 이벤트의 바이트를 그대로, 줄 끝을 붙여 출력',
  jsonOption: '터미널에서도 한 줄에 하나씩 JSON으로, JSON이 아닌 것은 {"data":"…"}로 출력',
  shardOption: '이 샤드만 읽음',
  metadataOption:
    '이벤트를 shard_id, sequence_number, sub_sequence, partition_key, arrival, record가 있는 객체로 감쌈',
  dashboardOption:
    '스트림 전체(모든 호스트)의 대시보드를 127.0.0.1의 이 포트(지정하지 않으면 7788, 0은 비어 있는 아무 포트) 또는 호스트:포트에서 제공',
  configOption:
    '설정 파일: 스트림, 리전, 엔드포인트, 그리고 --dashboard와 함께 쓰면 알림 규칙(페이지와 표준 오류에만 알림)',
  statsOption: '터미널이 아니어도 끝에 요약을 표준 오류로 출력',

  whichSubcommand: (known) => `스트림으로 무엇을 합니까? \`kinetail streams\`의 명령: ${known.join(', ')}.`,
  unknownSubcommand: (name, known) =>
    `"streams ${name}"(이)라는 명령은 없습니다. \`kinetail streams\`의 명령: ${known.join(', ')}.`,
  create: '스트림 생성',
  wait: '스트림이 준비될 때까지(ACTIVE) 대기',
  describe: '스트림의 상태, 샤드, 한도',
  list: '이 리전의 스트림 목록',
  reshard: '샤드 수 변경',
  delete: '스트림과 그 안의 모든 데이터를 삭제',
  createExamples: {
    wait: '샤드 2개로 만들고 준비될 때까지 대기',
    demand: '샤드 수를 서비스에 맡김',
  },
  waitExample: '최대 1분 대기',
  describeExample: 'JSON 객체 하나로',
  listExample: '내장 엔드포인트의 스트림',
  reshardExample: '샤드 2개에서 4개로',
  deleteExample: '없어질 때까지 대기',
  shardCountOption: '샤드 수 (기본값: 1)',
  shardTargetOption: '바꿀 샤드 수, 한 번에 두 배 또는 절반까지',
  onDemandOption: '온디맨드 모드: 샤드 수를 서비스가 정함',
  waitOption: '스트림이 준비될 때까지 대기',
  waitGoneOption: '스트림이 없어질 때까지 대기',
  timeoutOption: '대기를 포기할 시간 (기본값: 10m)',
  ifNotExistsOption: '스트림이 이미 있어도 성공으로 끝냄',
  enforceOption: '등록된 소비자가 있어도 삭제',
  demandWithShards:
    '--on-demand와 --shard-count는 함께 쓸 수 없습니다. 온디맨드에서는 서비스가 샤드 수를 정합니다.',
  noShardCount: '샤드가 몇 개입니까? --shard-count를 주십시오.',
  exists: (name, words) =>
    `스트림 "${name}"이(가) 이미 있습니다 (${words}). 그대로 쓰거나, 다른 이름을 쓰거나, --if-not-exists를 주십시오.`,
  created: (name, status) => `스트림 ${name} 생성: ${status}.\n`,
  existed: (name, status) => `스트림 ${name}이(가) 이미 있습니다: ${status}.\n`,
  isReady: (name) => `스트림 ${name} 준비 완료 (ACTIVE).\n`,
  resharding: (name, from, to) => `스트림 ${name}의 샤드를 ${from}개에서 ${to}개로 바꿉니다.\n`,
  deleting: (name) => `스트림 ${name}을(를) 삭제합니다.\n`,
  deleted: (name) => `스트림 ${name}이(가) 삭제되었습니다.\n`,
  waiting: (name, status, seconds) => `${name} 대기 중: ${status} (${seconds}초)`,
  waitedTooLong: (name, status, limit) =>
    `스트림 "${name}"이(가) ${limit} 뒤에도 ${status} 상태입니다. --timeout으로 더 기다릴 수 있습니다.`,
  noStreams: (region) =>
    `${region}에 스트림이 없습니다. \`kinetail streams create NAME --shard-count 2 --wait\`로 만들 수 있습니다.\n`,
  provisioned: '프로비저닝',
  onDemand: '온디맨드',
  open: '열림',
  closed: '닫힘',
  streamHead: ['이름', '상태', '모드', '생성 시각'],
  shardHead: ['샤드', '상태', '첫 해시 키', '마지막 해시 키', '부모'],
  labels: {
    name: '이름',
    arn: 'ARN',
    status: '상태',
    mode: '모드',
    openShards: '열린 샤드',
    retention: '보존 기간',
    maxRecord: '최대 레코드',
    encryption: '암호화',
    created: '생성 시각',
    consumers: '소비자',
  },
  hours: (hours) => `${hours}시간`,

  metricsExamples: {
    all: '최근 10분을 1분 단위로',
    one: '하루 동안의 시간당 레코드 수를 차트로',
    slow: '가장 느린 소비자가 얼마나 뒤처졌는지 JSON 줄로',
  },
  metricOption:
    'AWS/Kinesis 지표, 여러 번 줄 수 있음 (기본값: 들어온 레코드와 바이트, 스로틀링, 이터레이터 나이)',
  lastOption: '조회할 기간, 예: 10m, 2d',
  periodOption: '값 하나가 나타내는 초 또는 시간',
  statOption: 'Sum, Average, Maximum, Minimum, SampleCount 또는 p95 같은 백분위 (기본값: 지표에 맞는 것)',
  metricShardOption: '샤드 하나 (스트림에 향상된 모니터링이 필요)',
  chartOption: '텍스트 막대로 그림',
  badStat: (written) =>
    `--stat "${written}"은(는) 통계가 아닙니다. Sum, Average, Maximum, Minimum, SampleCount 또는 p95 같은 백분위를 쓰십시오.`,
  badPeriod: (written) =>
    `--period "${written}"은(는) CloudWatch의 기간이 아닙니다. 1, 5, 10, 30초 또는 60초의 배수를 쓰십시오.`,
  tooManyPoints: (points, period) =>
    `지표마다 값이 ${points}개인데 CloudWatch는 최대 1440개를 줍니다. --period를 ${period}초 이상으로 하거나 --last를 줄이십시오.`,
  noData: (metrics, last) =>
    `kinetail: 최근 ${last} 동안 데이터가 없습니다: ${metrics.join(', ')}. (CloudWatch의 값은 1, 2분 늦게 보입니다.)\n`,
  metricHead: ['지표', '시각', '통계', '값', '단위'],
}
