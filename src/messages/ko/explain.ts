import type { explain as english } from '../en/explain.ts'

/** Korean sentences of `explain`. */
export const explain: typeof english = {
  description:
    '각 줄의 어느 필드가 어디에 있는지, 또는 몇 번째 열에서 왜 읽지 못했는지, 어떤 형식이 맞는지, 어떤 명령으로 읽을 수 있는지 알려 줍니다.',
  arguments: '줄 하나 또는 줄이 든 파일. 없거나 -이면 표준 입력',
  deadLetterOption: '대신 데드레터 파일을 설명합니다. 같은 방식으로 실패한 줄을 묶습니다',
  topOption: '보여 줄 묶음 수',
  typeOption: (types) => `로그 유형: ${types.join(', ')}. 없으면 가장 가까운 것`,
  examples: {
    line: '줄 하나: 모든 필드와 그 열, 또는 실패한 열',
    pipe: '다른 곳에서 온 줄을 직접 만든 형식에 맞춰 봅니다',
    file: '일부 줄이 파싱되지 않는 파일',
    dead: '데드레터 파일에 무엇이 있고 어떻게 하면 파싱되는지',
    events: '이벤트가 여러 줄인 오류 로그',
  },
  badTop: (written) => `--top "${written}"은(는) 묶음 수가 아닙니다. 1 이상의 수를 쓰십시오.`,
  whichInput: '--dead-letter FILE은 줄을 대신합니다. 인자를 빼십시오.',
  noFile: (path) => `${path} 파일이 없습니다.`,
  parses: (where, format) => `${where}: ${format} 형식으로 파싱됩니다.`,
  nothingFits: (where) => `${where}: 맞는 형식이 없습니다. 가장 가까운 형식:`,
  fails: (where, format, column) => `${where}: ${format} 형식으로 파싱되지 않습니다. 바이트 열 ${column}`,
  blank: (where) => `${where}: 빈 줄이거나 열 이름 줄입니다. 걸러진 줄로 셉니다.`,
  lineAt: (number) => `${number}번째 줄`,
  lineOf: (file, number) => `${file}의 ${number}번째 줄`,
  offsetOf: (file, offset) => `${file}, 오프셋 ${offset}`,
  columns: { columns: '열', format: '형식', field: '필드', value: '값' },
  left: '(레코드에 들어가지 않음)',
  labels: {
    expected: '기대',
    found: '발견',
    reason: '이유',
    fits: '맞는 형식',
    fix: '해결',
    note: '참고',
    example: '예',
  },
  expectedField: (name, written, kind) => `${name}${written === '' ? '' : ` (${written})`}: ${kind}`,
  expectedAfter: (name, written, literal) =>
    `${name}${written === '' ? '' : ` (${written})`} 뒤에 ${JSON.stringify(literal)}`,
  foundWord: (kind, shown) => (shown === '' ? kind : `${kind}: ${shown}`),
  inLogFiles: (snippet) => `--log-files에서는: ${snippet}`,
  noFix: '이 줄을 읽는 형식이 없습니다',
  changes: {
    added: (written) => `${written} 추가`,
    dropped: (written) => `${written} 제외`,
    replaced: (written, by) => `${written} → ${by}`,
  },
  fixNotes: {
    text: '줄을 일반 텍스트로 보존합니다. 어떤 형식이 아는 필드는 없습니다',
    clean: '먼저 제어 문자를 지웁니다',
    time: '시각을 읽지 않습니다. 레코드에는 읽은 시각이 들어갑니다',
  },
  brokenJson: (column, expected) =>
    `JSON처럼 보이지만 바이트 열 ${column}에서 깨집니다(기대: ${expected}). 텍스트로 보존됩니다`,
  kinds: {
    address: '주소 또는 호스트 이름',
    text: '텍스트',
    user: '사용자 이름',
    request: '요청 줄',
    clf_time: '15/Jan/2024:10:30:45 +0000 같은 시각',
    iso_time: '2024-01-15T10:30:45+00:00 같은 시각',
    epoch_time: '1970년부터의 초',
    pattern_time: '형식에 적힌 모양의 시각',
    integer: '정수 또는 -',
    number: '수 또는 -',
    upstream: '업스트림 서버의 값',
    literal: '형식의 시작',
    end: '줄의 끝',
    json_object: 'JSON 객체',
    json_key: '따옴표로 묶은 키',
    json_value: '값',
    json_next: '쉼표 다음의 키 또는 값',
    json_separator: '쉼표, 콜론 또는 닫는 괄호',
    json_quote: '닫는 따옴표',
    json_escape: 'JSON 문자열 안에 쓸 수 있는 문자',
  },
  found: {
    nothing: '줄의 끝',
    ipv4: 'IPv4 주소',
    ipv6: 'IPv6 주소',
    number: '수',
    dash: '대시(-)',
    clf_time: '시각',
    iso_time: 'ISO 시각',
    quoted: '따옴표로 묶은 텍스트',
    bracketed: '괄호로 묶은 텍스트',
    json: 'JSON',
    control: '제어 문자',
    space: '공백',
    text: '텍스트',
  },
  group: (count, column, found, expected) =>
    `${count}줄이 ${column === undefined ? '' : `${column}열에서 `}실패: ${expected} 자리에 ${found}`,
  groupReason: (count, column, reason) =>
    `${count}줄이 ${column === undefined ? '' : `${column}열에서 `}실패: ${reason}`,
  tried: (parsed, tried) => `${tried}줄에 시험: ${parsed}줄이 파싱됩니다`,
  moreGroups: (count) => `… 그 밖에 ${count}묶음(--top으로 더 볼 수 있습니다).`,
  total: (lines, failed, blank) =>
    `${lines}줄: ${lines - failed - blank}줄 파싱, ${failed}줄 실패${blank > 0 ? `, 빈 줄 ${blank}` : ''}.`,
  letters: (letters, parsing, broken) =>
    `데드레터 ${letters}개${parsing > 0 ? `, 그중 ${parsing}개는 이제 파싱됩니다. \`kinetail replay\`로 보냅니다` : ''}${broken > 0 ? `. 파일의 ${broken}줄은 데드레터가 아닙니다` : ''}.`,
  serviceRefused: '서비스가 레코드를 거부했습니다',
  replay: {
    description:
      '데드레터 파일의 줄을 지금의 형식으로 파싱하고, 파싱되는 줄을 원래의 이벤트 ID로 보냅니다. 남은 줄은 파일에 그대로 있습니다.',
    fileArgument: '데드레터 파일 (기본값: --dead-letter 또는 체크포인트 폴더의 파일)',
    typeOption: '모든 줄을 이 유형으로 읽습니다 (기본값: --log-files나 설정에 있는 그 파일의 유형)',
    keepOption: '파일을 그대로 둡니다',
    dryRunOption: '파싱만 하고, 무엇을 보낼지 알려 줍니다',
    examples: {
      dry: '이제 몇 줄이 파싱되는지',
      config: '설정에서 형식을 고친 뒤',
      format: '직접 만든 형식으로',
    },
    sent: (read, sent, dead, filtered, inFlight) =>
      `${read}줄: 보냄 ${sent}, 여전히 데드레터 ${dead}, 걸러짐 ${filtered}, 확인되지 않음 ${inFlight}.`,
    wouldSend: (read, sent, dead, filtered) =>
      `${read}줄: 보낼 수 있음 ${sent}, 파싱되지 않음 ${dead}, 걸러질 것 ${filtered}. 아무것도 보내지 않았습니다.`,
    broken: (count) => `파일의 ${count}줄은 데드레터가 아닙니다.`,
    placeless: (count) =>
      `데드레터 ${count}개에는 추적하던 파일의 위치가 없습니다(kinetail parse가 쓴 것). 위치가 없으면 이벤트 ID도 없으므로, 그 파일을 kinetail stream으로 보내십시오.`,
    unknown: (count) => `데드레터 ${count}개의 유형을 kinetail이 모릅니다. --type을 주십시오.`,
    ended: '모든 데드레터를 보기 전에 끝났습니다. 다음 replay가 이어서 합니다.',
    left: (count, path) =>
      `${path}에 ${count}개가 남았습니다. 이유는 \`kinetail explain --dead-letter\`가 알려 줍니다.`,
  },
}
