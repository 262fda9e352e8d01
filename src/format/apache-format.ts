import { KinetailError } from '../base/errors.ts'
import { text } from '../messages/messages.ts'
import type { Field, FormatPart } from './format-part.ts'
import { snakeCase } from './format-part.ts'

/**
 * Apache httpd's directives (mod_log_config, mod_logio, mod_ssl): https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats
 * `%` [modifiers: `!`, `<`, `>`, status codes] [`{argument}`] [`^`] letter(s).
 */
const DIRECTIVE = /%(?:%|[!<>]*(?:\d{3}(?:,\d{3})*)?[<>]*(?:\{([^}]*)\})?(\^[A-Za-z]{2}|[A-Za-z]))/y

const PLAIN: Readonly<Record<string, Field>> = {
  h: { name: 'remote_host', reading: 'address', writing: 'text', clientRank: 2 },
  a: { name: 'client_address', reading: 'address', writing: 'text', clientRank: 3 },
  A: { name: 'server_addr', reading: 'text', writing: 'text' },
  l: { name: 'identity', reading: 'text', writing: 'text' },
  u: { name: 'user', reading: 'user', writing: 'text' },
  r: { name: 'request', reading: 'request', writing: 'text' },
  s: { name: 'status_code', reading: 'integer', writing: 'number' },
  b: { name: 'response_size', reading: 'integer', writing: 'size' },
  B: { name: 'response_size', reading: 'integer', writing: 'size' },
  O: { name: 'response_size', otherwise: 'bytes_sent', reading: 'integer', writing: 'size' },
  I: { name: 'request_length', reading: 'integer', writing: 'number' },
  S: { name: 'bytes_transferred', reading: 'integer', writing: 'number' },
  m: { name: 'method', otherwise: 'request_method', reading: 'text', writing: 'text' },
  U: { name: 'path', otherwise: 'url_path', reading: 'text', writing: 'text' },
  q: { name: 'query', reading: 'text', writing: 'text' },
  H: { name: 'protocol', otherwise: 'server_protocol', reading: 'text', writing: 'text' },
  f: { name: 'filename', reading: 'text', writing: 'text' },
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
const EPOCHS: ReadonlySet<string> = new Set(['sec', 'msec', 'usec'])
const FRACTIONS: ReadonlySet<string> = new Set(['msec_frac', 'usec_frac'])
/** strftime patterns of `%{…}t` that spell a time which the readers know. */
const STRFTIME: Readonly<Record<string, 'iso_time' | 'clf_time'>> = {
  '%Y-%m-%dT%H:%M:%S%z': 'iso_time',
  '%Y-%m-%d %H:%M:%S': 'iso_time',
  '%Y-%m-%dT%H:%M:%S': 'iso_time',
  '%Y-%m-%d %H:%M:%S %z': 'iso_time',
  '%FT%T%z': 'iso_time',
  '%F %T': 'iso_time',
  '%F %T %z': 'iso_time',
  '%d/%b/%Y:%H:%M:%S %z': 'clf_time',
  '%d/%b/%Y:%T %z': 'clf_time',
}

/** Headers whose standard name differs from their own. */
const HEADERS: Readonly<Record<string, string>> = { referrer: 'referer', host: 'host_header' }

/** Cuts an Apache LogFormat into literals and fields; an unknown directive is refused with its place. */
export function parseApacheFormat(format: string): FormatPart[] {
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
    if (match[0] === '%%') {
      literal += '%'
    } else {
      const [open, field, close] = directive(match, i, format)
      parts.push({ kind: 'literal', text: literal + open })
      parts.push({ kind: 'field', field, written: match[0], column: i })
      literal = close
    }
    i += match[0].length
  }
  parts.push({ kind: 'literal', text: literal })
  return parts
}

/** What a directive reads, and the literal bytes that it writes around its value. */
function directive(match: RegExpExecArray, column: number, format: string): [string, Field, string] {
  const argument = match[1]
  const letter = match[2]!
  if (letter === 't') return time(argument, match[0], column)
  const field = argument === undefined || argument === '' ? PLAIN[letter] : withArgument(letter, argument)
  if (!field) throw new KinetailError('config', text.format.unknownDirective(match[0], column, format))
  return ['', field, '']
}

function withArgument(letter: string, argument: string): Field | undefined {
  switch (letter) {
    case 'i':
      return header(argument, '')
    case 'o':
      return header(argument, 'response_')
    case '^t':
    case 'e':
    case 'n':
    case 'x':
      return plainText(snakeCase(argument))
    case '^ti':
    case '^to':
      return plainText(`trailer_${snakeCase(argument)}`)
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
  return plainText(known)
}

function plainText(name: string): Field {
  return { name, reading: 'text', writing: 'text' }
}

function time(argument: string | undefined, written: string, column: number): [string, Field, string] {
  const name = 'timestamp'
  if (argument === undefined || argument === '')
    return ['[', { name, reading: 'clf_time', writing: 'text' }, ']']
  const pattern = argument.replace(/^(?:begin|end):/, '')
  if (pattern === '') return ['[', { name, reading: 'clf_time', writing: 'text' }, ']']
  if (EPOCHS.has(pattern)) return ['', { name, reading: 'epoch_time', writing: 'text' }, '']
  if (FRACTIONS.has(pattern)) return ['', { name: pattern, reading: 'integer', writing: 'number' }, '']
  const reading = STRFTIME[pattern]
  if (reading === undefined)
    throw new KinetailError('config', text.format.unknownTime(written, column, Object.keys(STRFTIME)))
  return ['', { name, reading, writing: 'text' }, '']
}

/** `\"`, `\n` and `\t` as httpd.conf has them. */
function backslash(next: string): string {
  if (next === 'n') return '\n'
  return next === 't' ? '\t' : next
}

function rest(format: string, i: number): string {
  return format.slice(i, i + 12)
}
