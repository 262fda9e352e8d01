import type { doctor as english } from '../en/doctor.ts'

/** Korean sentences of `doctor`. */
export const doctor: typeof english = {
  description:
    '같은 설정의 `kinetail stream`에 필요한 것을 모두 점검하고, 잘못된 것의 원인과 고칠 방법을 알려 줍니다. ' +
    '스트림과 체크포인트에는 아무것도 쓰지 않습니다. 점검이 하나라도 실패하면 종료 코드는 3입니다.',
  measureOption: '파일이 늘어나는 속도를 샤드 용량과 비교하려고 지켜보는 시간. 0s면 재지 않습니다',
  examples: {
    guide: '실습 가이드의 파일과 스트림',
    config: '설정 파일에 적힌 대로 점검하고 JSON으로 출력: 점검마다 객체 하나',
    alone: '파일과 스트림 없이 이 컴퓨터, 자격 증명, 네트워크만',
    user: '서비스를 실행하는 사용자로: 권한은 점검하는 사용자를 기준으로 봅니다',
  },
  columns: { cause: '원인', fix: '해결' },
  running: (check) => `점검 중: ${check} …`,
  total: (ok, warnings, failed, skipped) => `정상 ${ok}, 경고 ${warnings}, 실패 ${failed}, 건너뜀 ${skipped}`,
  checkBroke: '점검 자체가 실패했습니다.',
  checks: {
    node: 'Node.js',
    files: '파일',
    limits: '한도',
    checkpoint: '체크포인트',
    dead_letter: '데드레터',
    disk: '디스크',
    region: '리전',
    credentials: '자격 증명',
    dns: 'DNS',
    connection: '연결',
    proxy: '프록시',
    tls: 'TLS',
    clock: '시계',
    stream: '스트림',
    permissions: '권한',
    capacity: '용량',
  },
  needs: {
    local: '--local에서는 엔드포인트가 프로세스 안에서 실행되므로 밖에서 점검할 것이 없습니다.',
    address: '연결할 주소가 없습니다. 위를 보십시오.',
    connection: '믿을 수 있는 연결이 없습니다. 위를 보십시오.',
    credentials: '자격 증명이 없습니다. 위를 보십시오.',
    stream: '스트림이 지정되지 않았습니다. --stream-name이나 --config를 주십시오.',
    files: '파일이 지정되지 않았습니다. --log-files나 --config를 주십시오.',
  },
  node: {
    fine: (version) => `Node.js ${version}`,
    old: (version, least) =>
      `Node.js ${version}은(는) 너무 오래되었습니다. kinetail에는 ${least} 이상이 필요합니다.`,
    fix: (least) => `https://nodejs.org 에서 Node.js ${least} 이상을 설치하십시오`,
  },
  files: {
    fine: (path, type, parsed, lines, size) =>
      `${path}: 처음 ${lines}줄 중 ${parsed}줄이 ${type} 형식입니다. ${size}`,
    empty: (path) => `${path}: 읽을 수 있고 아직 줄이 없습니다`,
    matches: (pattern, count, size) => `${pattern}: 파일 ${count}개를 읽을 수 있습니다. ${size}`,
    unreadable: (path) => `${path}을(를) 읽을 수 없습니다.`,
    joinGroup: (user, group) =>
      `또는 권한이 있는 그룹에 넣기(로테이션 뒤에도 유지됨): sudo usermod -aG ${group} ${user}`,
    lasting: (user, path, folder) =>
      `setfacl로 이 파일과 로테이션이 만들 파일까지: setfacl -m u:${user}:r ${path} && setfacl -d -m u:${user}:r ${folder}`,
    moreTroubles: (pattern, more) => `${pattern}: 읽을 수 없는 파일이 ${more}개 더 있습니다.`,
    noMatch: (pattern) => `${pattern}에 맞는 파일이 없습니다. kinetail은 생길 때까지 기다립니다.`,
    pathFix: (path) => `이미 있어야 하는 파일이면 경로를 고치십시오: ${path}`,
    noFolder: (path, folder) => `${path} 파일이 없고, 그 폴더 ${folder}도 없습니다.`,
    folderFix: (folder) => `경로를 고치거나: mkdir -p ${folder}`,
    willBeWritten: (path) => `${path} 파일은 아직 없고 --generate-test-logs가 만듭니다`,
    noneParses: (path, lines, type) => `${path}: 처음 ${lines}줄 중 ${type} 형식으로 파싱되는 줄이 없습니다.`,
    someFail: (path, rejects, lines, type) =>
      `${path}: 처음 ${lines}줄 중 ${rejects}줄이 ${type} 형식으로 파싱되지 않습니다.`,
    deadLetters: '파싱되지 않는 줄은 데드레터 파일에 남고 전송되지 않습니다.',
    otherType: (type) => `이 파일의 "type"을 "${type}"로 하십시오`,
    asText: (path, lines) => `${path}: 처음 ${lines}줄이 모두 텍스트로 처리됩니다.`,
    looksLike: (type) => `${type} 형식으로 보입니다.`,
  },
  limits: {
    unknown: '이 시스템은 한도를 알려 주지 않습니다.',
    inotify: (watches, instances, folders) =>
      `inotify: 사용자마다 감시 ${watches}개, 인스턴스 ${instances}개. 감시할 폴더 ${folders}개`,
    usedUp: (name) => `폴더를 감시할 수 없습니다: ${name}이(가) 다 찼습니다.`,
    fewWatches: (watches, folders) => `inotify 감시는 ${watches}개까지인데 감시할 폴더가 ${folders}개입니다.`,
    usedUpCause: '이때는 변경을 폴링으로만 찾습니다. 잃는 것은 없고 CPU를 조금 더 씁니다.',
    openFiles: (open, needed) =>
      `열 수 있는 파일: ${open >= Number.MAX_SAFE_INTEGER ? '제한 없음' : `${open}개`}, 많아야 ${needed}개 필요`,
    fewFiles: (open, needed, files) =>
      `이 프로세스가 열 수 있는 파일은 ${open}개인데, 파일 ${files}개를 따라가려면 ${needed}개가 필요합니다.`,
    fewFilesCause: '이때는 파일을 번갈아 닫고 엽니다. 느려지고, 닫혀 있는 동안 삭제된 파일은 잃습니다.',
    fewFilesFix: (files) => `ulimit -n ${files}, 또는 systemd 유닛에 LimitNOFILE=${files}`,
  },
  checkpoint: {
    unnamed: '폴더가 지정되지 않았습니다. --checkpoint-dir, --stream-name 또는 --config를 주십시오.',
    fine: (dir, files, generations, saved) =>
      `${dir}에 쓸 수 있습니다. 아는 파일 ${files}개, 온전한 세대 2개 중 ${generations}개, 저장 시각 ${saved}`,
    empty: (dir) => `${dir}에 쓸 수 있습니다. 아직 체크포인트가 없습니다`,
    willBeMade: (dir) => `${dir}은(는) 아직 없고, 만들 수 있습니다`,
    unwritable: (dir) => `체크포인트 폴더 ${dir}에 쓸 수 없습니다.`,
    otherFolder: '--checkpoint-dir로 다른 폴더를 지정하십시오',
    unreadable: (path) => `체크포인트 ${path}을(를) 읽을 수 없습니다.`,
    liveFix:
      '실행 중인 에이전트라면 그대로 두고, 아니면 멈추거나 --checkpoint-dir로 다른 폴더를 지정하십시오',
    staleLock: (dir) => `${dir}에 잠금이 남아 있습니다.`,
    staleCause: (pid) => `잠금을 가졌던 프로세스${pid === undefined ? '' : ` ${pid}`}이(가) 이제 없습니다.`,
    staleFix: (path) => `그대로 두면 됩니다. 다음에 시작할 때 넘겨받습니다 (직접 지우려면: rm ${path})`,
    flaw: (path, flaw) =>
      `${path}: ${{ torn: '손상되었습니다', foreign: 'kinetail의 체크포인트가 아닙니다', newer: '더 새로운 kinetail이 쓴 것입니다' }[flaw]}.`,
    damaged: (dir, whole) =>
      whole > 0 ? `${dir}의 두 세대 중 하나를 쓸 수 없습니다.` : `${dir}에 쓸 수 있는 체크포인트가 없습니다.`,
    olderIsUsed: '그대로 두면 됩니다. 다른 세대를 쓰고, 그 뒤의 줄은 다시 보냅니다',
    allAgain:
      '폴더를 백업에서 되돌리거나, 모든 파일을 처음부터 읽게 두십시오 (읽는 쪽이 이벤트 ID로 중복을 버립니다)',
  },
  deadLetter: {
    fine: (path, size) => `${path}에 쓸 수 있습니다. 지금 ${size}`,
    willBeMade: (path) => `${path}을(를) 만들 수 있습니다`,
    unwritable: (path) =>
      `데드레터 파일 ${path}에 쓸 수 없습니다. 파싱되지 않는 줄과 그 뒤의 줄이 모두 기다리게 됩니다.`,
    isFolder: (path) => `데드레터 파일 ${path}이(가) 폴더입니다.`,
    fix: '--dead-letter로 다른 파일을 지정하십시오',
  },
  disk: {
    fine: (folder, free) => `${folder}에 ${free} 남음`,
    little: (folder, free, wanted) =>
      `${folder}에 ${free} 남음: 체크포인트와 데드레터가 ${wanted}까지 쓸 수 있습니다.`,
    full: (folder, free) => `${folder}의 디스크가 찼습니다: ${free} 남음.`,
    noInodes: (folder, inodes) => `${folder}의 디스크에 아이노드가 ${inodes}개 남았습니다.`,
  },
  region: {
    fine: (region, from) => `${region} (${from})`,
    origins: {
      flag: '--region',
      environment: 'KINETAIL_REGION',
      file: '설정 파일',
      AWS_REGION: 'AWS_REGION',
      profile: 'AWS 설정의 프로필',
      default: '지정된 것이 없어 기본값',
    },
    notTheCli: (used, other) => `${used}을(를) 쓰는데 AWS_DEFAULT_REGION은 ${other}입니다.`,
    notTheCliCause: 'AWS_DEFAULT_REGION은 AWS CLI만 읽습니다.',
    otherEndpoint: (used, endpoint, named) => `리전은 ${used}인데 ${endpoint}은(는) ${named}에 있습니다.`,
    otherCause: '한 리전으로 서명한 요청을 다른 리전에 보내면 서비스가 거부합니다.',
  },
  credentials: {
    who: (key, source, profile) => {
      const ways: Readonly<Record<string, string>> = {
        environment: 'AWS_ACCESS_KEY_ID 환경 변수',
        profile: `프로필 ${profile ?? 'default'}`,
        role: `프로필 ${profile ?? 'default'}의 역할`,
        sso: 'AWS IAM Identity Center(SSO)',
        login: '`aws login`',
        process: 'AWS 설정의 credential_process',
        web_identity: '웹 자격 증명 토큰의 역할',
        container: '컨테이너',
        instance: '이 EC2 인스턴스의 역할',
        local: '이 컴퓨터의 엔드포인트용',
      }
      const way = source === undefined ? undefined : ways[source]
      return `액세스 키 ${key}${way === undefined ? '' : ` (${way})`}`
    },
    until: (who, expires, left) => `${who}, ${expires}까지 유효 (${left})`,
    expired: (who, expires) => `${who}이(가) ${expires}에 만료되었습니다.`,
    notRenewed: '환경 변수에 있는 키는 아무도 갱신하지 않습니다.',
    renew: (profile) =>
      `aws sso login${profile === undefined ? '' : ` --profile ${profile}`}, 또는 새 키를 설정하십시오`,
    none: '자격 증명이 없습니다.',
  },
  dns: {
    fine: (host, addresses) => `${host}: ${addresses.join(', ')}`,
    address: (address) => `${address}은(는) 주소이므로 이름을 찾을 필요가 없습니다`,
    failed: (host) => `이름 ${host}의 주소를 찾을 수 없습니다.`,
    unknown: '네임 서버가 이 이름을 모릅니다 (ENOTFOUND).',
    noServer: '응답하는 네임 서버가 없습니다 (EAI_AGAIN).',
    slow: (ms) => `${ms / 1000}초 안에 응답한 네임 서버가 없습니다.`,
  },
  connection: {
    fine: (place, time) => `${place}: ${time} 만에 연결`,
    failed: (place) => `${place}에 연결할 수 없습니다.`,
    causes: {
      ECONNREFUSED: '그곳에서 듣는 프로세스가 없습니다 (ECONNREFUSED).',
      ETIMEDOUT: '응답이 없습니다. 방화벽, 보안 그룹 또는 라우팅이 막고 있습니다 (ETIMEDOUT).',
      EHOSTUNREACH: '그곳으로 가는 경로가 없습니다 (EHOSTUNREACH).',
      ENETUNREACH: '그곳으로 가는 경로가 없습니다 (ENETUNREACH).',
      ECONNRESET: '연결이 바로 끊깁니다 (ECONNRESET).',
    },
  },
  proxy: {
    none: '설정된 프록시가 없습니다. kinetail은 직접 연결합니다',
    notNeeded: (variable) =>
      `${variable}이(가) 설정되어 있지만 쓰지 않습니다. kinetail은 직접 연결하고, 연결됩니다`,
    notUsed: (variable) => `${variable}이(가) 설정되어 있지만 kinetail은 프록시를 거치지 않습니다.`,
    cause: '직접 연결하는데, 여기서는 연결되지 않습니다.',
    fix: (host) => `${host}(으)로 직접 나가는 길을 허용하거나, VPC 엔드포인트를 --endpoint-url로 주십시오`,
  },
  tls: {
    fine: (place, issuer, until) => `${place}: ${issuer}의 인증서, ${until}까지 유효`,
    plain: '엔드포인트가 평문 HTTP입니다.',
    noHandshake: (place) => `${place}와(과) TLS로 통신할 수 없습니다.`,
    handshakeFix:
      '엔드포인트가 HTTPS인지(아니면 --endpoint-url에 http://를 쓰십시오), 중간에서 TLS를 끊는 것이 없는지 확인하십시오',
    refused: (place) => `${place}의 인증서를 받아들일 수 없습니다.`,
    untrusted: (issuer, code) =>
      `인증 기관 ${issuer}을(를) Node.js가 모릅니다 (${code}). 자체 인증 기관이거나, TLS를 여는 프록시입니다.`,
    extraGiven: (path, exists) =>
      exists
        ? `NODE_EXTRA_CA_CERTS의 ${path}에는 이 기관이 없습니다.`
        : `NODE_EXTRA_CA_CERTS의 ${path} 파일이 없습니다.`,
    otherName: (names) => `다른 이름의 인증서입니다: ${names}.`,
    expired: (until) => `${until}까지만 유효했습니다.`,
    notYet: (from) => `${from}부터 유효합니다.`,
    endsSoon: (place, until) => `${place}의 인증서가 ${until}까지만 유효합니다.`,
    renew: '인증서를 갱신하십시오',
    unchecked: (place) => `${place}의 인증서를 확인하지 않습니다.`,
    uncheckedCause: 'NODE_TLS_REJECT_UNAUTHORIZED=0: 중간에 있는 누구나 내용을 읽고 바꿀 수 있습니다.',
    uncheckedFix: 'NODE_TLS_REJECT_UNAUTHORIZED를 없애고 export NODE_EXTRA_CA_CERTS=/path/to/authority.pem',
  },
  clock: {
    fine: '서비스와 5초 안으로 맞습니다',
    off: (time, behind) => `이 컴퓨터의 시계가 서비스보다 ${time} ${behind ? '느립니다' : '빠릅니다'}.`,
    corrected: '요청은 서비스의 시각으로 서명하지만, 읽은 시각과 지연 시간은 틀립니다.',
    notCorrected: '서비스는 5분 넘게 어긋난 서명을 거부하는데, 시계 보정이 꺼져 있습니다.',
    fix: 'sudo timedatectl set-ntp true',
    noAnswer: '엔드포인트가 응답하지 않습니다.',
    noAnswerFix: '--endpoint-url이 Kinesis API를 쓰는 엔드포인트인지 확인하십시오',
    noDate: '엔드포인트가 시각을 알려 주지 않아 시계를 비교하지 않았습니다.',
  },
  stream: {
    fine: (name, status, mode, shards, hours, record) =>
      `${name}: ${status}, ${mode}, 열린 샤드 ${shards}개, ${hours}시간 보관, 레코드 최대 ${record}`,
    encrypted: (key) => `${key}(으)로 암호화`,
    willBeMade: (name, shards) => `${name}은(는) 아직 없고 --create-stream이 샤드 ${shards}개로 만듭니다`,
    mayNotLook: (name) => `${name}을(를) 볼 권한이 없습니다. 권한 항목을 보십시오.`,
    notAnswered: (name) => `서비스가 ${name}에 대해 알려 주지 않습니다.`,
    deleting: (name) => `스트림 ${name}이(가) 삭제되고 있습니다.`,
    notYet: (name, status) =>
      `스트림 ${name}의 상태가 ${status}입니다. kinetail은 ACTIVE가 될 때까지 기다립니다.`,
  },
  permissions: {
    fine: (actions) => `허용됨: ${actions}`,
    notTried: (actions) => `물어보는 것이 곧 실행이어서 시험하지 않음: ${actions}`,
    refused: (actions, who) => `${who ?? '이 자격 증명'}에는 ${actions} 권한이 없습니다.`,
    cause: (policy, resource) => `${resource}에 대해 이것을 허용하는 ${policy}이(가) 없습니다.`,
    denied: (policy, resource) => `${policy}의 한 문장이 ${resource}에 대해 이것을 거부합니다.`,
    removeDeny: (policy, actions) =>
      `${policy}의 그 문장에서 ${actions}을(를) 빼십시오. 거부가 있으면 허용하는 정책을 더해도 소용없습니다`,
    fix: (kind, policy) =>
      `${kind === undefined ? '다음 정책을 붙이십시오' : `${kind}에서 허용하십시오`}:\n${policy}`,
    unknown: (actions) => `${actions} 권한이 있는지 알 수 없습니다. 서비스가 답하지 않았습니다.`,
    notTaken: (name) => `서비스가 이 자격 증명을 받아들이지 않습니다 (${name}).`,
  },
  capacity: {
    compressed: '압축하기 전',
    notMeasured: '재지 않았습니다 (--measure 0s).',
    noFiles: '읽을 수 있는 파일이 없어 잴 것이 없습니다.',
    rate: (records, bytes, span) => `${span} 동안 초당 레코드 ${records}개, ${bytes}`,
    needs: (rate, shards) => `${rate}: 샤드 ${shards}개면 됩니다. 스트림은 볼 수 없었습니다.`,
    onDemand: (rate) => `${rate}: 온디맨드 스트림은 스스로 늘어납니다`,
    fine: (rate, shards) => `${rate}: 샤드 ${shards}개로 충분합니다`,
    over: (rate, shards, needed) => `${rate}: 샤드 ${shards}개로는 모자라고 ${needed}개가 필요합니다.`,
    cause: '샤드 하나는 초당 레코드 1,000개와 1 MiB를 받습니다. 넘는 것은 파일에서 기다립니다.',
    oneShard: (rate, keys) =>
      `${rate}: --partition-key ${keys}에서는 모두 한 샤드로 가는데, 그것으로는 모자랍니다.`,
    otherKeys: '--partition-key auto, 또는 --pack lines',
  },
}
