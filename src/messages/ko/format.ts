import type { format as english } from '../en/format.ts'

/** Korean sentences of `format`. */
export const format: typeof english = {
  unknownDirective: (written, column, format) =>
    `형식의 ${column + 1}번째 글자에 있는 "${written}"은(는) kinetail이 모르는 지시자입니다: ${format}`,
  unknownTime: (written, column, known) =>
    `형식의 ${column + 1}번째 글자에 있는 "${written}"은(는) 다시 읽을 수 없는 시각 형식입니다. strftime의 변환 가운데 읽을 수 있는 것: ${known.join(' ')}.`,
  adjacentFields: (first, firstColumn, second, column) =>
    `형식의 ${column + 1}번째 글자에 있는 "${second}"이(가) ${firstColumn + 1}번째 글자의 "${first}" 바로 뒤에 붙어 있어 어디서 끊어야 할지 알 수 없습니다. 사이에 공백이나 다른 글자를 넣으십시오.`,
  ambiguousFields: (first, firstColumn, second, column, between) =>
    `형식의 ${firstColumn + 1}번째 글자 "${first}"와(과) ${column + 1}번째 글자 "${second}" 사이에 "${between}"만 있는데, 두 값 모두 그 글자를 담을 수 있어 어디서 끊어야 할지 알 수 없습니다. "${first}"${between}"${second}"처럼 둘 다 따옴표로 감싸십시오.`,
  noFields: '형식에 필드가 없습니다. 서버의 LogFormat 또는 log_format 문자열을 쓰십시오.',
  unknownType: (name, known) => `"${name}"(이)라는 로그 유형은 없습니다. 유형: ${known.join(', ')}.`,
  formatNeedsServer: (type) =>
    `--format은 웹 서버의 형식인데 유형이 "${type}"입니다. --type apache 또는 --type nginx와 함께 쓰십시오.`,
  formatHasNoDirective: (format) =>
    `"${format}"은(는) 형식 문자열(Apache는 %, nginx는 $)도 아니고 아는 이름(combined, common, vhost_combined, main)도 아닙니다.`,
  formatOfOtherServer: (format, type, owner) =>
    `"${format}"은(는) ${owner}의 형식인데 유형이 "${type}"입니다. --type ${owner}을(를) 쓰거나 --type을 빼십시오.`,
  unknownEscape: (mode) =>
    `escape=${mode}은(는) 모르는 값입니다. nginx에는 escape=default, escape=json, escape=none이 있습니다.`,
  badPattern: (pattern, why) => `패턴 ${pattern}은(는) 정규식이 아닙니다: ${why}.`,
  patternWithoutFields: (pattern) =>
    `패턴 ${pattern}에 필드 이름이 없습니다. 필드가 될 부분을 (?<이름>…)으로 감싸거나 grok에서는 %{NAME:필드}로 쓰십시오.`,
  patternNeeded: (type) =>
    `"${type}" 유형에는 패턴이 필요합니다. --pattern 또는 로그 파일 객체의 "pattern"으로 주십시오.`,
  patternOfOtherType: (type) => `패턴은 regex와 grok 유형에만 쓰는데 유형이 "${type}"입니다.`,
  patternNested: (pattern, at, part) =>
    `패턴 ${pattern}의 ${at + 1}번째 글자에서 반복을 다시 반복합니다. ${part}은(는) 한 글을 나누는 방법이 너무 많아 다 시도할 수 없습니다. 반복 하나를 없애거나, 매번 그 안에 없는 글자로 시작하거나 끝나게 하십시오.`,
  patternRefers: (pattern, at) =>
    `패턴 ${pattern}의 ${at + 1}번째 글자가 앞의 그룹을 다시 가리킵니다. 얼마나 걸릴지 미리 알 수 없어 받지 않습니다.`,
  patternTooWide: (pattern, degree, most) =>
    `패턴 ${pattern}에는 같은 글을 가져갈 수 있는 반복이 ${degree}개 이어져 있습니다. ${most}개까지 됩니다. .* 대신 [^ ]*처럼 어디서 끝나는지 쓰십시오.`,
  unknownGrok: (name, near) =>
    `${name}(이)라는 grok 패턴은 없습니다${near === undefined ? '' : `. ${near}입니까?`} 나만의 패턴은 "patterns"에 넣으십시오.`,
  grokCircle: (pattern) => `grok 패턴 ${pattern}이(가) 돌고 돌거나 끝없이 커집니다.`,
  workerFailed: (reason) => `파싱 워커가 실패했습니다: ${reason}`,
  cannotRead: (path, words) => `${path === '-' ? '표준 입력' : path}을(를) 읽을 수 없습니다: ${words}.`,
  standardInput: '표준 입력',
  badWorkers: (written) =>
    `--parse-workers "${written}"은(는) 스레드 수가 아닙니다. auto 또는 0에서 999 사이의 수를 쓰십시오.`,
  notParsed: (rejects, lines) => `${lines}줄 가운데 ${rejects}줄을 파싱하지 못했습니다:`,
  rejected: (count, reason, file, line, column) =>
    `  ${count} × ${reason} (처음: ${file === '-' ? '표준 입력' : file} ${line}행 ${column}열)`,
  reasons: {
    expected_literal: '여기서 줄이 형식과 다릅니다',
    bad_timestamp: '시각이 있어야 할 곳에 시각이 없습니다',
    bad_address: '주소나 호스트 이름이 있어야 할 곳에 없습니다',
    bad_number: '숫자가 있어야 할 곳에 숫자가 없습니다',
    unterminated_quote: '따옴표가 열린 뒤 닫히지 않았습니다',
    line_ends_early: '형식이 끝나기 전에 줄이 끝났습니다',
    text_after_end: '형식이 끝난 뒤에 글자가 더 있습니다',
    cut_line: '줄이 너무 길어 시각 앞에서 잘렸습니다',
    binary: '이진 데이터입니다',
    too_long: '이 줄의 레코드는 아무리 줄여도 너무 큽니다',
    no_header: '열 이름이 적힌 줄을 보지 못했습니다',
    no_match: '패턴이 줄과 맞지 않습니다',
    over_match_limit: '이 패턴으로 맞춰 볼 수 있는 길이보다 줄이 깁니다',
  },
  statistics: (tally, seconds) =>
    `${tally.lines}줄: 레코드 ${tally.records}, 파싱 실패 ${tally.rejects}, 빈 줄 ${tally.blanks}${tally.filtered > 0 ? `, 걸러냄 ${tally.filtered}` : ''}; ` +
    `${seconds.toFixed(3)}초, ${Math.round(tally.lines / Math.max(seconds, 0.001))}줄/초`,
  parseOptions: {
    files: '로그 파일. 없거나 -이면 표준 입력',
    type: (types) => `로그 유형: ${types.join(', ')}`,
    format: '서버의 LogFormat 또는 log_format 문자열, 또는 이름: combined, common, vhost_combined, main',
    pattern: '이름 붙은 그룹이 있는 정규식 또는 grok 패턴. 줄 전체와 맞아야 함',
    deadLetter: '파싱하지 못한 줄을 이 파일에 보관',
    shipUnparsed: '파싱하지 못한 줄도 log_type "unparsed"로 출력',
    stats: '줄 수와 속도를 알려 줌',
    parseWorkers: '파싱 스레드 수 또는 auto',
    noMetadata: 'stream처럼 받아들임. parse는 host와 event_id를 붙이지 않음',
    json: '다른 명령처럼 받아들임. 레코드는 언제나 JSON',
  },
  parseExamples: {
    file: 'Apache 로그를 JSON 줄로',
    pipe: '애플리케이션이 쓰는 대로',
    format: 'nginx.conf에 있는 자기 형식',
    dead: '파싱하지 못한 줄은 따로 보관',
    schema: '오류와 API 요청만, Elastic Common Schema의 이름으로',
    redact: '주소는 네트워크까지만 남기고 질의 문자열의 토큰은 가림',
  },
  formatsArgument: '이 형식만',
  formatsExamples: {
    all: '모든 형식과 필드, 예',
    one: '하나만',
    json: '프로그램용',
  },
  columns: { field: '필드', type: '유형', meaning: '뜻' },
  exampleLine: '예:',
}
