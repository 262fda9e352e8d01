import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import { ACCESS_FIELDS } from './access-fields.ts'
import { AccessFormat } from './access-format.ts'
import { compileTable } from './compile-table.ts'
import type { FormatComponent } from './component.ts'
import type { EscapeMode } from './escapes.ts'
import { parseNginxFormat } from './nginx-format.ts'
import type { OpTable } from './op-table.ts'

const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

/** The predefined format, and the one that every packaged nginx.conf has. */
const STRINGS = {
  combined: COMBINED,
  main: `${COMBINED} "$http_x_forwarded_for"`,
}

const LOG_TYPE = 'nginx_access'
const ESCAPES: Readonly<Record<string, EscapeMode>> = { default: 'nginx', json: 'json', none: 'none' }

/** nginx access logs. */
export const nginx: FormatComponent = {
  name: 'nginx',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: ACCESS_FIELDS,
      example:
        '203.0.113.10 - - [15/Jan/2024:10:31:01 +0000] "DELETE /api/orders/123 HTTP/1.1" 204 0 "-" "axios/0.21.1"',
    },
  ],
  strings: STRINGS,
  autoKey: 'ip_address',
  build: ({ format, keyField }) =>
    new AccessFormat([format === undefined ? builtIn() : custom(format)], LOG_TYPE, keyField),
}

/** `main` is `combined` with a field after it, which the tail lets pass. */
function builtIn(): OpTable {
  return compileTable(parseNginxFormat(STRINGS.combined), {
    logType: LOG_TYPE,
    escapes: 'nginx',
    keep: 'contract',
    tail: 'any',
  })
}

/** A format may begin with nginx's own parameter: `escape=json …`. */
function custom(format: string): OpTable {
  const match = /^\s*escape=(\S*)\s*/.exec(format)
  const escapes = ESCAPES[match?.[1] ?? 'default']
  if (escapes === undefined) throw new KinetailError('config', text.format.unknownEscape(match![1]!))
  return compileTable(parseNginxFormat(format.slice(match?.[0].length ?? 0)), {
    logType: LOG_TYPE,
    escapes,
    keep: 'all',
    tail: 'any',
    isUsers: true,
  })
}
