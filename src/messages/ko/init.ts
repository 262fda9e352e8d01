import type { init as english } from '../en/init.ts'

/** Korean sentences of `init`. */
export const init: typeof english = {
  description:
    '에이전트를 둘러싼 것들을 만들어 줍니다. --logrotate: 모두 전송된 파일만 로테이션하는 logrotate 설정.',
  examples: {
    config: '설정이 따라가는 파일들에 대해',
    files: '알려 주면 파일을 다시 여는 프로그램이 쓰는 파일에 대해',
  },
  filesArgument: '파일이나 패턴 (기본값: --log-files 또는 --config의 파일)',
  logrotateOption: 'logrotate 설정을 씀',
  postrotateOption:
    '프로그램이 로그 파일을 다시 열게 하는 명령 (기본값: nginx와 Apache는 알려져 있고, 다른 파일은 복사한 뒤 자름)',
  rotateOption: '보관할 로테이션된 파일의 수 (기본값: 14)',
  outputOption: '표준 출력 대신 이 파일에 씀',
  forceOption: '이미 있는 파일도 덮어씀',
  nothingToDo: '무엇을 만들겠습니까? --logrotate를 주십시오.',
  noFiles: '어느 파일입니까? 이름을 쓰거나 --log-files 또는 --config를 주십시오.',
  exists: (path) => `${path}이(가) 이미 있습니다. 덮어쓰려면 --force를 주십시오.`,
  cannotWrite: (path, words) => `${path}에 쓸 수 없습니다: ${words}.`,
  written: (path) => `썼습니다: ${path}. \`logrotate -d ${path}\`로 무엇을 할지 볼 수 있습니다.`,
  comments: {
    create:
      '복사하지 않고 이름을 바꿉니다. 에이전트가 이름이 바뀐 파일을 끝까지 읽으므로 잃는 것이 없습니다.',
    copytruncate:
      '쓰는 프로그램이 새 파일을 열게 할 방법이 없어 복사한 뒤 자릅니다. 그 사이에 쓰인 것은\n누구도 읽을 수 없습니다. --postrotate를 주면 대신 이름을 바꿉니다.',
    prerotate: '아직 전송되지 않은 것은 로테이션하지 않으므로 지워지지 않습니다. 다음 날 다시 시도합니다.',
  },
}
