import type { aws as english } from '../en/aws.ts'

const WAYS_TO_CREDENTIALS =
  '`aws configure`를 실행하거나, AWS_PROFILE이나 --profile을 지정하거나, 로컬 엔드포인트를 쓰십시오: eval "$(kinetail local env)"'

/** Korean sentences of `aws`. */
export const aws: typeof english = {
  badEndpoint: (endpoint) =>
    `--endpoint-url "${endpoint}"은(는) URL이 아닙니다. http://127.0.0.1:4568처럼 쓰십시오.`,
  localCredentialsAbroad: (endpoint) =>
    `지금의 자격 증명은 로컬 엔드포인트용("local")인데 ${endpoint}은(는) 이 컴퓨터가 아닙니다. 아무것도 보내지 않았습니다. ` +
    '로컬 엔드포인트의 --endpoint-url을 주거나 실제 자격 증명을 설정하십시오.',
  failed: (code, call, name, words) => {
    const at = `${call.endpoint} (${call.region})의 ${call.operation}`
    if (code === 'network') return `${at}: 응답이 없습니다: ${words}`
    if (name === 'CredentialsProviderError')
      return `${at}에 쓸 자격 증명이 없습니다: ${words}. ${WAYS_TO_CREDENTIALS}`
    if (code === 'credentials')
      return `${at}: ${call.key === undefined ? '' : `액세스 키 ${call.key}의 `}자격 증명이 거부되었습니다 (${name}): ${words}`
    if (code === 'permission') return `${at}: 권한이 없습니다 (${name}): ${words}`
    return `${at}: ${name} 오류: ${words}`
  },
  waysToCredentials: WAYS_TO_CREDENTIALS,
  allowWith: (policy) =>
    `다음 정책으로 허용하십시오(\`kinetail doctor\`가 모든 작업의 권한을 한 번에 점검합니다): ${policy}`,
  remedies: {
    startLocal: '`kinetail local`을 실행하거나 실행 중인 포트를 주십시오',
    place: (place) => `--endpoint-url을 고치십시오. ${place}에서 실행 중인 것이 없습니다`,
    way: (place) =>
      `${place}(으)로 나가는 TCP를 허용하거나(방화벽, 보안 그룹, 네트워크 ACL, 라우팅), VPC 엔드포인트를 --endpoint-url로 주십시오`,
    name: (host) =>
      `--region과 --endpoint-url을 확인한 다음, 이 컴퓨터의 네임 서버를 확인하십시오: getent hosts ${host}`,
    trust: 'kinetail을 시작하기 전에: export NODE_EXTRA_CA_CERTS=/path/to/authority.pem',
    certificateName: '--endpoint-url에 인증서에 적힌 이름을 쓰십시오',
    certificateTime: '인증서를 갱신하거나, 이 컴퓨터의 시계를 맞추십시오',
    renew: '자격 증명을 갱신하십시오: aws sso login, 또는 새 키를 설정하십시오',
    signature: '비밀 액세스 키와 이 컴퓨터의 시계를 확인하십시오: sudo timedatectl set-ntp true',
    key: (region) =>
      `AWS_ACCESS_KEY_ID나 프로필을 확인하십시오. 키가 삭제되었거나, 다른 파티션의 키이거나, 리전 ${region}이(가) 활성화되지 않았습니다`,
  },
  remedied: (said, remedy) => `${said}${/[.!?]$/.test(said) ? '' : '.'} 해결: ${remedy}`,
  aborted: '요청을 중단했습니다',
  noConnection: (ms) => `${ms} ms 안에 연결되지 않았습니다`,
  noAnswer: (ms) => `${ms} ms 안에 응답이 없습니다`,
  hungUp: '응답이 끝나기 전에 연결이 끊어졌습니다',
  badAnswer: (words) => `받은 것이 HTTP/1.1 응답이 아닙니다: ${words}`,
  longHead: (bytes) => `${bytes}바이트를 넘는 헤더`,
  longBody: (bytes) => `${bytes}바이트를 넘는 본문`,
  badHeader: (name) => `헤더 ${name}에 쓸 수 없는 문자가 들어 있습니다`,
  notActive: (stream, status, waited) =>
    `스트림 ${stream}의 상태가 ${status}이고 ${waited} 안에 ACTIVE가 되지 않았습니다. \`kinetail streams describe ${stream}\`로 확인하십시오.`,
}
