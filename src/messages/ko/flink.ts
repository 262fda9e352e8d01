import type { flink as english } from '../en/flink.ts'

/** Korean sentences of `query --flink`. */
export const flink: typeof english = {
  noType: (type) =>
    `Flink SQL에는 DuckDB의 ${type}에 해당하는 형식이 없습니다. CAST(… AS VARCHAR)처럼 그 열의 형식을 바꾸십시오.`,
  noFunction: (name, query) =>
    `쿼리 "${query}"의 ${name}()와 같은 결과를 내는 함수가 Flink SQL에 없습니다. 다른 함수로 쓰거나 Flink로 옮길 쿼리에서 빼십시오.`,
  cannotSay: (what, query) =>
    `쿼리 "${query}"는 Flink SQL로 옮길 수 없습니다. "${what}"을(를) 같은 결과로 나타낼 방법이 없습니다.`,
  noColumn: (column, query) =>
    `쿼리 "${query}"에 있는 열 ${column}은(는) Flink에 없습니다. Flink에는 레코드의 표준 필드와 record->>'이름'으로 요청한 필드만 있습니다.`,
  noStagger:
    'Flink에는 스태거 윈도(WINDOWED BY STAGGER)가 없습니다. 가장 가까운 것은 세션 윈도나 텀블링 윈도입니다.',
  badPath: (path) =>
    `${path}은(는) Flink가 받아들일 수 있는 레코드 경로가 아닙니다. record->>'이름' 또는 더 깊은 필드는 '$.이름.멤버'로 쓰십시오.`,
  scriptHead: ({ connector, placeholders }) => [
    'kinetail query와 같은 작업을 하는 Flink SQL (Flink 1.20, Managed Service for Apache Flink).',
    `커넥터: ${connector}.`,
    ...placeholders.map((one) => `직접 채워야 하는 값: ${one}.`),
  ],
  projectWritten: (folder, files) =>
    `kinetail: ${folder}에 파일 ${files.length}개를 썼습니다: ${files.join(', ')}. 명령은 README.md에 있습니다.\n`,
  projectExists: (folder) =>
    `${folder}이(가) 이미 있고 비어 있지 않습니다. 새 폴더를 지정하거나 그 폴더를 비우십시오.`,
}
