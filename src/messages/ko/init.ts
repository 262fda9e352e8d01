import type { init as english } from '../en/init.ts'

/** Korean sentences of `init`. */
export const init: typeof english = {
  description:
    '웹 서버의 설정을 읽어 모든 로그와 그 형식을 찾고 kinetail의 설정을 만듭니다. --logrotate와 --systemd는 에이전트를 둘러싼 것들을 만듭니다.',
  examples: {
    usual: 'nginx와 Apache의 설정이 보통 있는 곳을 찾아봄',
    servers: '이 설정들과 거기서 포함하는 모든 파일을 읽음',
    config: '설정이 따라가는 파일들에 대해',
    files: '알려 주면 파일을 다시 여는 프로그램이 쓰는 파일에 대해',
    systemd: '에이전트를 실행하는 유닛',
  },
  filesArgument:
    'nginx.conf, httpd.conf 또는 apache2.conf (기본값: 보통 있는 곳). --logrotate에는 로그 파일이나 패턴 (기본값: --log-files 또는 --config의 파일)',
  logrotateOption: 'logrotate 설정을 씀',
  systemdOption: '--config로 에이전트를 실행하는 systemd 유닛을 씀',
  jsonOption: '찾은 것을 JSON으로 출력',
  postrotateOption:
    '프로그램이 로그 파일을 다시 열게 하는 명령 (기본값: nginx와 Apache는 알려져 있고, 다른 파일은 복사한 뒤 자름)',
  rotateOption: '보관할 로테이션된 파일의 수 (기본값: 14)',
  outputOption: '표준 출력 대신 이 파일에 씀',
  forceOption: '이미 있는 파일도 덮어씀',
  oneOf: '--logrotate와 --systemd 중 하나만 주십시오.',
  systemdNeedsConfig: '에이전트를 어떤 설정으로 실행합니까? --config FILE을 주십시오.',
  noServers: (places) =>
    `nginx나 Apache의 설정이 보통 있는 곳에 없습니다. kinetail init /path/to/nginx.conf처럼 이름을 쓰십시오. 찾아본 곳: ${places.join(', ')}.`,
  noLogs: (problems) =>
    `kinetail이 따라갈 수 있는 로그를 찾지 못했습니다.${problems.map((one) => `\n  ${one}`).join('')}`,
  missing: (path, at) =>
    `${at}: ${path}이(가) 없습니다. 서버가 이 파일로 실행되고 있다면 서버를 시작한 설정 파일의 이름을 쓰십시오.`,
  unreadable: (path, at, words, denied) =>
    `${at}: ${path}을(를) 읽을 수 없습니다: ${words}.${denied ? ` sudo setfacl -m u:$(id -un):r ${path} 로 읽을 권한을 주거나 kinetail init을 root로 실행하십시오.` : ''}`,
  tooDeep: (path, at) => `${at}: ${path}이(가) 자기 자신을 포함합니다. 더 깊이 포함된 것은 읽지 않았습니다.`,
  elsewhere: (target, at) =>
    `${at}: 이 로그는 파일이 아닌 "${target}"(으)로 갑니다. 파일에도 쓰게 하면 kinetail이 따라갈 수 있습니다.`,
  unknownNickname: (name, at) =>
    `${at}: 형식 "${name}"의 정의가 없습니다. 읽지 못한 파일에 있을 수 있습니다.`,
  undefinedVariable: (name, at) =>
    `${at}: \${${name}}이(가) 정의되어 있지 않습니다. ${name}=/var/log kinetail init …처럼 환경 변수로 주십시오.`,
  macro: (name, at) => `${at}: 매크로 ${name} 안의 로그는 찾지 못합니다. log_files에 직접 추가하십시오.`,
  errorFormat: (at) =>
    `${at}: ErrorLogFormat이 오류 로그의 형식을 바꿉니다. kinetail은 기본 형식을 읽으므로 일부 줄은 해석되지 않을 수 있습니다.`,
  twoFormats: (path, first, second) =>
    `${path}에는 ${first}와(과) ${second}의 두 가지 형식이 함께 쓰입니다. 앞의 것을 사용합니다. 형식마다 파일을 따로 두십시오.`,
  variablePath: (target) => `"${target}"의 모든 파일`,
  piped: (program) => `${program}이(가) 만드는 파일들`,
  refused: (reason) => `읽을 수 없음: ${reason}`,
  columns: { log: '로그', type: '종류', format: '형식', at: '설정된 곳' },
  found: (logs, skipped) =>
    `로그 ${logs}개를 찾았습니다${skipped > 0 ? `. 그중 ${skipped}개는 읽을 수 없습니다` : ''}.`,
  configComments: {
    head: (files) => `kinetail init이 ${files}에서 만들었습니다`,
    stream: '줄을 보낼 스트림. 명령줄에서 주어도 됩니다.',
  },
  noFiles: '어느 파일입니까? 이름을 쓰거나 --log-files 또는 --config를 주십시오.',
  exists: (path) => `${path}이(가) 이미 있습니다. 덮어쓰려면 --force를 주십시오.`,
  cannotWrite: (path, words) => `${path}에 쓸 수 없습니다: ${words}.`,
  written: (path, next) => `썼습니다: ${path}. 다음: ${next}`,
  comments: {
    create:
      '복사하지 않고 이름을 바꿉니다. 에이전트가 이름이 바뀐 파일을 끝까지 읽으므로 잃는 것이 없습니다.',
    copytruncate:
      '쓰는 프로그램이 새 파일을 열게 할 방법이 없어 복사한 뒤 자릅니다. 그 사이에 쓰인 것은\n누구도 읽을 수 없습니다. --postrotate를 주면 대신 이름을 바꿉니다.',
    prerotate: '아직 전송되지 않은 것은 로테이션하지 않으므로 지워지지 않습니다. 다음 날 다시 시도합니다.',
  },
}
