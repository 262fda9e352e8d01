import { ACCESS_FIELDS } from './access-fields.ts'
import { AccessFormat } from './access-format.ts'
import { parseApacheFormat } from './apache-format.ts'
import { compileTable } from './compile-table.ts'
import type { FormatComponent } from './component.ts'
import * as op from './op-codes.ts'
import type { OpTable } from './op-table.ts'

/** The LogFormat lines of httpd's own configuration (`conf/httpd.conf`, Debian's `apache2.conf`), by their nicknames. */
const STRINGS = {
  combined: '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"',
  common: '%h %l %u %t "%r" %>s %b',
  vhost_combined: '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
}

const LOG_TYPE = 'apache_access'

/** Apache httpd access logs. */
export const apache: FormatComponent = {
  name: 'apache',
  logTypes: [
    {
      name: LOG_TYPE,
      fields: ACCESS_FIELDS,
      example:
        '203.0.113.7 - alice [15/Jan/2024:10:30:45 +0000] "GET /index.html HTTP/1.1" 200 2435 "-" "Mozilla/5.0 (X11; Linux x86_64)"',
    },
  ],
  strings: STRINGS,
  autoKey: 'ip_address',
  build: ({ format, keyField }) =>
    new AccessFormat(format === undefined ? builtIn() : custom(format), LOG_TYPE, keyField),
}

/**
 * The tables of `type: apache`, in order. A line with a virtual host in front would fit `combined` too, with the
 * host as the client and the client as part of the user: so these come first, and demand what `combined` cannot
 * have there. `common` comes last: it is a beginning of the others.
 */
function builtIn(): OpTable[] {
  return [
    table(STRINGS.vhost_combined, op.FLAG_DOTTED),
    table(`%v:%p ${STRINGS.common}`, op.FLAG_DOTTED),
    table(`%v ${STRINGS.combined}`, op.FLAG_IP),
    table(`%v ${STRINGS.common}`, op.FLAG_IP),
    table(STRINGS.combined),
    table(STRINGS.common),
  ]
}

function table(format: string, clientFlags?: number): OpTable {
  return compileTable(parseApacheFormat(format), {
    logType: LOG_TYPE,
    escapes: 'apache',
    keep: 'contract',
    tail: format.endsWith('"') ? 'any' : 'unquoted',
    ...(clientFlags === undefined ? {} : { clientFlags }),
  })
}

/** A time that is only written for some status codes makes two tables: lines with it, and lines with `-` there. */
function custom(format: string): OpTable[] {
  const parts = parseApacheFormat(format)
  const variants = [parts]
  if (parts.some((part) => part.kind === 'field' && part.field.absent && part.field.pattern !== undefined))
    variants.push(parseApacheFormat(format, true))
  return variants.map((one) =>
    compileTable(one, { logType: LOG_TYPE, escapes: 'apache', keep: 'all', tail: 'any', isUsers: true }),
  )
}
