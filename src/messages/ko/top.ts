import type { top as english } from '../en/top.ts'

/** Korean sentences of `kinetail top`. */
export const top: typeof english = {
  description:
    '실행 중인 kinetail의 첫 화면을 터미널에 표시: 모두 도착하는지, 얼마나 빠른지, 무엇이 어디서 잘못되었는지.',
  examples: {
    plain: '이 컴퓨터에서 --dashboard로 시작한 kinetail',
    remote: '다른 kinetail, 출력된 주소(토큰 포함)로',
    once: '한 번만 출력(스크립트나 메일용)',
    json: '같은 내용을 JSON으로: /api/now의 응답',
  },
  urlArgument: '대시보드의 주소, 포트 또는 호스트:포트',
  urlOption: '위와 같음',
  tokenOption: '대시보드가 요구하는 토큰. 환경 변수 KINETAIL_DASHBOARD_TOKEN으로 주는 편이 더 안전함',
  onceOption: '한 화면을 출력하고 끝냄. 출력이 터미널이 아니면 항상 그러함',
  jsonOption: '한 화면을 JSON으로 출력하고 끝냄',
  help: `
키: 1~4 또는 Tab으로 개요, 파일, 샤드, 실패를 보고, p로 멈추고, q로 끝냅니다.
`,
  twoUrls: (one, other) => `주소가 ${one}, ${other} 두 개입니다. 하나를 빼십시오.`,
  badUrl: (written) =>
    `"${written}"은(는) 대시보드의 주소가 아닙니다. http://127.0.0.1:7788/, web-1:7788 또는 7788처럼 쓰십시오.`,
  nothingThere: (url, reason) =>
    `${url}에서 응답하는 대시보드가 없습니다: ${reason}. kinetail stream --config kinetail.yaml --dashboard처럼 --dashboard로 kinetail을 시작하거나, 출력된 주소를 주십시오: kinetail top URL.`,
  noToken: (url) =>
    `${url}의 대시보드에는 토큰이 필요합니다. kinetail이 시작할 때 출력한 주소 전체를 주거나, --token 또는 KINETAIL_DASHBOARD_TOKEN으로 토큰을 주십시오.`,
  refused: (url, status, words) => `${url}의 대시보드가 ${status}(으)로 거부했습니다: ${words}`,
  noKinetail: (url) =>
    `${url}에서 응답하는 것은 kinetail의 대시보드가 아닙니다. kinetail top http://127.0.0.1:7788/처럼 kinetail이 출력한 주소를 주십시오.`,
  views: ['개요', '파일', '샤드', '실패'],
  hosts: '호스트',
  live: '실시간',
  lost: (since) => `${since}부터 연결 끊김, 다시 시도 중`,
  paused: '멈춤',
  keys: '1-4 Tab: 화면  p: 멈춤  q: 끝냄',
  up: (time) => `가동 ${time}`,
  inAll: (count) => `모두 ${count}`,
  more: (count) => `… ${count}개 더`,
  none: '없음',
  starting: '스트림과 파일이 아직 열리지 않았습니다.',
  columns: {
    file: '파일',
    host: '호스트',
    shard: '샤드',
    rate: '초당',
    behind: '지연',
    trend: '5분',
    heat: '사용률',
    throttled: '제한됨',
    batch: '배치',
    reason: '줄이 파싱되지 않은 이유',
    count: '줄',
  },
  fix: (command) => `해결: ${command}`,
}
