const WAYS_TO_CREDENTIALS =
  'Run `aws configure`, set AWS_PROFILE or --profile, or use the local endpoint: eval "$(kinetail local env)".'

/** English sentences of `aws`. Keys are ids; a sentence with facts is a function of them. */
export const aws = {
  badEndpoint: (endpoint: string): string =>
    `--endpoint-url "${endpoint}" is not a URL: write it as in http://127.0.0.1:4568.`,
  localCredentialsAbroad: (endpoint: string): string =>
    `The credentials in use are the local endpoint's ("local"), and ${endpoint} is not on this machine: nothing was sent. ` +
    'Give --endpoint-url for the local endpoint, or set real credentials.',
  failed: (
    code: string,
    call: {
      readonly operation: string
      readonly region: string
      readonly endpoint: string
      readonly key?: string | undefined
    },
    name: string,
    words: string,
  ): string => {
    const at = `${call.operation} at ${call.endpoint} (${call.region})`
    if (code === 'network') return `${at} got no answer: ${words}`
    if (name === 'CredentialsProviderError')
      return `There are no credentials for ${call.operation} at ${call.endpoint} (${call.region}): ${words}. ${WAYS_TO_CREDENTIALS}`
    if (code === 'credentials')
      return `${at} refused the credentials${call.key === undefined ? '' : ` of access key ${call.key}`} (${name}): ${words}`
    if (code === 'permission') return `${at} is not permitted to this identity (${name}): ${words}`
    return `${at} failed with ${name}: ${words}`
  },
  waysToCredentials: WAYS_TO_CREDENTIALS as string,
  allowWith: (policy: string): string =>
    `Allow it with this policy (\`kinetail doctor\` asks for all actions at once): ${policy}`,
  remedies: {
    startLocal: 'start `kinetail local`, or give the port on which it runs',
    place: (place: string): string => `correct --endpoint-url: nothing runs at ${place}`,
    way: (place: string): string =>
      `allow outgoing TCP to ${place} (firewall, security group, network ACL, route), or use a VPC endpoint with --endpoint-url`,
    name: (host: string): string =>
      `check --region and --endpoint-url, then the name server of this machine: getent hosts ${host}`,
    trust: 'export NODE_EXTRA_CA_CERTS=/path/to/authority.pem before kinetail starts',
    certificateName: 'write in --endpoint-url the name that the certificate has',
    certificateTime: 'renew the certificate, or set the clock of this machine right',
    renew: 'renew the credentials: aws sso login, or set new keys',
    signature: 'check the secret access key, and the clock of this machine: sudo timedatectl set-ntp true',
    key: (region: string): string =>
      `check AWS_ACCESS_KEY_ID or the profile: the key was deleted, is of another partition, or its region ${region} is not enabled`,
  },
  remedied: (said: string, remedy: string): string =>
    `${said}${/[.!?]$/.test(said) ? '' : '.'} To mend it: ${remedy}`,
  aborted: 'the request was given up',
  noConnection: (ms: number): string => `no connection within ${ms} ms`,
  noAnswer: (ms: number): string => `no answer within ${ms} ms`,
  hungUp: 'the connection ended before the answer was complete',
  badAnswer: (words: string): string => `what came is no answer in HTTP/1.1: ${words}`,
  longHead: (bytes: number): string => `a head of more than ${bytes} bytes`,
  longBody: (bytes: number): string => `a body of more than ${bytes} bytes`,
  badHeader: (name: string): string => `the header ${name} would hold characters that no header may hold`,
  notActive: (stream: string, status: string, waited: string): string =>
    `The stream ${stream} is ${status} and did not become ACTIVE in ${waited}. \`kinetail streams describe ${stream}\` tells more.`,
}
