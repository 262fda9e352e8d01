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
    call: { readonly operation: string; readonly region: string; readonly endpoint: string },
    name: string,
    words: string,
  ): string => {
    const at = `${call.operation} at ${call.endpoint} (${call.region})`
    if (code === 'network')
      return `${at} got no answer: ${words}${isUnheard(call.endpoint, words) ? '. Nobody listens there: start `kinetail local`, or give the port on which it runs' : ''}`
    if (name === 'CredentialsProviderError')
      return `There are no credentials for ${call.operation} at ${call.endpoint} (${call.region}): ${words}. ${WAYS_TO_CREDENTIALS}`
    if (code === 'credentials') return `${at} refused the credentials (${name}): ${words}`
    if (code === 'permission') return `${at} is not permitted to this identity (${name}): ${words}`
    return `${at} failed with ${name}: ${words}`
  },
  waysToCredentials: WAYS_TO_CREDENTIALS as string,
  allowWith: (policy: string): string => `Allow it with this policy: ${policy}`,
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

/** A port of this machine on which nothing runs: most often the embedded endpoint, not started. */
export function isUnheard(endpoint: string, words: string): boolean {
  return words.includes('ECONNREFUSED') && /^https?:\/\/(?:localhost|127\.|\[::1\])/.test(endpoint)
}
