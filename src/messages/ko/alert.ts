import type { alert as english } from '../en/alert.ts'

/** Korean sentences of alerts. */
export const alert: typeof english = {
  badRegex: (written, words) =>
    `${written}은(는) 정규식이 아닙니다: ${words}. 양 끝에 빗금이 없으면 찾을 글자 그대로로 봅니다.`,
  badSql: (rule, words) => `알림 규칙 "${rule}"의 SQL을 쓸 수 없습니다: ${words}`,
  badOperator: (field, operator, known) =>
    `${field} 조건에 "${operator}"(이)라는 연산자는 없습니다. 있는 연산자: ${known.join(', ')}.`,
  likeATest: (written, field, operator, value) =>
    `"${written}"은(는) 글자 그대로 찾게 됩니다. 필드 조건이면 { ${field}: "${operator} ${value}" }, 글자면 /${written}/(으)로 쓰십시오.`,
  noKeyColumn: (rule, key, columns) =>
    `알림 규칙 "${rule}"은(는) "${key}"(으)로 묶는데 SQL 결과에 그 열이 없습니다. 결과의 열: ${columns.join(', ')}.`,
  where: (values, hosts, files) => {
    const group = Object.entries(values).map(([name, value]) => `${name} ${value}`)
    const places = [...('host' in values ? [] : hosts), ...files]
    return [
      ...(group.length === 0 ? [] : [` (${group.join(', ')})`]),
      ...(places.length === 0 ? [] : [` [${places.join(', ')}]`]),
    ].join('')
  },
  matched: (count, condition, where) => `${condition}에 맞는 줄 ${number(count)}개${where}.`,
  nothingCame: (condition, ms, where) =>
    `${condition === '*' ? '' : `${condition}에 맞는 `}줄이 ${lasted(ms)} 동안 하나도 오지 않았습니다${where}.`,
  rateIs: (count, before, windowMs, compareMs, where) =>
    `최근 ${lasted(windowMs)} 동안 ${number(count)}줄, ${lasted(compareMs)} 전 같은 시간에는 ${number(before)}줄${where}.`,
  returned: (row, windowMs, where) => `최근 ${lasted(windowMs)} 동안 ${row}${where}.`,
  over: (rule, group, ms, count) =>
    `${rule}${group === '' ? '' : ` (${group})`}: ${lasted(ms)} 만에 해소되었습니다${count > 0 ? `(${number(count)}줄)` : ''}.`,
  absentCondition: (condition, ms) =>
    `${lasted(ms)} 동안 ${condition === '*' ? '' : `${condition}에 맞는 `}줄이 없음`,
  rateCondition: (condition, windowMs, compareMs) =>
    `${lasted(windowMs)} 동안의 ${condition === '*' ? '' : `${condition}에 맞는 `}줄 수를 ${lasted(compareMs)} 전과 비교`,
  noKind:
    '규칙은 한 가지를 살핍니다. match, sql, absent 중 하나를 쓰거나, compare를 above나 below와 함께 쓰십시오.',
  twoKinds: (kinds) =>
    `규칙은 한 가지만 살피는데 여기에는 ${kinds.join(', ')}이(가) 함께 있습니다. 규칙을 나누십시오.`,
  notOfKind: (key, kind, kinds) =>
    `"${key}"은(는) ${kind} 규칙에서는 뜻이 없습니다. ${kinds.join(', ')} 규칙에 씁니다.`,
  missing: (key, kind) => `${kind} 규칙에는 "${key}"이(가) 필요합니다.`,
  sameName: (name) => `이름이 "${name}"인 규칙이 둘입니다.`,
  noNotifier: (name, known) =>
    known.length === 0
      ? `"${name}"(이)라는 알림 대상이 없습니다. "notifiers:" 아래에 쓰십시오.`
      : `"${name}"(이)라는 알림 대상이 없습니다. 있는 대상: ${known.join(', ')}.`,
  oneNotifierKind: (kinds) => `알림 대상은 ${kinds.join(', ')} 중 하나입니다.`,
  badUrl: '웹 주소가 아닙니다. https:// 또는 http://로 시작하거나, 주소가 든 변수를 env:이름으로 쓰십시오.',
  noVariable: (name) => `변수 ${name}이(가) 설정되지 않았습니다.`,
  badTopic: (value) =>
    `"${value}"은(는) SNS 주제의 ARN이 아닙니다. 예: arn:aws:sns:us-east-1:123456789012:alerts`,
  rateTooFine: 'compare는 window의 2,016배까지입니다(5m이면 7d). 그동안의 줄 수를 모두 간직하기 때문입니다.',
  compareTooShort: 'compare는 window보다 짧을 수 없습니다.',
  notifierFails: (name, reason, since) =>
    `알림 대상 "${name}"에 보내지 못하고 있습니다${since === undefined ? '' : `(${since}부터)`}: ${reason} 알림은 기다렸다가 다시 보내며, 로그 전송은 계속됩니다.`,
  notifierWorks: (name, after) => `알림 대상 "${name}"이(가) ${after} 만에 다시 동작합니다.`,
  outboxFull: (name, most) =>
    `알림 대상 "${name}"에 보낼 알림이 ${number(most)}개 밀려, 가장 오래된 것을 버렸습니다.`,
  webhookRefused: (host, status) => `${host}이(가) HTTP 상태 ${status}(으)로 답했습니다.`,
  noAnswer: (host, ms) => `${host}이(가) ${lasted(ms)} 안에 답하지 않았습니다.`,
  unreached: (host, words) => `${host}에 연결할 수 없습니다: ${words}.`,
  cannotAppend: (path, words) => `${path}에 쓸 수 없습니다: ${words}.`,
  commandLate: (program, ms) => `${program}이(가) ${lasted(ms)} 안에 끝나지 않았습니다.`,
  commandNotStarted: (program, words) => `${program}을(를) 시작할 수 없습니다: ${words}.`,
  commandFailed: (program, code, said) =>
    `${program}이(가) ${code}(으)로 끝났습니다${said === '' ? '' : `: ${said}`}.`,
  firingWord: '발생',
  overWord: '해소',
  sinceWord: '시작',
  hostsWord: '호스트',
  filesWord: '파일',
  samplesWord: '줄',
  moreWord: '더 보기',
  ruleWorks: (rule, after) => `알림 규칙 "${rule}"이(가) ${after} 만에 다시 동작합니다.`,
  engineFailed: (words) => `알림 규칙에 문제가 생겼지만 계속합니다: ${words}`,
  threadDied: (words) => `알림 규칙이 예기치 않게 끝나 다시 시작합니다. 로그 전송은 계속됩니다: ${words}`,
  skipped: (records) =>
    `알림 규칙이 따라가지 못해 레코드 ${number(records)}개를 보지 못했습니다. 로그 전송에는 영향이 없습니다. sql 규칙을 줄이거나 window를 짧게 하십시오.`,
  windowFull: (rows) =>
    `알림 규칙의 window가 너무 커서 ${number(rows)}행을 일찍 버렸습니다. window를 짧게 하십시오.`,
  notTaken: (messages) => `알림 ${number(messages)}건이 제때 전달되지 못했습니다.`,
  stateDamaged: (path, words, aside) =>
    `${path}을(를) 쓸 수 없어(${words}) ${aside}(으)로 옮겼습니다. 알림을 처음부터 시작하므로 계속 중인 알림은 다시 알립니다.`,
  notRefilled: (words) =>
    `다시 시작하기 전에 알림 규칙의 창에 있던 레코드를 다시 읽지 못했습니다: ${words} 창은 지금부터 오는 레코드로 시작하며, 다 찰 때까지는 조용하다고 해서 알림이 해소되지 않습니다.`,
  otherStream: (folder, known, asked) =>
    `체크포인트 폴더 ${folder}은(는) 스트림 "${asked}"이(가) 아니라 "${known}"에 대한 알림의 것입니다. --checkpoint-dir로 다른 폴더를 지정하십시오.`,
  stateNotWritten: (path, words) =>
    `${path}에 쓸 수 없습니다: ${words}. 알림은 계속되지만, 다시 시작하면 계속 중인 알림을 또 알리게 됩니다.`,
  words: {
    name: '규칙의 이름(서로 달라야 함)',
    severity: 'info, warning, critical: 받는 쪽이 쓰는 값',
    message: '알릴 문장. {이름} 자리를 쓸 수 있음: count, host, file, since, rule, 묶음 키, 열, 필드',
    key: '묶는 기준. 묶음마다 따로 알림: 필드 이름, sql이면 열 이름(기본: 글자 열)',
    cooldown: '조건이 이만큼 사라져 있어야 해소로 봄. 그전에 다시 맞으면 같은 알림(1m, absent는 0s)',
    recovery: '해소도 알림',
    notify: '알림 대상의 이름(기본: 모두)',
    max_groups: '한 번에 둘 묶음의 최대 수. 나머지는 한 묶음이 됨',
    match: '줄이 맞는 즉시 알림: 글자, /정규식/, {status_code: ">= 500"} 같은 필드 조건',
    count: 'match: window 안에 이만큼 맞으면(기본: 1)',
    sql: 'window의 줄이 든 뷰 logs에 대한 이 SELECT가 행을 돌려주면 알림',
    window: 'sql, count, compare가 보는 시간. 예: 1m',
    every: 'sql: 묻는 간격(기본: 1s)',
    for: 'sql, compare: 이만큼 계속되어야 알림',
    absent: '이 시간 동안 아무것도 오지 않으면 알림',
    where: 'absent, compare: 셀 줄. match처럼 씀(기본: 모두)',
    compare: '이만큼 전과 비교해 줄이 많거나 적으면 알림. 1h, 또는 어제 같은 시각이면 1d',
    above: 'compare: 몇 배보다 많으면',
    below: 'compare: 몇 배보다 적으면. 예: 0.5',
    least: 'compare: 지금이나 그때의 줄 수가 이보다 적으면 알리지 않음(기본: 20)',
  },
  notifierWords: {
    terminal: 'true: 프로세스의 표준 오류',
    file: '메시지마다 JSON 한 줄을 덧붙일 파일',
    webhook: '메시지를 POST로 받을 주소, 또는 주소가 든 변수 env:이름. 출력하지 않음',
    shape: 'webhook: json(메시지 그대로) 또는 slack(Slack 수신 웹훅과 같은 형태를 받는 곳)',
    sns: 'SNS 주제의 ARN',
    endpoint_url: 'sns: 다른 엔드포인트',
    profile: 'sns: AWS 설정 파일의 프로필',
    command: '프로그램과 인자의 목록. 메시지를 표준 입력에 JSON으로 받음',
    timeout: '한 번의 시도를 그만두는 시간(기본: 10s)',
  },
}

function number(count: number): string {
  return count.toLocaleString('ko-KR')
}

function lasted(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 1) return `${Math.round(ms)}밀리초`
  if (seconds < 120) return `${seconds}초`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes}분`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours}시간` : `${Math.round(hours / 24)}일`
}
