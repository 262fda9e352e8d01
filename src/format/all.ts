import { apache } from './apache.ts'
import { application } from './application-component.ts'
import type { FormatComponent } from './component.ts'
import { apacheError } from './kinds/apache-error.ts'
import { logfmt } from './kinds/logfmt.ts'
import { nginxError } from './kinds/nginx-error.ts'
import { syslog } from './kinds/syslog.ts'
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
]
