/** A record as `kinetail stream` ships it, at a second of the minute 10:30. */
type Fields = Readonly<Record<string, unknown>>

let line = 0

function id(generation = 'aaaaaaaaaaaaaaaa'): string {
  return `${generation}:${line++ * 100}`
}

function access(
  time: string,
  type: string,
  ip: string,
  path: string,
  status: number,
  size: number,
  method = 'GET',
): Fields {
  return {
    timestamp: time,
    ip_address: ip,
    method,
    path,
    protocol: 'HTTP/1.1',
    status_code: status,
    response_size: size,
    referer: null,
    user_agent: 'curl/8',
    log_type: type,
    host: 'web-1',
    event_id: id(),
  }
}

function application(time: string, level: string, more: Fields): Fields {
  return {
    timestamp: time,
    level,
    logger: 'shop',
    message: 'm',
    ...more,
    log_type: 'application',
    host: 'app-1',
    event_id: id(),
  }
}

const [apache, nginx] = ['apache_access', 'nginx_access']
const twice = access('2024-01-15T10:30:40+00:00', nginx!, '10.0.0.3', '/cart', 404, 153)

/**
 * Lines of a stream: three log types, offsets other than UTC, fractions, a line that came twice, one without an event id, one that is
 * no JSON, out of order by a few seconds, never by more than the lateness of the test (10 s).
 */
export const ROWS: readonly (Fields | string)[] = [
  access('2024-01-15T10:30:05+00:00', apache!, '10.0.0.1', '/', 200, 1000),
  access('2024-01-15T19:30:12+09:00', apache!, '10.0.0.2', '/cart', 200, 501),
  access('2024-01-15T10:30:08+00:00', nginx!, '10.0.0.1', '/', 304, 0),
  application('2024-01-15T10:30:15.123Z', 'INFO', { user_id: 12345, request_id: 'req-1' }),
  access('2024-01-15T05:30:20.250-05:00', nginx!, '10.0.0.1', '/login', 500, 77, 'POST'),
  '{"timestamp": "2024-01-15T10:30:21',
  application('2024-01-15T10:30:19.900Z', 'WARN', {
    order_id: 67890,
    user_id: 'u-7',
    detail: { shop: 'Seoul' },
  }),
  twice,
  access('2024-01-15T10:30:38+00:00', apache!, '10.0.0.2', '/cart', 200, 502),
  twice,
  { ...access('2024-01-15T10:30:55+00:00', apache!, '10.0.0.4', '/', 200, 40), event_id: undefined },
  access('2024-01-15T10:31:00+00:00', apache!, '10.0.0.1', '/', 200, 1001),
  access('2024-01-15T10:30:59.999+00:00', nginx!, '10.0.0.1', '/about', 200, 64),
  access('2024-01-15T10:31:07+00:00', nginx!, '10.0.0.3', '/about', 200, 65),
  application('2024-01-15T10:31:09Z', 'ERROR', { order_id: 67891, detail: { shop: '부산' } }),
  access('2024-01-15T10:31:31+00:00', nginx!, '10.0.0.3', '/cart', 503, 12),
  access('2024-01-15T10:31:29+00:00', apache!, '2001:db8::1', '/', 200, 999),
  access('2024-01-15T10:32:30+00:00', apache!, '10.0.0.1', '/', 200, 1002),
  access('2024-01-15T10:33:10+00:00', nginx!, '10.0.0.5', '/login', 401, 10, 'POST'),
  access('2024-01-15T10:33:12+00:00', nginx!, '10.0.0.5', '/login', 200, 20, 'POST'),
]

/** As the stream has them: one JSON text each. */
export function rowTexts(): string[] {
  return ROWS.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)))
}
