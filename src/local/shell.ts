/**
 * Shell code (sh, bash, zsh) with which `aws …` lines go to the endpoint unchanged. `url` must not contain quotes.
 * The function is needed because AWS CLIs before 1.29 and 2.13 ignore AWS_ENDPOINT_URL: Debian 12 has 2.9.
 * Without AWS_EC2_METADATA_DISABLED the CLI may look for an instance's credentials on the network first.
 */
export function shellCode(url: string): string {
  return [
    `aws() { command aws --endpoint-url '${url}' "$@"; }`,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's, and needed under `set -u`
    'if [ -n "${BASH_VERSION:-}" ]; then export -f aws; fi',
    'export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local',
    'unset AWS_SESSION_TOKEN AWS_PROFILE',
    'export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1',
    'export AWS_EC2_METADATA_DISABLED=true',
    `export AWS_ENDPOINT_URL='${url}'`,
    'export AWS_PAGER=""',
    '',
  ].join('\n')
}
