import { apache } from './apache.ts'
import { application } from './application-component.ts'
import type { FormatComponent } from './component.ts'
import { alb } from './kinds/alb.ts'
import { apacheError } from './kinds/apache-error.ts'
import { caddy } from './kinds/caddy.ts'
import { cri } from './kinds/cri.ts'
import { csv, tsv } from './kinds/delimited.ts'
import { docker } from './kinds/docker.ts'
import { haproxy } from './kinds/haproxy.ts'
import { glog, klog } from './kinds/klog.ts'
import { logfmt } from './kinds/logfmt.ts'
import { ltsv } from './kinds/ltsv.ts'
import { nginxError } from './kinds/nginx-error.ts'
import { nginxIngress } from './kinds/nginx-ingress.ts'
import { grok, regex } from './kinds/pattern.ts'
import { squid } from './kinds/squid.ts'
import { syslog } from './kinds/syslog.ts'
import { traefik } from './kinds/traefik.ts'
import { cloudfront, iis, w3c } from './kinds/w3c.ts'
import { nginx } from './nginx.ts'

/** Every format, in the order in which people look for them. */
export const FORMATS: readonly FormatComponent[] = [
  apache,
  nginx,
  application,
  apacheError,
  nginxError,
  syslog,
  logfmt,
  klog,
  glog,
  docker,
  cri,
  haproxy,
  squid,
  traefik,
  caddy,
  nginxIngress,
  alb,
  cloudfront,
  iis,
  w3c,
  ltsv,
  csv,
  tsv,
  regex,
  grok,
]
