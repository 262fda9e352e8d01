import type { serve as english } from '../en/serve.ts'

/** Korean sentences of `serve`. */
export const serve: typeof english = {
  listening: (url) => `대시보드: ${url}`,
  stillTrying: (problem, seconds) =>
    `${problem} 나머지는 대시보드 없이 그대로 진행되며, ${seconds}초마다 다시 시도합니다.`,
  portTaken: (host, port) =>
    `대시보드가 ${host}의 포트 ${port}에서 들을 수 없습니다. 다른 프로그램이 쓰고 있습니다. --dashboard ${port + 1}처럼 다른 포트를 주거나, 비어 있는 포트를 쓰도록 --dashboard 0을 주십시오.`,
  portRefused: (host, port) =>
    `대시보드가 ${host}의 포트 ${port}에서 들을 권한이 없습니다. 1024 미만의 포트는 관리자용입니다. --dashboard 7788처럼 다른 포트를 주십시오.`,
  noSuchHost: (host, port) =>
    `대시보드가 ${host}의 포트 ${port}에서 들을 수 없습니다. 이 컴퓨터에 그런 주소가 없습니다. 이 컴퓨터에서만 보려면 --dashboard ${port}, 모든 주소에서 보려면 --dashboard 0.0.0.0:${port}을(를) 쓰십시오.`,
  cannotListen: (host, port, words) =>
    `대시보드가 ${host}의 포트 ${port}에서 들을 수 없습니다: ${words}. --dashboard 0(비어 있는 아무 포트)처럼 다른 포트를 주십시오.`,
  tokenMade: (url) =>
    `대시보드가 다른 컴퓨터에서도 보이므로 토큰이 필요합니다. 토큰은 이 프로세스가 끝날 때까지 쓸 수 있습니다: ${url}`,
  tokenGiven: (url) =>
    `대시보드가 다른 컴퓨터에서도 보이므로 --dashboard-token으로 준 토큰이 필요합니다: ${url}`,
  startedLate: (url) => `대시보드가 이제 열렸습니다: ${url}`,
  fault: (words) =>
    `대시보드 자체의 결함으로 이제부터 일부 수치가 빠질 수 있습니다. 전송에는 영향이 없습니다. 다음 내용을 알려 주십시오: ${words}`,
  pageMissingTitle: 'kinetail: 페이지가 없습니다',
  pageMissing:
    '이 kinetail 빌드에는 대시보드 페이지가 없습니다. `npm run build`로 만들 수 있습니다. 데이터는 여기에 있습니다:',
  errors: {
    noToken:
      '이 대시보드에는 토큰이 필요합니다. kinetail이 시작할 때 출력한 주소를 열거나 "Authorization: Bearer 토큰" 헤더를 보내십시오.',
    wrongHost: (host) =>
      `대시보드는 ${JSON.stringify(host)}(이)라는 이름으로는 응답하지 않습니다. kinetail이 출력한 주소로 여십시오. (이 컴퓨터를 가리키는 이름은 다른 사이트의 속임수일 수 있습니다.)`,
    wrongOrigin: (origin) =>
      `대시보드는 자신의 페이지에만 응답하는데, 이 요청은 ${JSON.stringify(origin)}에서 왔습니다.`,
    noRoute: (path) => `${JSON.stringify(path)}에는 아무것도 없습니다.`,
    method: (method, allowed) => `여기서는 ${method}을(를) 쓸 수 없습니다. ${allowed}을(를) 쓰십시오.`,
    tooManyWatchers: (most) =>
      `이미 최대 개수인 ${most}개의 페이지가 연결되어 있습니다. 그중 하나를 닫으십시오.`,
    badNumber: (name, written, least, most) =>
      `${name}=${JSON.stringify(written)}은(는) ${least}부터 ${most}까지의 수가 아닙니다.`,
    badRange: 'from이 to보다 늦습니다.',
    badField: (written, known) =>
      `field=${JSON.stringify(written)}은(는) 알 수 없습니다. ${known.join(', ')} 중 하나를 쓰십시오.`,
    bodyTooLarge: (most) => `본문이 ${most}바이트보다 큽니다.`,
    notJson: '본문이 {"sql": "SELECT …"} 형태의 JSON 객체가 아닙니다.',
    fault: '대시보드 자체의 결함으로 이 요청을 처리하지 못했습니다. 전송에는 영향이 없습니다.',
    noAlerts: '알림 규칙이 없습니다.',
  },
  sql: {
    empty: '문장이 없습니다. SELECT status_code, count(*) FROM logs GROUP BY 1처럼 SELECT를 쓰십시오.',
    several: '문장이 여러 개입니다. SQL 상자는 한 번에 하나만 실행합니다.',
    notASelect: (kind) =>
      `여기서는 ${kind}을(를) 실행할 수 없습니다. SQL 상자는 읽기만 합니다. logs에 대한 SELECT를 쓰십시오.`,
    timeout: (seconds) => `쿼리가 ${seconds}초보다 오래 걸려 끝냈습니다. 범위를 줄이거나 열을 줄이십시오.`,
    busy: '다른 쿼리가 실행 중입니다. 끝난 뒤 다시 시도하십시오.',
    failed: (words) => `쿼리가 실패했습니다: ${words}`,
    unavailable: (words) => `SQL 상자를 시작할 수 없습니다: ${words}`,
    ended: 'SQL 상자가 예기치 않게 끝났습니다. 더 짧은 범위나 더 적은 열로 다시 시도하십시오.',
    memory: (size) =>
      `쿼리에 SQL 상자의 메모리 ${size}보다 많은 메모리가 필요합니다. 범위를 줄이거나 더 적은 값으로 묶으십시오.`,
  },
}
