import type { format as english } from '../en/format.ts'

/** Korean sentences of `format`. */
export const format: typeof english = {
  unknownDirective: (written, column, format) =>
    `형식의 ${column + 1}번째 글자에 있는 "${written}"은(는) kinetail이 모르는 지시자입니다: ${format}`,
  unknownTime: (written, column, known) =>
    `형식의 ${column + 1}번째 글자에 있는 "${written}"은(는) 다시 읽을 수 없는 시각 형식입니다. 아는 형식: ${known.join(', ')}.`,
  adjacentFields: (first, second, column) =>
    `형식의 ${column + 1}번째 글자에 있는 "${second}"이(가) "${first}" 바로 뒤에 붙어 있어 어디서 끊어야 할지 알 수 없습니다. 사이에 공백이나 다른 글자를 넣으십시오.`,
  noFields: '형식에 필드가 없습니다. 서버의 LogFormat 또는 log_format 문자열을 쓰십시오.',
  unknownType: (name, known) => `"${name}"이라는 로그 유형은 없습니다. 유형: ${known.join(', ')}.`,
  formatNeedsServer: (type) =>
    `--format은 웹 서버의 형식인데 유형이 "${type}"입니다. --type apache 또는 --type nginx와 함께 쓰십시오.`,
  formatHasNoDirective: (format) =>
    `"${format}"은(는) 형식 문자열(Apache는 %, nginx는 $)도 아니고 아는 이름(combined, common, vhost_combined, main)도 아닙니다.`,
  formatOfOtherServer: (format, type, owner) =>
    `"${format}"은(는) ${owner}의 형식인데 유형이 "${type}"입니다. --type ${owner}을(를) 쓰거나 --type을 빼십시오.`,
  unknownEscape: (mode) =>
    `escape=${mode}은(는) 모르는 값입니다. nginx에는 escape=default, escape=json, escape=none이 있습니다.`,
}
