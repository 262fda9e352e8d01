import type { shape as english } from '../en/shape.ts'

const caret = (rule: string, column: number): string => `    ${rule}\n    ${' '.repeat(column)}^`

/** Korean sentences of `shape`. */
export const shape: typeof english = {
  badRule: (rule, column, why) => `규칙의 ${column + 1}열을 읽을 수 없습니다. ${why}\n${caret(rule, column)}`,
  unclosed: (quote) => `따옴표 ${quote}가 닫히지 않았습니다.`,
  unexpected: (found) =>
    `"${found}"은(는) 규칙에 쓸 수 없습니다. 글은 작은따옴표로, 특수한 이름은 큰따옴표로 감싸십시오.`,
  wanted: (wanted, found) =>
    found === '' ? `${wanted} 자리에서 규칙이 끝났습니다.` : `${wanted} 자리에 "${found}"이(가) 있습니다.`,
  wantsOperator: 'AND, OR 또는 규칙의 끝',
  wantsField: 'status_code >= 500 같은 필드와 조건',
  wantsValue: '값(숫자, 작은따옴표로 감싼 글, TRUE, FALSE)',
  wantsText: '작은따옴표로 감싼 글',
  noOrder: 'TRUE와 FALSE에는 크고 작음이 없습니다. =나 <>로 비교하십시오.',
  useIsNull: 'SQL에서 NULL과 같은 것은 없습니다. IS NULL이나 IS NOT NULL을 쓰십시오.',
  badEscape: 'ESCAPE에는 한 글자를 씁니다.',
  emptyRule: '규칙이 비어 있습니다. {status_code: 404}처럼 필드와 조건을 쓰십시오.',
  badOperator: (field, operator, known) =>
    `"${field}"의 조건을 쓸 수 없습니다. "${operator}"은(는) 없는 연산자이거나 값이 맞지 않습니다. 쓸 수 있는 것: ${known.join(', ')}. in과 not_in에는 목록을, between에는 두 값의 목록을 씁니다.`,
  unknownField: (name, where, nearest, known) =>
    `${where}에 "${name}" 필드가 없습니다.${nearest === undefined ? '' : ` "${nearest}"을(를) 찾으십니까?`} 필드: ${known.join(', ')}.`,
  unknownFieldAt: (rule, column, sentence) => `${sentence}\n${caret(rule, column)}`,
  allFiles: '어느 로그 파일',
  ownField: (name) => `"${name}"은(는) 스트림을 다시 읽는 데 필요한 kinetail의 필드라서 가릴 수 없습니다.`,
  noKey:
    'pseudonymise에는 비밀 키가 필요합니다. 키가 든 환경 변수 이름(key_env)이나 파일(key_file)을 쓰십시오. 같은 키는 같은 가명을 만듭니다.',
  shortKey: (place, bytes, least) =>
    bytes === 0
      ? `${place}에 가명 키가 없거나 비어 있습니다. "openssl rand -hex 32"가 출력하는 것 같은 ${least}바이트 이상의 비밀값을 넣으십시오.`
      : `${place}의 가명 키가 ${bytes}바이트입니다. ${least}바이트보다 짧은 키는 대입으로 찾을 수 있습니다. "openssl rand -hex 32"가 출력하는 것 같은 비밀값을 쓰십시오.`,
  unreadableKey: (path, words) => `${path}에서 가명 키를 읽을 수 없습니다: ${words}.`,
  pathTaken: (path) =>
    `"${path}" 필드를 추가할 수 없습니다. 이 스키마에서 이름의 일부가 값이거나 이름 전체가 객체입니다.`,
  noVariable: (name, field) =>
    `추가할 필드 "${field}"이(가) 쓰는 환경 변수 ${name}이(가) 없습니다. 변수를 설정하거나 \${${name}:-none}처럼 대신할 값을 쓰십시오.`,
  badSample: (value) =>
    `"${value}"은(는) 표본 설정이 아닙니다. "10% by ip_address"나 {rate: 0.1, by: ip_address}처럼 비율과 필드를 쓰십시오.`,
  badSampleRate: (value) => `"${value}"은(는) 비율이 아닙니다. 0에서 1 사이 또는 10% 같은 백분율을 쓰십시오.`,
  badAdd: (value) =>
    `"${value}"은(는) 추가할 필드가 아닙니다. 이름=값으로 쓰고, 여러 개는 쉼표로 나누십시오.`,
  badAddName: (name) => `"${name}"은(는) kinetail이 직접 쓰는 필드라서 추가할 수 없습니다.`,
  badJson: (name, value) => `"${value}"은(는) JSON이 아닙니다. --${name}에는 설정 파일과 같은 객체를 씁니다.`,
  badPrefix: (value) =>
    `"${value}"은(는) 접두사 길이 쌍이 아닙니다. [24, 48]처럼 IPv4(0~32)와 IPv6(0~128)의 비트 수를 쓰십시오.`,
  nothingToRedact:
    'redact에 가릴 것이 없습니다. mask, remove, pseudonymise, ip, query, patterns 가운데 하나를 쓰십시오.',
}
