import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Field, FormatPart } from './format-part.ts'
import { snakeCase } from './format-part.ts'
import { headerText } from './header-fields.ts'

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
const upstream = (name: string): Field => ({ name, reading: 'upstream', writing: 'list' })

const sentence = (name: string): Field => ({ ...plainText(name), spaces: true })
/** Texts of upstreams: one for each that was asked. */
const upstreamText = (name: string): Field => ({ name, reading: 'upstream', writing: 'list' })

/** Numbers, by the manuals of the modules that have them. */
const INTEGERS =
  'server_port|connection|connection_requests|connections_active|connections_reading|connections_waiting|connections_writing|content_length|bytes_received|limit_rate|pid|proxy_port|proxy_protocol_port|proxy_protocol_server_port|realip_remote_port|request_length|request_port|tcpinfo_rtt|tcpinfo_rttvar|tcpinfo_snd_cwnd|tcpinfo_rcv_space'.split(
    '|',
  )
/** Seconds, and the ratio of compression. */
const NUMBERS = 'request_time|connection_time|session_time|gzip_ratio'.split('|')
const UPSTREAM_NUMBERS =
  'status|response_time|response_length|connect_time|header_time|first_byte_time|queue_time|session_time|bytes_sent|bytes_received'
    .split('|')
    .map((name) => `upstream_${name}`)
const UPSTREAM_TEXTS = ['upstream_addr', 'upstream_cache_status', 'upstream_last_server_name']
/** Texts with spaces in them as a rule. */
const SENTENCES =
  'request_body|request_filename|realpath_root|document_root|date_local|date_gmt|content_type|ssl_client_s_dn|ssl_client_i_dn|ssl_client_s_dn_legacy|ssl_client_i_dn_legacy|ssl_client_cert|ssl_client_raw_cert|ssl_client_verify|ssl_client_v_start|ssl_client_v_end|ssl_client_v_remain|request_body_file|memcached_key'.split(
    '|',
  )

function named(names: readonly string[], make: (name: string) => Field): Record<string, Field> {
  return Object.fromEntries(names.map((name) => [name, make(name)]))
}

const VARIABLES: Readonly<Record<string, Field>> = {
  remote_addr: address('remote_addr', 4),
  the_real_ip: address('the_real_ip', 3),
  http_x_real_ip: address('x_real_ip', 2),
  http_x_forwarded_for: address('x_forwarded_for', 1),
  proxy_add_x_forwarded_for: address('x_forwarded_for', 0),
  realip_remote_addr: address('realip_remote_addr', -1),
  remote_user: { name: 'user', reading: 'user', writing: 'text' },
  time_local: { name: 'timestamp', reading: 'clf_time', writing: 'text', pattern: '%d/%b/%Y:%H:%M:%S %z' },
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
  http_user_agent: sentence('user_agent'),
  http_host: plainText('host_header'),
  host: plainText('virtual_host'),
  server_name: plainText('virtual_host'),
  remote_port: integer('client_port'),
  req_id: plainText('request_id'),
  args: plainText('query'),
  query_string: plainText('query'),
  uri: { ...sentence('path'), otherwise: 'uri' },
  document_uri: { ...sentence('path'), otherwise: 'document_uri' },
  ...named(INTEGERS, integer),
  ...named(NUMBERS, number),
  ...named(UPSTREAM_NUMBERS, upstream),
  ...named(UPSTREAM_TEXTS, upstreamText),
  ...named(SENTENCES, sentence),
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
  if (name.startsWith('http_')) return headerText(snakeCase(name.slice('http_'.length)))
  if (name.startsWith('sent_http_'))
    return headerText(`response_${snakeCase(name.slice('sent_http_'.length))}`)
  if (/^(?:upstream_http|upstream_trailer|sent_trailer)_/.test(name)) return headerText(snakeCase(name))
  return plainText(snakeCase(name))
}
