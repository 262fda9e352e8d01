import type { source as english } from '../en/source.ts'

function heldBy(dir: string, pid: number | undefined, host: string | undefined): string {
  const who = pid === undefined ? '' : `(프로세스 ${pid}${host === undefined ? '' : `, 호스트 ${host}`})`
  return `다른 kinetail${who}이 체크포인트 폴더 ${dir}을(를) 쓰고 있습니다.`
}

function refusedTo(path: string, user: string, closed: string): string {
  const where = closed === path ? '' : ` (폴더 ${closed}이(가) 막혀 있음)`
  return `사용자 "${user}"에게 권한이 없습니다${where}`
}

function letIn(user: string, closed: string, right: string): string {
  return `모두에게 허용: chmod o+${right} ${closed} · 이 사용자에게만 허용: setfacl -m u:${user}:${right} ${closed}`
}

/** Korean sentences of `source` and `checkpoint`. */
export const source: typeof english = {
  waitingFor: (path) => `${path} 파일이 없습니다. 생길 때까지 기다립니다.`,
  appeared: (path) => `${path} 파일이 생겼습니다. 읽기 시작합니다.`,
  noMatchYet: (pattern) => `${pattern}에 맞는 파일이 아직 없습니다. 생길 때까지 기다립니다.`,
  readableNow: (path) => `${path} 파일을 이제 읽을 수 있습니다. 읽기 시작합니다.`,
  isFolder: (path) =>
    `${path}은(는) 폴더입니다. 파일만 따라갈 수 있습니다. 폴더 안의 파일을 따라가려면 패턴을 쓰십시오: ${path}/*.log`,
  notAFile: (path) =>
    `${path}은(는) 파이프, 소켓 또는 장치이므로 건너뜁니다. 일반 파일만 따라갈 수 있습니다.`,
  notReadable: (path, words) => `${path} 파일을 읽을 수 없습니다: ${words}. 1초마다 다시 시도합니다.`,
  notPermitted: (path, user, closed, right, closedWord) =>
    `${path}: ${refusedTo(path, user, closed)}. 1초마다 다시 시도합니다. ${letIn(user, closedWord, right)}`,
  refusedTo,
  letIn,
  noHints: (folder, words) =>
    `${folder}의 변경을 폴링으로만 찾습니다 (${words}). 잃는 것은 없고 CPU를 조금 더 씁니다. ` +
    'Linux에서는 sysctl로 fs.inotify.max_user_watches와 fs.inotify.max_user_instances를 늘리십시오.',
  truncatedUnread: (path, bytes, copied) =>
    `${path} 파일의 마지막 ${bytes}바이트를 읽기 전에 파일이 잘렸습니다. ` +
    (copied
      ? '복사한 뒤 자르기 전에 기록된 부분이어서 어느 파일에도 남아 있지 않습니다. '
      : '같은 폴더에 사본이 없어 그 부분은 사라졌습니다. ') +
    '이름을 바꾸는 방식의 로테이션에서는 잃는 것이 없습니다.',
  lostUnread: (path, bytes) =>
    `${path} 파일이 열려 있지 않은 동안, 마지막 ${bytes}바이트를 읽기 전에 삭제되었고 사본도 없습니다. 그 부분은 사라졌습니다. ` +
    '한 번에 따라가는 파일 수를 줄이거나, 로테이션한 뒤 시간을 두고 삭제하십시오.',
  goneUnread: (path, bytes) =>
    `kinetail이 실행되지 않는 동안 ${path} 파일이 잘리거나 삭제되었습니다. 그때까지 전송이 확인되지 않은 ${bytes}바이트는 ` +
    '이제 어느 파일에도 없습니다. 이름을 바꾸는 로테이션이나 사본을 남기는 로테이션에서는 잃는 것이 없습니다.',
  packedFlaw: (path, words) =>
    `${path} 압축 파일이 손상되었거나 끝부분이 없습니다(${words}). 그 앞까지의 줄은 읽었고, 나머지는 읽을 수 없습니다.`,
  locked: (dir, pid, host) =>
    `${heldBy(dir, pid, host)} 그것을 멈추거나 --checkpoint-dir로 다른 폴더를 주십시오.`,
  heldBy,
  lockTakenOver: (dir, pid) =>
    `${dir}의 잠금은 ${pid === undefined ? '사라진 프로세스' : `사라진 프로세스 ${pid}`}가 남긴 것이어서 넘겨받았습니다.`,
  checkpointDirIsFile: (dir) =>
    `체크포인트 폴더 ${dir}을(를) 만들 수 없습니다. 그 경로나 상위 경로에 같은 이름의 파일이 있습니다. --checkpoint-dir로 다른 폴더를 주십시오.`,
  checkpointNotSaved: (dir, words, fix) =>
    `${dir}에 체크포인트를 저장할 수 없습니다: ${words}. 전송은 계속하고 저장을 다시 시도합니다. ` +
    `저장되기 전에 kinetail이 멈추면 지금부터 보낸 줄을 다시 보내게 됩니다.${fix === undefined ? '' : ` 쓸 수 있게 하려면: ${fix}`}`,
  makeRoom: (folder) =>
    `${folder}의 디스크를 비우거나, --checkpoint-dir와 --dead-letter로 다른 곳을 지정하십시오`,
  makeFolder: (user, dir) => `sudo install -d -o ${user} -m 700 ${dir}`,
  checkpointUnreadable: (path, words) =>
    `체크포인트 ${path}을(를) 읽을 수 없습니다: ${words}. 에이전트를 실행하는 사용자(파일은 소유자만 읽을 수 있음)나 root로 보십시오.`,
  checkpointSavedAgain: (dir) => `${dir}에 체크포인트를 다시 저장하고 있습니다.`,
  checkpointSetAside: (path, flaw, aside) => {
    const what =
      flaw === 'torn'
        ? '파일이 손상되었습니다'
        : flaw === 'foreign'
          ? '파일은 kinetail의 체크포인트가 아닙니다'
          : flaw === 'newer'
            ? '파일은 더 새로운 kinetail이 쓴 것입니다'
            : `파일을 읽을 수 없습니다 (${flaw})`
    const then = aside === undefined ? '그대로 두고' : `${aside}(으)로 옮겨 두고`
    return `${path} ${what}. ${then} 그 이전의 체크포인트를 씁니다. 그 뒤의 줄은 다시 보냅니다.`
  },
  cannotGenerate: (path, words) => `${path}에 테스트 로그를 쓸 수 없습니다: ${words}.`,
  badRate: (written) =>
    `--rate "${written}"은(는) 속도가 아닙니다. 초당 줄 수는 20이나 20/s, 분당 줄 수는 600/m, 제한 없이는 max로 쓰십시오.`,
  badShare: (written) =>
    `--malformed "${written}"은(는) 비율이 아닙니다. 0.01처럼 0에서 1 사이의 수를 쓰십시오.`,
  badCount: (option, written) => `${option} "${written}"은(는) 0 이상의 정수가 아닙니다.`,
  rotateNeedsFile: '로테이션에는 파일이 필요합니다. --out이나 --dir도 주십시오.',
  oneTarget: '--out과 --dir은 함께 쓸 수 없습니다. 하나만 주십시오.',
  generated: (lines, path) => `${path}에 ${lines}줄을 썼습니다`,
  generateOptions: {
    type: '줄의 종류',
    rate: '모든 파일을 합친 초당 줄 수: 20, 20/s, 600/m 또는 max (기본값: 20/s, --count가 있으면 max)',
    count: '이만큼의 줄을 쓰고 멈춤',
    duration: '이만큼의 시간 뒤에 멈춤, 예: 20s, 5m',
    out: '표준 출력 대신 이 파일에 덧붙임',
    dir: '이 폴더 아래의 apache/access.log, nginx/access.log, application/app.log에 덧붙임',
    rotate: 'logrotate처럼 파일을 로테이션',
    rotateEvery: '로테이션 간격',
    malformed: '잘못된 줄의 비율, 0에서 1 사이',
    seed: '시드가 같으면 시각을 빼고 같은 줄이 나옴',
    json: '마지막 집계를 JSON으로 출력 (--out이나 --dir과 함께)',
  },
  generateExamples: {
    look: '종류마다 몇 줄 보기',
    guide: '실습 가이드의 세 파일에 초당 25줄, Ctrl-C까지',
    rotating: '5초마다 로테이션되는 파일, 백 줄에 한 줄은 잘못된 줄',
  },
}
