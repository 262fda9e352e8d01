import type { source as english } from '../en/source.ts'

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
  notPermitted: (path, user, closed, right) => {
    const where = closed === path ? '' : ` (폴더 ${closed}이(가) 막혀 있음)`
    return (
      `${path}: 사용자 "${user}"에게 읽기 권한이 없습니다${where}. 1초마다 다시 시도합니다. ` +
      `모두에게 허용: chmod o+${right} ${closed} · 이 사용자에게만 허용: setfacl -m u:${user}:${right} ${closed}`
    )
  },
  noHints: (folder, words) =>
    `${folder}의 변경을 폴링으로만 찾습니다 (${words}). 잃는 것은 없고 CPU를 조금 더 씁니다. ` +
    'Linux에서는 sysctl로 fs.inotify.max_user_watches와 fs.inotify.max_user_instances를 늘리십시오.',
  truncatedUnread: (path, bytes) =>
    `${path} 파일의 마지막 ${bytes}바이트를 읽기 전에 파일이 잘렸습니다. 그 부분은 이 파일에 더 없습니다(회전된 사본에는 있습니다). ` +
    '이름을 바꾸는 방식의 로테이션에서는 잃는 것이 없습니다.',
  lostUnread: (path, bytes) =>
    `${path} 파일이 열려 있지 않은 동안, 마지막 ${bytes}바이트를 읽기 전에 삭제되었습니다. 그 부분은 잃었습니다. ` +
    '한 번에 따라가는 파일 수를 줄이거나, 로테이션한 뒤 시간을 두고 삭제하십시오.',
  locked: (dir, pid, host) =>
    `다른 kinetail${pid === undefined ? '' : `(프로세스 ${pid}${host === undefined ? '' : `, 호스트 ${host}`})`}이 ` +
    `체크포인트 폴더 ${dir}을(를) 쓰고 있습니다. 그것을 멈추거나 --checkpoint-dir로 다른 폴더를 주십시오.`,
  lockTakenOver: (dir, pid) =>
    `${dir}의 잠금은 ${pid === undefined ? '사라진 프로세스' : `사라진 프로세스 ${pid}`}가 남긴 것이어서 넘겨받았습니다.`,
  checkpointDirIsFile: (dir) =>
    `체크포인트 폴더 ${dir}을(를) 만들 수 없습니다. 그 경로나 상위 경로에 같은 이름의 파일이 있습니다. --checkpoint-dir로 다른 폴더를 주십시오.`,
  checkpointNotSaved: (dir, words) =>
    `${dir}에 체크포인트를 저장할 수 없습니다: ${words}. 전송은 계속하고 저장을 다시 시도합니다. ` +
    '저장되기 전에 kinetail이 멈추면 지금부터 보낸 줄을 다시 보내게 됩니다.',
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
}
