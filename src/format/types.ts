/** The types of log file, by the names that `--log-files` and `--type` take. */
export const FORMAT_TYPES = [
  'apache',
  'nginx',
  'application',
  'apache_error',
  'nginx_error',
  'syslog',
  'logfmt',
  'klog',
  'glog',
  'docker',
  'cri',
  'haproxy',
  'squid',
  'traefik',
  'caddy',
  'nginx_ingress',
  'alb',
  'cloudfront',
  'iis',
  'w3c',
  'ltsv',
  'csv',
  'tsv',
  'regex',
  'grok',
] as const

/** The word for a type that is found from the first lines of a file. */
export const AUTO = 'auto'

export type FormatType = (typeof FORMAT_TYPES)[number]
