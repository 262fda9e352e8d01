import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Field, FormatPart } from './format-part.ts'
import { snakeCase } from './format-part.ts'

/** `$name` or `${name}`: https://nginx.org/en/docs/varindex.html */
const VARIABLE = /\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))/y

const address = (name: string, clientRank: number): Field => ({
  name,
  reading: 'address',
  writing: 'text',
  clientRank,
})
const integer = (name: string): Field => ({ name, reading: 'integer', writing: 'number' })
const number = (name: string): Field => ({ name, reading: 'number', writing: 'number' })
const plainText = (name: string): Field => ({ name, reading: 'text', writing: 'text' })
const upstream = (name: string): Field => ({ name, reading: 'upstream', writing: 'number_or_text' })

const VARIABLES: Readonly<Record<string, Field>> = {
  remote_addr: address('remote_addr', 4),
  the_real_ip: address('the_real_ip', 3),
  http_x_real_ip: address('x_real_ip', 2),
  http_x_forwarded_for: address('x_forwarded_for', 1),
  proxy_add_x_forwarded_for: address('x_forwarded_for', 0),
  realip_remote_addr: address('realip_remote_addr', -1),
  remote_user: { name: 'user', reading: 'user', writing: 'text' },
  time_local: { name: 'timestamp', reading: 'clf_time', writing: 'text' },
  time_iso8601: { name: 'timestamp', reading: 'iso_time', writing: 'text' },
  msec: { name: 'timestamp', reading: 'epoch_time', writing: 'text' },
  request: { name: 'request', reading: 'request', writing: 'text' },
  request_method: { ...plainText('method'), otherwise: 'request_method' },
  request_uri: { ...plainText('path'), otherwise: 'request_uri' },
  server_protocol: { ...plainText('protocol'), otherwise: 'server_protocol' },
  status: integer('status_code'),
  body_bytes_sent: { name: 'response_size', reading: 'integer', writing: 'size' },
  bytes_sent: { name: 'response_size', otherwise: 'bytes_sent', reading: 'integer', writing: 'size' },
  http_referer: plainText('referer'),
  http_user_agent: plainText('user_agent'),
  http_host: plainText('host_header'),
  host: plainText('virtual_host'),
  server_name: plainText('virtual_host'),
  server_port: integer('server_port'),
  remote_port: integer('client_port'),
  request_time: number('request_time'),
  request_length: integer('request_length'),
  req_id: plainText('request_id'),
  pid: integer('pid'),
  connection: integer('connection'),
  connection_requests: integer('connection_requests'),
  connection_time: number('connection_time'),
  content_length: integer('content_length'),
  gzip_ratio: number('gzip_ratio'),
  args: plainText('query'),
  query_string: plainText('query'),
  upstream_addr: { name: 'upstream_addr', reading: 'upstream', writing: 'text' },
  upstream_status: upstream('upstream_status'),
  upstream_response_time: upstream('upstream_response_time'),
  upstream_response_length: upstream('upstream_response_length'),
  upstream_connect_time: upstream('upstream_connect_time'),
  upstream_header_time: upstream('upstream_header_time'),
  upstream_bytes_sent: upstream('upstream_bytes_sent'),
  upstream_bytes_received: upstream('upstream_bytes_received'),
  upstream_cache_status: { name: 'upstream_cache_status', reading: 'upstream', writing: 'text' },
}

/**
 * Cuts an nginx log_format into literals and fields. A variable without a meaning of its own is text under its name
 * in snake_case: `map` and `set` make variables of any name, so none can be called wrong.
 */
export function parseNginxFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = []
  let literal = ''
  let i = 0
  while (i < format.length) {
    if (format[i] !== '$') {
      literal += format[i]
      i++
      continue
    }
    VARIABLE.lastIndex = i
    const match = VARIABLE.exec(format)
    if (!match)
      throw new KinetailError('config', text.format.unknownDirective(format.slice(i, i + 12), i, format))
    parts.push({ kind: 'literal', text: literal })
    parts.push({ kind: 'field', field: variable(match[1] ?? match[2]!), written: match[0], column: i })
    literal = ''
    i += match[0].length
  }
  parts.push({ kind: 'literal', text: literal })
  return parts
}

function variable(name: string): Field {
  const known = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined
  if (known) return known
  if (name.startsWith('http_')) return plainText(snakeCase(name.slice('http_'.length)))
  if (name.startsWith('sent_http_'))
    return plainText(`response_${snakeCase(name.slice('sent_http_'.length))}`)
  return plainText(snakeCase(name))
}
