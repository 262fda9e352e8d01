import type { stats as english } from '../en/stats.ts'

/** Korean sentences of `stats`; the first seven lines are the lab guide's. */
export const stats: typeof english = {
  title: '=== 스트리밍 통계 ===',
  linesProcessed: (lines) => `처리된 라인: ${lines}`,
  recordsSent: (records) => `전송된 레코드: ${records}`,
  errors: (count) => `오류: ${count}`,
  lineRate: (rate) => `처리율: ${rate} 라인/초`,
  recordRate: (rate) => `전송율: ${rate} 레코드/초`,
  queueSize: (entries) => `큐 크기: ${entries}`,
  parseSuccess: (part) => `파싱 성공률: ${part}`,
  latency: (p50, p95, p99) => `전송 지연시간: p50 ${p50}, p95 ${p95}, p99 ${p99}`,
  retries: (count) => `재시도: ${count}`,
  possibleDoubles: (count) => `도착했는지 알 수 없어 다시 보낸 레코드: ${count}`,
  throttles: (count) => `스로틀링: ${count}`,
  deadLetters: (count) => `데드레터: ${count}`,
  orderRisks: (count) => `같은 키 안에서 순서가 바뀐 레코드: ${count}`,
  destroyed: (bytes) => `읽기 전에 로테이션으로 사라진 양: ${bytes}`,
  lag: (bytes, time) => `밀린 양: ${bytes}, ${time}`,
  batchSize: (entries) => `배치 크기: ${entries}`,
  adapted: (batch, linger, requests, pace) =>
    `조정: 배치 크기 ${batch}, 대기 ${linger}, 동시 요청 ${requests}, 전송 속도 ${pace}`,
  goalsMissed: (latency, errors) => `목표를 넘은 횟수: 지연 시간 ${latency}, 오류 ${errors}`,
  logTypes: (counts) => `로그 유형별: ${counts}`,
  rejectReasons: (counts) => `파싱 실패: ${counts}`,
  ledger: (sum) => `장부: ${sum}`,
  lifetime: (sum) => `이전 실행을 합친 장부: ${sum}`,
  ledgerSum: (read, sent, dead, filtered, inFlight) =>
    `읽음 ${read} = 전송 ${sent} + 데드레터 ${dead} + 제외 ${filtered} + 진행 중 ${inFlight}`,
  moreFiles: (count) => `그 밖의 파일 ${count}개`,
}
