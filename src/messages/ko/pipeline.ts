import type { pipeline as english } from '../en/pipeline.ts'

function streamMissing(name: string, region: string, endpoint: string | undefined): string {
  return `${region}${endpoint ? ` (${endpoint})` : ''}에 스트림 ${name}이(가) 없습니다.`
}

function makeStream(name: string): string {
  return `kinetail streams create ${name} --shard-count 2 --wait`
}

/** Korean sentences of `pipeline`. */
export const pipeline: typeof english = {
  noStream: (name, region, endpoint) =>
    `${streamMissing(name, region, endpoint)} 다음 명령으로 만들거나\n` +
    `  ${makeStream(name)}\n` +
    '여기에 --create-stream을 붙이십시오. 다른 리전에 있다면 --region을 주십시오.',
  streamMissing,
  makeStream,
  streamCreated: (name, shards) =>
    `샤드 ${shards}개의 스트림 ${name}을(를) 만들었습니다. ACTIVE가 될 때까지 기다립니다.`,
  ordersNothing: (name) =>
    `스트림 ${name}은(는) 레코드를 스스로 분배합니다(AUTO). 파티션 키 안의 순서가 유지되지 않습니다.`,
  noAggregates: (name) =>
    `스트림 ${name}은(는) 레코드를 스스로 분배하므로(AUTO) Amazon의 라이브러리가 여기서 읽은 KPL 묶음을 버립니다. --pack lines나 --pack single을 쓰십시오.`,
  regionAssumed: (region) =>
    `리전이 정해지지 않아 실습 가이드처럼 ${region}을(를) 씁니다. --region이나 AWS_REGION으로 정할 수 있습니다.`,
  noStreamName: '어느 스트림입니까? --stream-name log-streaming-demo처럼 --stream-name을 주십시오.',
  noLogFiles:
    '어느 파일입니까? --log-files \'[{"path": "/var/log/apache2/access.log", "type": "apache"}]\'처럼 --log-files를 주십시오.',
  globCannotBeGenerated: (path) =>
    `--generate-test-logs는 로그 파일에 직접 쓰는데 ${path}은(는) 패턴입니다. 파일 경로를 주십시오.`,
  typeCannotBeGenerated: (type, known) =>
    `--generate-test-logs는 ${known.join(', ')} 유형의 로그만 만드는데, 로그 파일 하나의 유형이 ${type}입니다.`,
  autoFound: (path, found) =>
    found.certainty === 'none'
      ? `${path}: 첫 줄들을 읽는 형식이 없어 텍스트(application 유형)로 보냅니다.`
      : `${path}: ${found.type} (${{ sure: '확실', likely: '유력', guess: '추측' }[found.certainty as 'sure']}: 처음 ${found.lines}줄의 ${Math.round(found.share * 100)} %를 읽음${
          found.others.length === 0 ? '' : `. ${found.others.join(', ')}도 읽음. "type"으로 정하십시오`
        }).`,
  autoOtherFit: (path, type, missed, lines, other) =>
    `${path}: ${lines}줄 가운데 ${missed}줄이 첫 줄들의 형식인 ${type}(으)로 읽히지 않고 ${other}(으)로 읽힙니다. 형식은 ${type} 그대로입니다. 바꾸려면 이 파일의 "type"을 정하십시오.`,
  autoNoFit: (path, type, missed, lines) =>
    `${path}: ${lines}줄 가운데 ${missed}줄이 첫 줄들의 형식인 ${type}(으)로도, 다른 어떤 형식으로도 읽히지 않습니다.`,
  localStarted: (url) =>
    `내장 Kinesis 엔드포인트: ${url}. 학습과 테스트용이며, 내용은 이 프로세스와 함께 사라집니다.`,
  ending: (left) =>
    `종료하는 중입니다. 남은 것을 최대 ${left} 동안 보냅니다 (Ctrl-C를 다시 누르면 바로 종료).`,
  leftUnsent: (entries) =>
    `${entries}줄이 시간 안에 확인되지 않았습니다. 잃은 것은 없습니다. 체크포인트가 그 앞에 있으므로 다음 실행에서 다시 읽습니다.`,
  cloudWatchFails: (namespace, reason) =>
    `CloudWatch가 이번 실행의 수치를 받지 않았습니다: ${reason} 전송은 계속되며, 이 수치는 다음 호출에 함께 보냅니다. IAM 권한 cloudwatch:PutMetricData가 필요합니다(조건으로 네임스페이스 "${namespace}"에만 허용할 수 있습니다). 이 안내는 한 번만 합니다.`,
  cloudWatchWorks: 'CloudWatch가 이번 실행의 수치를 다시 받습니다. 빠진 것은 없습니다.',
  streamExamples: {
    guide: '실습 가이드: 로그 세 개를 스트림으로',
    generate: '같은 것을 테스트 로그를 쓰면서',
    resume: '정지하거나 죽은 뒤 체크포인트에서 이어서',
    once: '로테이션된 로그에 있는 것을 보내고 종료',
    pack: '여러 줄을 Kinesis 레코드 하나에: 샤드의 초당 레코드 수가 모자랄 때',
    goals: '100줄 중 95줄이 0.5초 안에 확인되는 한 더 적고 큰 요청으로 전송',
    compress: '같은 것을 약 7분의 1로 압축해서: 샤드의 바이트가 모자랄 때',
    cloudwatch: '수치를 5분에 한 번 CloudWatch에 보내며',
    dashboard: 'http://127.0.0.1:7788/의 대시보드와 함께',
    local: 'AWS 없이 해 보기',
    config: '설정 파일로',
  },
  streamDescription: '로그 파일을 로테이션까지 따라가며 파싱하여 모든 줄을 Kinesis로 보냅니다.',
  configOption: '설정 파일(YAML 또는 JSON). 플래그와 KINETAIL_… 환경 변수가 우선합니다',
  demo: {
    examples: {
      plain: 'Ctrl-C를 누를 때까지',
      timed: '20초 동안 실행하고 요약',
      busy: '더 바쁘게, 한국어로',
    },
    description:
      '내장 엔드포인트를 띄우고, 스트림을 만들고, 세 유형의 테스트 로그를 쓰고, 전송하고, 다시 읽어 비교합니다.',
    stream: (name, shards, url) => `샤드 ${shards}개의 스트림 ${name}이(가) ACTIVE입니다: ${url}`,
    logs: (folder, rate) =>
      `초당 ${rate}줄을 ${folder}에 씁니다 (데드레터를 보이기 위해 백 줄 중 하나는 잘못된 줄)`,
    alerts: (rules, seconds) =>
      `이 로그의 서버는 1분에 한 번 ${seconds}초 동안 오류를 냅니다. 그때 알림 ${rules}이(가) 발생했다가 해소됩니다`,
    watch: (url, name) => `다른 터미널에서 보기: npx kinetail read ${name} --follow --endpoint-url ${url}`,
    sample: '스트림에서 다시 읽은 레코드:',
    malformedOption: '잘못된 줄의 비율, 0에서 1',
    portOption: '내장 엔드포인트의 포트, 0이면 빈 포트',
    badShare: (written) =>
      `--malformed "${written}"은(는) 비율이 아닙니다. 0.01처럼 0에서 1 사이의 수를 주십시오.`,
    dashboardOption:
      '127.0.0.1의 대시보드 포트 또는 호스트:포트 (기본값: 7788, 쓰고 있으면 비어 있는 아무 포트)',
    badPort: (written) => `--port "${written}"은(는) 포트가 아닙니다. 0에서 65535 사이의 수를 주십시오.`,
    closing: '결과',
    written: (lines, types) => `쓴 줄: ${lines} (${types})`,
    readBack: (records, missing, doubled) =>
      `스트림에서 다시 읽음: 레코드 ${records}개, 빠진 것 ${missing}개, 중복 ${doubled}개`,
    deadLetters: (count) => `이유와 함께 보관한 데드레터: ${count}`,
    fine: '모든 줄의 행방이 확인되었습니다.',
    notFine: '빠진 것이 있습니다. 위의 출력과 함께 알려 주십시오.',
  },
}
