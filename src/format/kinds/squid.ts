import { ACCESS_FIELDS } from '../access-fields.ts'
import { AccessFormat } from '../access-format.ts'
import type { FormatComponent } from '../component.ts'
import { describeFields } from '../describe-fields.ts'
import { tableOf } from '../table-of.ts'

const LOG_TYPE = 'squid'

/** `logformat squid` (http://www.squid-cache.org/Doc/config/logformat/): `%ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt`. */
const table = tableOf(
  '$msec $elapsed $remote_addr $result_code/$status $body_bytes_sent $request_method $request_uri $remote_user $hierarchy_code/$peer $content_type',
  { $elapsed: { name: 'request_time', reading: 'number', writing: 'number', scale: 3 } },
  { logType: LOG_TYPE, escapes: 'none', keep: 'all', tail: 'any' },
)

/** Access logs of the Squid proxy. */
export const squid: FormatComponent = {
  name: 'squid',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: [
        ...ACCESS_FIELDS,
        ...describeFields('request_time#? result_code? user? hierarchy_code? peer? content_type?'),
      ],
      example:
        '1705314645.899  16867 10.170.72.111 TCP_MISS/200 6256 GET http://www.example.com/index.html alice HIER_DIRECT/203.0.113.7 text/html',
    },
  ],
  strings: {},
  autoKey: 'ip_address',
  build: ({ keyField }) => new AccessFormat([table], LOG_TYPE, keyField),
}
