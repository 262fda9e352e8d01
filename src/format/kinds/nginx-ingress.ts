import { ACCESS_FIELDS } from '../access-fields.ts'
import { AccessFormat } from '../access-format.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { tableOf } from '../table-of.ts'

const LOG_TYPE = 'nginx_ingress'
const REQUEST = '[$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
const UPSTREAM =
  '$request_length $request_time [$proxy_upstream_name] [$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time $upstream_status $req_id'

/** The controller's log-format-upstream since 0.26 (https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/). */
const FORMAT = `$remote_addr - $remote_user ${REQUEST} ${UPSTREAM}`
/** That of older controllers, with the address twice. */
const OLDER = `$remote_addr - [$the_real_ip] - $remote_user ${REQUEST} ${UPSTREAM}`

/** Behind a load balancer the address of the connection is the balancer's. */
const CLIENT = { name: 'the_real_ip', reading: 'text', writing: 'text', clientRank: 9 } as const

const tables = [OLDER, FORMAT].map((format) =>
  tableOf(
    format,
    { $the_real_ip: CLIENT },
    { logType: LOG_TYPE, escapes: 'nginx', keep: 'all', tail: 'any' },
  ),
)

/** Access logs of the ingress-nginx controller. */
export const nginxIngress: FormatComponent = {
  name: 'nginx_ingress',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: [
        ...ACCESS_FIELDS,
        ...describeFields(
          'user? request_length#? request_time#? proxy_upstream_name? proxy_alternative_upstream_name? upstream_addr? upstream_response_length#? upstream_response_time#? upstream_status#? request_id? request~ remote_addr?~',
        ),
      ],
      example:
        '203.0.113.7 - - [15/Jan/2024:10:30:45 +0000] "GET /cart HTTP/2.0" 200 12312 "https://shop.example.com/" "Mozilla/5.0 (X11; Linux x86_64)" 462 0.050 [shop-web-80] [] 10.0.50.80:9000 19437 0.049 200 752178adb17130b291aefd8c386279e7',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new AccessFormat(tables, LOG_TYPE, keyField),
}
