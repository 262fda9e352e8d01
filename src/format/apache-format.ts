import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Field, FormatPart } from './format-part.ts'
import { snakeCase } from './format-part.ts'
import { headerText, mayHoldSpaces } from './header-fields.ts'
import { joinTimes } from './join-times.ts'
import { CONVERSIONS, expandPattern } from './strftime.ts'

/**
 * Apache httpd's directives (mod_log_config, mod_logio, mod_ssl): https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats
 * `%`, then modifiers (`!`, `<`, `>`, status codes with commas) and an `{argument}` in any order, then a letter or `^` and two.
 */
const DIRECTIVE = /%(?:%|((?:[!<>,\d]|\{[^}]*\})*)(\^[A-Za-z]{2}|[A-Za-z]))/y

const PLAIN: Readonly<Record<string, Field>> = {
  h: { name: 'remote_host', reading: 'address', writing: 'text', clientRank: 2 },
  a: { name: 'client_address', reading: 'address', writing: 'text', clientRank: 3 },
  A: { name: 'server_addr', reading: 'text', writing: 'text' },
  l: { name: 'identity', reading: 'text', writing: 'text' },
  u: { name: 'user', reading: 'user', writing: 'text', spaces: true },
  r: { name: 'request', reading: 'request', writing: 'text' },
  s: { name: 'status_code', reading: 'integer', writing: 'number' },
  b: { name: 'response_size', reading: 'integer', writing: 'size' },
  B: { name: 'response_size', reading: 'integer', writing: 'size' },
  O: { name: 'response_size', otherwise: 'bytes_sent', reading: 'integer', writing: 'size' },
  I: { name: 'request_length', reading: 'integer', writing: 'number' },
  S: { name: 'bytes_transferred', reading: 'integer', writing: 'number' },
  m: { name: 'method', otherwise: 'request_method', reading: 'text', writing: 'text' },
  U: { name: 'path', otherwise: 'url_path', reading: 'text', writing: 'text', spaces: true },
  q: { name: 'query', reading: 'text', writing: 'text' },
  H: { name: 'protocol', otherwise: 'server_protocol', reading: 'text', writing: 'text' },
  f: { name: 'filename', reading: 'text', writing: 'text', spaces: true },
  k: { name: 'keepalive_requests', reading: 'integer', writing: 'number' },
  L: { name: 'log_id', reading: 'text', writing: 'text' },
  p: { name: 'server_port', reading: 'integer', writing: 'number' },
  P: { name: 'pid', reading: 'integer', writing: 'number' },
  R: { name: 'handler', reading: 'text', writing: 'text' },
  v: { name: 'virtual_host', reading: 'text', writing: 'text' },
  V: { name: 'virtual_host', reading: 'text', writing: 'text' },
  X: { name: 'connection_status', reading: 'text', writing: 'text' },
  T: { name: 'request_time', reading: 'number', writing: 'number' },
  D: { name: 'request_time', reading: 'number', writing: 'number', scale: 6 },
  '^FB': { name: 'first_byte_time', reading: 'number', writing: 'number', scale: 6 },
}

const PORTS: Readonly<Record<string, Field>> = {
  canonical: PLAIN['p']!,
  local: { name: 'server_port', otherwise: 'local_port', reading: 'integer', writing: 'number' },
  remote: { name: 'client_port', reading: 'integer', writing: 'number' },
}
const TIME_SCALES: Readonly<Record<string, number>> = { s: 0, ms: 3, us: 6 }
/** What httpd itself knows in `%{…}t` beside strftime, in the terms of `strftime.ts`. */
const OWN_TIMES: Readonly<Record<string, string>> = {
  '': '[%d/%b/%Y:%H:%M:%S %z]',
  sec: '%s',
  msec: '%s%3',
  usec: '%s%6',
  msec_frac: '%3',
  usec_frac: '%6',
}

/** mod_ssl's `%{…}c`, of Apache 1.3 and still there. */
const SSL_NAMES: ReadonlySet<string> = new Set([
  'version',
  'cipher',
  'subjectdn',
  'issuerdn',
  'errcode',
  'errstr',
])

/** Headers whose standard name differs from their own. */
const HEADERS: Readonly<Record<string, string>> = { referrer: 'referer', host: 'host_header' }

/**
 * Cuts an Apache LogFormat into literals and fields; an unknown directive is refused with its place.
 * @param withoutTimes times that are only written for some status codes are the `-` that stands in their place for the others
 */
export function parseApacheFormat(format: string, withoutTimes = false): FormatPart[] {
  const parts: FormatPart[] = []
  let literal = ''
  let i = 0
  while (i < format.length) {
    if (format[i] !== '%') {
      const escaped = format[i] === '\\' && i + 1 < format.length
      literal += escaped ? backslash(format[i + 1]!) : format[i]!
      i += escaped ? 2 : 1
      continue
    }
    DIRECTIVE.lastIndex = i
    const match = DIRECTIVE.exec(format)
    if (!match) throw new KinetailError('config', text.format.unknownDirective(rest(format, i), i, format))
    const field = match[0] === '%%' ? null : directive(match, i, format)
    if (field === null || (withoutTimes && field.absent && field.pattern !== undefined)) {
      literal += field === null ? '%' : '-'
    } else {
      parts.push({ kind: 'literal', text: literal })
      parts.push({ kind: 'field', field, written: match[0], column: i })
      literal = ''
    }
    i += match[0].length
  }
  parts.push({ kind: 'literal', text: literal })
  return joinTimes(parts)
}

/** What a directive reads. Of several arguments httpd takes the last. */
function directive(match: RegExpExecArray, column: number, format: string): Field {
  const modifiers = match[1]!
  const argument = [...modifiers.matchAll(/\{([^}]*)\}/g)].at(-1)?.[1]
  const letter = match[2]!
  const some = /\d/.test(modifiers.replace(/\{[^}]*\}/g, '')) ? { absent: true } : {}
  if (letter === 't') return { ...time(argument, match[0], column), ...some }
  const field = argument === undefined || argument === '' ? PLAIN[letter] : withArgument(letter, argument)
  if (!field) throw new KinetailError('config', text.format.unknownDirective(match[0], column, format))
  return { ...field, ...some }
}

function withArgument(letter: string, argument: string): Field | undefined {
  switch (letter) {
    case 'i':
      return header(argument, '')
    case 'o':
      return header(argument, 'response_')
    case 'e':
    case 'n':
      return plainText(snakeCase(argument))
    case 'x':
      return { ...plainText(snakeCase(argument)), ...mayHoldSpaces(argument) }
    case 'c':
      return SSL_NAMES.has(argument)
        ? { ...plainText(`ssl_${snakeCase(argument)}`), ...mayHoldSpaces(argument) }
        : undefined
    case 'L':
      return argument === 'c' ? plainText('connection_log_id') : undefined
    case '^ti':
      return headerText(`trailer_${snakeCase(argument)}`)
    case '^to':
      return headerText(`response_trailer_${snakeCase(argument)}`)
    case 'C':
      return plainText(`cookie_${snakeCase(argument)}`)
    case 'a':
      return argument === 'c' ? { ...PLAIN['a']!, name: 'peer_address', clientRank: 1 } : undefined
    case 'h':
      return argument === 'c' ? { ...PLAIN['h']!, name: 'peer_host', clientRank: 0 } : undefined
    case 'p':
      return PORTS[argument]
    case 'P':
      return argument === 'pid' || argument === 'tid'
        ? { name: argument, reading: 'integer', writing: 'number' }
        : argument === 'hextid'
          ? plainText('tid')
          : undefined
    case 'T':
      return TIME_SCALES[argument] === undefined
        ? undefined
        : { name: 'request_time', reading: 'number', writing: 'number', scale: TIME_SCALES[argument] }
    default:
      return undefined
  }
}

function header(name: string, prefix: string): Field {
  const snake = snakeCase(name)
  const known = prefix === '' ? (HEADERS[snake] ?? snake) : prefix + snake
  if (known === 'x_forwarded_for') return { name: known, reading: 'address', writing: 'text', clientRank: -1 }
  return headerText(known)
}

function plainText(name: string): Field {
  return { name, reading: 'text', writing: 'text' }
}

/** `begin:` and `end:` say of which moment of the request the time is, not how it is written. */
function time(argument: string | undefined, written: string, column: number): Field {
  const [, phase = '', name = ''] = /^(begin:|end:)?(.*)$/s.exec(argument ?? '')!
  const pattern = OWN_TIMES[name] ?? expandPattern(name)
  if (pattern === null)
    throw new KinetailError('config', text.format.unknownTime(written, column, CONVERSIONS))
  return { name: 'timestamp', reading: 'pattern_time', writing: 'text', pattern, phase }
}

/** `\"`, `\n` and `\t` as httpd.conf has them. */
function backslash(next: string): string {
  if (next === 'n') return '\n'
  return next === 't' ? '\t' : next
}

function rest(format: string, i: number): string {
  return format.slice(i, i + 12)
}
