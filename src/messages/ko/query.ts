import type { query as english } from '../en/query.ts'

/** Korean sentences of `query`. */
export const query: typeof english = {
  noDatabase: (platform, arch, why) =>
    `SQL에는 DuckDB가 필요한데 ${platform} ${arch}용 기계어를 불러올 수 없습니다: ${why}. ` +
    '이것은 패키지의 선택 의존성으로 따라옵니다. --omit=optional 없이 kinetail을 다시 설치하십시오.',
  notSelect: (line, column) =>
    `${at(line, column)}: 쿼리는 SELECT 하나입니다. 아무것도 바꿀 수 없으므로 INSERT, UPDATE, CREATE, COPY, SET 등은 실행하지 않습니다.`,
  oneStatement: (line, column, count) =>
    `${at(line, column)}: SELECT 하나가 와야 할 곳에 문장이 ${count}개 있습니다.`,
  badSql: (line, column, words) => `${at(line, column)}: ${words}`,
  badValue: (line, column, words) =>
    `${at(line, column)}: 쿼리가 쓸 수 없는 값이 든 행이 있습니다: ${words}. TRY_CAST를 쓰면 대신 NULL이 됩니다.`,
  noColumn: (line, column, name, nearest) =>
    `${at(line, column)}: 여기에는 "${name}" 열이 없습니다.${near(nearest)}`,
  noFunction: (line, column, name, nearest) =>
    `${at(line, column)}: "${name}" 함수는 없습니다.${near(nearest)}`,
  noStream: (line, column, name, nearest) =>
    `${at(line, column)}: "${name}" 스트림은 없습니다.${near(nearest)}`,
  twoStreams: (line, column, one, other) =>
    `${at(line, column)}: 이 쿼리는 "${one}"과(와) 함께 "${other}"도 읽습니다. 쿼리 하나는 스트림 하나를 읽습니다. 두 스트림의 행을 세 번째 스트림에 넣거나 따로 물으십시오.`,
  readsNothing: (line, column, relation) =>
    `${at(line, column)}: 이 쿼리는 읽는 스트림이 없습니다. FROM ${relation}을(를) 쓰십시오.`,
  notDirect: (line, column, relation) =>
    `${at(line, column)}: 이 종류의 윈도에서는 SELECT가 하위 쿼리, 조인, WITH, UNION 없이 ${relation}을(를) 바로 읽어야 합니다.`,
  endless: (line, column, clause) =>
    `${at(line, column)}: ${clause}에는 모든 행이 필요한데 스트림에는 끝이 없습니다. 이 쿼리는 결과 없이 영원히 읽기만 합니다. ` +
    '윈도를 주거나(--window 1m) 계속 다시 그리는 표로 실행하십시오.',
  columnCount: (line, column, stream, declared, selected) =>
    `${at(line, column)}: 스트림 "${stream}"의 열은 ${declared}개인데 이 쿼리는 ${selected}개를 고릅니다.`,
  noCorrections: (kind) =>
    `정정된 결과는 텀블링 윈도와 호핑 윈도에만 있고 ${kind}에는 없습니다. 늦은 행이 바꿀 범위에 한계가 없기 때문입니다. --correct를 빼십시오.`,
  outOfMemory: (words) =>
    `쿼리에 허용된 것보다 많은 메모리가 필요합니다: ${words}. --memory로 늘리거나 더 적은 값으로 묶으십시오.`,
  databaseFile: (words) =>
    `쿼리의 파일을 읽거나 쓸 수 없습니다: ${words}. 디스크 공간을 비우고 다시 시작하면 멈춘 곳에서 이어집니다.`,
  databaseFailed: (words) => `쿼리의 데이터베이스가 실패했습니다: ${words}`,
  checkpointDamaged: (path, why) =>
    `쿼리의 체크포인트를 열 수 없습니다: ${path}: ${why}. 다른 곳으로 옮기면 쿼리가 처음부터 시작합니다.`,
  checkpointOther: (folder) =>
    `${folder}의 체크포인트는 다른 쿼리의 것입니다. 문장, 윈도, 시각의 종류가 같아야 합니다. ` +
    '이 쿼리에 따로 폴더를 주거나, 그 폴더를 지우고 처음부터 시작하십시오.',
  checkpointNewer: (folder) =>
    `${folder}의 체크포인트는 더 새로운 kinetail이 썼습니다. 그 버전을 쓰거나 따로 폴더를 주십시오.`,
}

function at(line: number, column: number): string {
  return `${line}행 ${column}열`
}

function near(name: string | undefined): string {
  return name === undefined ? '' : ` 가장 가까운 이름은 "${name}"입니다.`
}
