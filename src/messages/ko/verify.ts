import type { verify as english } from '../en/verify.ts'

/** Korean sentences of `verify` and `shipped`. */
export const verify: typeof english = {
  description:
    '로그 파일과 스트림을 한 줄씩 견주어, 모든 줄이 있고 두 번 있는 줄이 없음을 증명합니다. 이름을 준 파일 옆의 로테이션된 파일과 ' +
    '압축된 파일도 봅니다. 실행 중에 쓰인 것은 세지 않습니다. 종료 코드 0: 모두 있음, 3: 그렇지 않음.',
  examples: {
    files: '스트림으로 보낸 파일과 그 로테이션된 파일을 이름으로',
    config: '설정이 따라가는 파일을 파일당 JSON 객체 하나로',
  },
  wordsArgument: '스트림 이름(다른 데서 정하지 않은 경우), 그다음 파일이나 패턴',
  rotatedOption: '이름을 준 파일만 보고, 로테이션으로 생긴 파일은 보지 않음',
  examplesOption: '파일마다 보여 줄 빠진 줄과 순서가 어긋난 줄의 수 (기본값: 5)',
  fromOption: '`kinetail read`처럼 스트림에서 시작할 곳 (기본값: trim-horizon)',
  jsonOption: '파일마다 JSON 객체 하나, 끝에 전체 하나',
  configOption: '설정이 든 YAML 또는 JSON 파일',
  noCheckpointDir: '어느 체크포인트 폴더입니까? --checkpoint-dir, --stream-name 또는 --config를 주십시오.',
  shipped: {
    description:
      '파일에 지금 있는 것이 모두 확인되었는지(스트림이 받았거나, 데드레터로 보관되었거나, 빈 줄로 제외되었는지) 체크포인트 폴더로 알려 줍니다. 에이전트가 도는 동안에도 됩니다. 종료 코드 0: 모두 확인됨, 3: 남은 것이 있음, 1: 그런 파일이 없음.',
    examples: {
      one: '이 파일을 로테이션해도 됩니까?',
      wait: '에이전트를 1분까지 기다린 뒤 알려 줌',
    },
    filesArgument: '파일이나 패턴. 이름이 바뀌었거나 복사되었거나 압축된 파일도 됨',
    waitOption: '파일에 지금 있는 것이 확인될 때까지 기다릴 시간, 예: 60s',
    absent: (path) => `${path}이(가) 없습니다.`,
    whole: (path, size) => `${path}: 모두 확인되었습니다(${size}).`,
    unknown: (path, size, dir) => `${path}: ${size} 남음. 체크포인트 폴더 ${dir}은(는) 이 파일을 모릅니다.`,
    left: (path, bytes, size) =>
      `${path}: ${size} 가운데 ${bytes.toLocaleString('en-US')}바이트가 아직 확인되지 않았습니다.`,
  },
  noFiles: '어느 파일입니까? 스트림 이름 뒤에 쓰거나 --log-files 또는 --config로 주십시오.',
  nothingThere: (names) =>
    `검증할 파일이 없습니다: ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}`,
  noIds: (events) =>
    `스트림의 이벤트 ${events}개에 이벤트 id가 하나도 없어 어느 줄인지 알 수 없습니다. ` +
    '--no-metadata로 보낸 스트림은 검증할 수 없습니다.',
  changedMeanwhile: (path) => `${path}이(가) 보는 동안 잘리거나 지워졌습니다. verify를 다시 실행하십시오.`,
  unreadable: (path, words) => `${path}을(를) 끝까지 읽을 수 없습니다: ${words}.`,
  absent: (path) => `${path}이(가) 없고, 로테이션으로 생긴 파일도 없습니다.`,
  head: ['파일', '줄', '전달', '데드레터', '빈 줄', '빠짐', '대기', '중복', '남은 중복', '순서 어긋남'],
  total: '(전체)',
  sameAs: (path, other) => `${path}의 내용은 ${other}과(와) 같습니다.`,
  unseen: (path) => `${path}의 줄은 스트림에도 데드레터 파일에도 없습니다.`,
  missingLine: (path, offset) => `빠짐: ${path}의 ${offset}바이트 위치`,
  misorderedLine: (path, offset, after) =>
    `순서 어긋남: ${path}의 ${offset}바이트 위치가 ${after}바이트 위치보다 늦게 왔습니다`,
  moreOf: (more) => `  그 밖에 ${more}개`,
  misplaced: (path, events) => `${path}: 이벤트 ${events}개가 줄이 시작되지 않는 곳을 가리킵니다.`,
  beyond: (path, lines) =>
    `${path}: 스트림에 이 파일의 끝 너머에서 온 줄이 ${lines}개 있습니다(그 뒤에 쓰였거나 이 사본이 놓친 줄).`,
  unfinished: (path) => `${path}: 마지막 줄이 아직 끝나지 않았으므로 끝날 때까지 세지 않습니다.`,
  destroyed: (path, bytes) =>
    `${path}: ${bytes}가 아무도 읽기 전에 잘려 없어졌습니다. 이제 어느 파일에도 없습니다. 이름을 바꾸는 로테이션은 아무것도 잃지 않습니다.`,
  ledgerOff: (path, lines) =>
    `${path}: 체크포인트가 센 처리된 줄은 ${lines}개인데, 파일의 그곳까지 있는 줄의 수와 다릅니다.`,
  destroyedElsewhere: (bytes) =>
    `사라졌거나 이름이 없어진 파일에서 ${bytes}가 아무도 읽기 전에 없어졌습니다.`,
  elsewhere: (lines, generations) =>
    `스트림에는 여기 없는 파일 ${generations}개의 줄도 ${lines}개 있습니다(로테이션으로 사라졌거나 다른 파일).`,
  withoutId: (events) =>
    `이벤트 ${events}개에는 이벤트 id가 없습니다. kinetail이 보낸 것이 아니거나 --no-metadata로 보낸 것입니다.`,
  proof: (lines, before) =>
    `모든 줄이 있습니다: ${lines}줄, 빠진 줄 없음, 중복을 버리면 두 번 있는 줄 없음(버리기 전 ${before}), 순서 맞음.`,
  noProof: ({ missing, pending, doubled, outOfOrder }) =>
    `증명되지 않았습니다: 빠짐 ${missing}, 아직 확인되지 않음 ${pending}, 중복을 버려도 두 번 있음 ${doubled}, 순서 어긋남 ${outOfOrder}.`,
  readingStream: (events, records) => `kinetail: 스트림 읽는 중: 레코드 ${records}개의 이벤트 ${events}개`,
  comparing: (path, done, of) => `kinetail: ${path} 비교 중 (${of}개 중 ${done + 1}번째)`,
}
