import type { alertCommand as english } from '../en/alert-command.ts'

const number = (count: number): string => count.toLocaleString('ko-KR')

/** Korean sentences of `kinetail alert`. */
export const alertCommand: typeof english = {
  testSummary:
    '알림 규칙을 로그 파일에 적용해, 줄에 적힌 시각을 기준으로 알림의 시작과 끝을 출력합니다. 아무에게도 알리지 않고 아무것도 보내지 않습니다.',
  examples: {
    test: '어제 로그라면 무엇을 알렸을지',
    one: '규칙 하나를 여러 파일에, JSON으로',
    run: '스트림 전체(모든 호스트)를 Ctrl+C까지 감시',
    runFrom: '10분 전부터 시작하고 터미널에만 표시',
    runOn: '다시 시작해도 끝난 곳부터 이어 감. 빠지는 레코드도, 두 번 알리는 일도 없음',
    send: '모든 알림 대상에 메시지를 보내 도착하는지 확인',
    sendOne: '알림 대상 하나만',
  },
  runSummary:
    '스트림 전체(모든 호스트의 레코드)에 알림 규칙을 지금부터 적용해(체크포인트가 있으면 끝난 곳부터), 알림의 시작과 끝을 출력하고 알림 대상에 알립니다.',
  sendSummary: '모든 알림 대상에 메시지를 하나 보내 도착하는지 확인합니다. 하나라도 받지 않으면 종료 코드 1.',
  fromOption:
    '스트림에서 시작할 곳. `kinetail read`와 같음(기본: latest). 체크포인트가 있으면 처음 한 번만 쓰임',
  checkpointOption:
    '체크포인트 폴더. 다시 시작하면 계속 중인 알림과 함께 끝난 곳부터 이어 감(기본: 간직하지 않음)',
  noNotifyOption: '출력만 하고 다른 곳에는 알리지 않음',
  notifierOption: '이 알림 대상만',
  watching: (stream, shards) => `${stream} 감시 중(샤드 ${shards}개). Ctrl+C로 끝냅니다.\n`,
  goingOn: (stream, shards) =>
    `${stream} 감시 중(샤드 ${shards}개). 체크포인트가 끝난 곳부터 이어 갑니다. Ctrl+C로 끝냅니다.\n`,
  otherPlaces: (folder, stream, words) =>
    `체크포인트 폴더 ${folder}에 있는 위치는 "${stream}"(이)라는 이름을 쓰던 다른 스트림의 것입니다(지우고 다시 만든 스트림 등). ${words} --checkpoint-dir로 다른 폴더를 주거나, 처음부터 시작하려면 그 폴더의 alerts.json을 지우십시오.`,
  noNotifiers: '설정에 알림 대상이 없습니다. "notifiers:" 아래에 쓰십시오.',
  sent: (name) => `${name}: 보냈습니다.`,
  notSent: (name, words) => `${name}: 보내지 못했습니다. ${words}`,
  trial: '`kinetail alert send`로 보낸 시험 메시지입니다. 알림이 이곳에 도착합니다.',
  filesArgument: '로그 파일. 여러 개면 시각 순서로 함께 읽음. `-`은 표준 입력',
  ruleOption: '이 규칙만',
  whichSubcommand: (known) =>
    `알림으로 무엇을 하시겠습니까? \`kinetail alert\`에는 ${known.join(', ')}이(가) 있습니다.`,
  unknownSubcommand: (name, known) =>
    `"alert ${name}"(이)라는 명령은 없습니다. \`kinetail alert\`에는 ${known.join(', ')}이(가) 있습니다.`,
  noRules: '설정에 알림 규칙이 없습니다. "alerts:" 아래에 규칙을 쓰십시오(예제는 docs/alerts.md).',
  noRule: (name, known) => `"${name}"(이)라는 알림 규칙은 없습니다. 있는 규칙: ${known.join(', ')}.`,
  firing: '발생',
  recovered: '해소',
  more: '더 보기:',
  tested: (rules, records, span) =>
    `규칙 ${rules}개, 레코드 ${number(records)}개${span === undefined ? '' : `(${span[0]}부터 ${span[1]}까지)`}.`,
  counted: (fired, over) => `알림 ${number(fired)}건, 해소 ${number(over)}건.`,
  stillFiring: (rule, key, since) =>
    `끝까지 계속된 알림: ${rule}${key === '' ? '' : ` (${key})`}, ${since}부터.`,
  rejected: (lines) =>
    `알려진 형식이 아닌 줄 ${number(lines)}개는 뺐습니다. 이유는 \`kinetail explain\`이 알려 줍니다.`,
}
