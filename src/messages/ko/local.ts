import type { local as english } from '../en/local.ts'

/** Korean sentences of `local`. */
export const local: typeof english = {
  portBusy: (port) =>
    `127.0.0.1의 ${port}번 포트는 다른 프로세스가 쓰고 있습니다. 그 프로세스를 멈추거나, 다른 포트를 주거나(--port ${port + 1}), ` +
    '비어 있는 아무 포트나 쓰십시오(--port 0).',
  portRefused: (port) =>
    `이 사용자는 127.0.0.1의 ${port}번 포트를 열 수 없습니다. 1024보다 작은 포트는 root의 것입니다. ` +
    '더 큰 번호를 주십시오(--port 4568).',
  started: (url) => `내장 Kinesis 엔드포인트: ${url}`,
  banner: () =>
    '학습과 테스트용입니다. 모든 것이 메모리에 있고 보존되지 않으며 어떤 서명이든 받아들입니다. ' +
    '실제로는 AWS나 같은 API를 쓰는 엔드포인트를 사용하십시오.',
  limitsOn: '서비스 한도: 적용 (--no-limits로 속도와 할당량 한도를 끔).',
  limitsOff: '서비스 한도: 속도와 할당량 한도를 껐습니다.',
  memory: (size) => `레코드용 메모리: ${size}. 넘으면 가장 오래된 것부터 지웁니다.`,
  faultsOn: (faults) => `켜진 장애: ${faults}.`,
  streamReady: (name, shards, region) => `스트림 ${name}: 샤드 ${shards}개, ACTIVE, ${region}.`,
  howToUse: (command) => `다른 셸에서: ${command}  — 그러면 \`aws …\`와 kinetail 명령이 이곳으로 옵니다.`,
  howToStop: 'Ctrl-C로 멈춥니다.',
  stopped: '멈췄습니다. 메모리에 있던 것은 사라졌습니다.',
  badRate: (flag, written) =>
    `${flag} "${written}"은(는) 확률이 아닙니다. ${flag} 0.3처럼 0에서 1 사이의 수를 쓰십시오.`,
  unknownFault: (name, known) => `"${name}"(이)라는 장애는 없습니다. 쓸 수 있는 것: ${known.join(', ')}.`,
  badSeed: (written) => `--seed "${written}"은(는) 시드가 아닙니다. 0에서 999999999 사이의 정수를 쓰십시오.`,
  badPort: (written) =>
    `--port "${written}"은(는) 포트가 아닙니다. 0에서 65535 사이의 수를 쓰십시오(0은 비어 있는 아무 포트).`,
  badStream: (written) =>
    `--stream "${written}"은(는) 이름=샤드수 꼴이 아닙니다. 이름은 영문자, 숫자, "_", "-", "."로 1~128자, ` +
    '샤드 수는 1에서 500 사이입니다. 예: --stream log-streaming-demo=2',
  twiceStream: (name) => `--stream ${name}이(가) 두 번 있습니다.`,
  portOption: '127.0.0.1의 포트. 0은 비어 있는 아무 포트',
  streamOption: '처음부터 있는 스트림. 여러 번 쓸 수 있음',
  noLimitsOption: '속도와 할당량 한도를 끔. 요청 형식은 그래도 맞아야 함',
  memoryOption: '레코드용 메모리. 넘으면 가장 오래된 것부터 지움',
  createDelayOption: '스트림이 CREATING, UPDATING, DELETING에 머무는 시간',
  failRateOption: '레코드 하나하나가 이 확률로 실패 (InternalFailure)',
  throttleOption:
    '이 확률로 샤드가 요청의 나머지를 거부 (ProvisionedThroughputExceededException). 수가 없으면 0.3',
  latencyOption: '모든 읽기와 쓰기가 이만큼 기다림',
  http500Option: '읽기와 쓰기가 이 확률로 통째로 실패 (HTTP 500)',
  resetOption: '이 확률로 연결이 끊김. 절반은 레코드가 저장된 뒤에',
  hangOption: '읽기와 쓰기가 이 확률로 처리만 되고 응답이 오지 않음',
  clockAheadOption: '엔드포인트의 시계가 이만큼 앞섬: 5분 넘게 어긋난 시계로 서명한 요청은 거부됨',
  seedOption: '장애의 우연을 되풀이하는 시드',
  durationOption: '이 시간이 지나면 멈춤',
  jsonOption: '표준 출력에 {"url":…,"port":…}를 출력',
  regionOption: '--stream으로 준 스트림의 리전',
  exampleStart: '샤드 두 개인 스트림 하나와 함께 엔드포인트 실행',
  exampleFaults: '궂은날: 실패하는 레코드, 가득 찬 샤드, 느린 응답',
  exampleEnv: '이 셸의 `aws`와 kinetail이 엔드포인트를 쓰게 함',
  envSummary: '`aws`와 kinetail을 엔드포인트로 향하게 하는 셸 코드를 출력',
  envPortOption: '엔드포인트의 포트',
  envUrlOption: '127.0.0.1의 포트가 아닐 때 엔드포인트의 URL',
  envComment: '셸에서: eval "$(kinetail local env)". 로컬 엔드포인트에서만 쓰는 가짜 키입니다.',
  envNotUrl: (written) =>
    `--endpoint-url "${written}"은(는) URL이 아닙니다. http://127.0.0.1:4568처럼 쓰십시오.`,
  refusedKeys: () =>
    '액세스 키는 아무것이나 됩니다. REFUSED로 시작하는 액세스 키 ID에는 UnrecognizedClientException, ' +
    'EXPIRED로 시작하는 것에는 ExpiredTokenException, DENIED로 시작하는 것에는 AccessDeniedException으로 답하므로 모두 시험해 볼 수 있습니다.',
}
