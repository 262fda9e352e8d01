import type { cli as english } from '../en/cli.ts'

/** Korean sentences of `cli`. */
export const cli: typeof english = {
  tagline: '로그 파일의 모든 줄을 실시간으로 Amazon Kinesis에',
  usage: '사용법: kinetail <명령> [옵션]',
  commands: '명령:',
  moreHelp: '`kinetail <명령> --help`는 그 명령의 옵션과 예를 보여 줍니다.',
  examples: '예:',
  helpTitles: { 'Usage:': '사용법:', 'Arguments:': '인수:', 'Options:': '옵션:', 'Commands:': '명령:' },
  optionsWord: '[옵션]',
  commandWord: '[명령]',
  defaultIs: (value) => `기본값: ${value}`,
  helpOption: '이 도움말을 보여 줌',
  langOption: '메시지 언어: en 또는 ko (기본값: 로캘)',
  versionOption: '버전을 출력',
  regionOption: 'AWS 리전 (기본값: 환경 변수, 프로필, 없으면 us-east-1)',
  endpointOption: 'Kinesis API를 쓰는 엔드포인트, 예: http://127.0.0.1:4568',
  profileOption: 'AWS 설정 파일의 프로필',
  streamArgument: '스트림 이름',
  streamOption: '스트림 이름',
  jsonOption: '한 줄에 하나씩 JSON으로 출력',
  unknownCommand: (name, nearest) =>
    `"${name}"(이)라는 명령은 없습니다.${nearest ? ` "${nearest}"을(를) 찾으십니까?` : ''} \`kinetail --help\`로 목록을 보십시오.`,
  unknownOption: (flag, nearest) =>
    `${flag}(이)라는 옵션은 없습니다.${nearest ? ` ${nearest}을(를) 찾으십니까?` : ''}`,
  valueMissing: (flag) => `${flag}에 값이 없습니다.`,
  badChoice: (flag, value, choices) =>
    `${flag}의 값 "${value}"은(는) 쓸 수 없습니다. ${choices} 중 하나를 쓰십시오.`,
  tooManyArguments: (most, got) =>
    most === 0
      ? '이 명령은 옵션만 받습니다. 옵션이 아닌 말이 더 있습니다.'
      : `인수는 최대 ${most}개인데 ${got}개가 있습니다.`,
  seeHelp: (command) => `옵션과 예는 \`${command} --help\`로 보십시오.`,
  noStream: '어느 스트림입니까? 이름을 인수로 주거나 --stream-name으로 주십시오.',
  error: (message) => `kinetail: ${message}`,
  summaries: {
    stream: '파일을 따라가며 파싱하여 Kinesis로 전송',
    demo: '내장 엔드포인트에서 모든 것을 한 프로세스로',
    parse: '로그 줄을 표준 JSON으로 (네트워크 없음)',
    explain: '줄이 왜 파싱되는지 또는 안 되는지 열 단위로, 그리고 해결 방법',
    replay: '데드레터 파일을 다시 파싱해 보내기',
    read: '스트림을 JSON 줄로 다시 읽기',
    query: '스트림이나 파일의 윈도에 대한 SQL, 같은 작업의 Flink SQL',
    streams: '스트림 생성, 대기, 조회, 목록, 재샤딩, 삭제',
    verify: '파일과 스트림을 읽어 증명: 모든 줄이 있고 중복 없음',
    shipped: '파일의 모든 바이트가 확인되었으면 종료 코드 0',
    init: 'nginx와 Apache의 로그를 찾아 설정 만들기',
    top: '실행 중인 kinetail의 첫 화면을 터미널에서 실시간으로',
    metrics: '스트림의 CloudWatch 지표',
    generate: '모든 형식의 실감 나는 테스트 로그',
    doctor: '파일, 체크포인트, 자격 증명, 권한, 네트워크, 스트림, 한도를 점검하고 고칠 방법을 알려 줍니다',
    local: '내장 Kinesis 엔드포인트만 실행',
    alert: '알림 규칙을 파일이나 스트림 전체에 적용',
    formats: '형식과 필드, 예',
    config: '설정 검사, 출력, 스키마',
  },
}
