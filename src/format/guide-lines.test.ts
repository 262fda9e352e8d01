import { expect, test } from 'vitest'
import { parseText } from '../testing/parse-text.ts'

/** The lab guide's own lines, and the record of each, byte for byte. */
const CASES: readonly [type: string, line: string, record: string][] = [
  [
    'apache',
    '192.168.1.100 - - [15/Jan/2024:10:30:45 +0000] "GET /index.html HTTP/1.1" 200 2435 "-" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"',
    '{"timestamp":"2024-01-15T10:30:45+00:00","ip_address":"192.168.1.100","method":"GET","path":"/index.html","protocol":"HTTP/1.1","status_code":200,"response_size":2435,"referer":null,"user_agent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36","log_type":"apache_access"}',
  ],
  [
    'apache',
    '10.0.0.50 - - [15/Jan/2024:10:30:46 +0000] "POST /api/users HTTP/1.1" 201 156 "https://example.com/signup" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"',
    '{"timestamp":"2024-01-15T10:30:46+00:00","ip_address":"10.0.0.50","method":"POST","path":"/api/users","protocol":"HTTP/1.1","status_code":201,"response_size":156,"referer":"https://example.com/signup","user_agent":"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)","log_type":"apache_access"}',
  ],
  [
    'nginx',
    '192.168.1.101 - - [15/Jan/2024:10:31:00 +0000] "GET /api/orders HTTP/1.1" 200 1024 "https://app.example.com" "curl/7.68.0"',
    '{"timestamp":"2024-01-15T10:31:00+00:00","ip_address":"192.168.1.101","method":"GET","path":"/api/orders","protocol":"HTTP/1.1","status_code":200,"response_size":1024,"referer":"https://app.example.com","user_agent":"curl/7.68.0","log_type":"nginx_access"}',
  ],
  [
    'nginx',
    '203.0.113.10 - - [15/Jan/2024:10:31:01 +0000] "DELETE /api/orders/123 HTTP/1.1" 204 0 "-" "axios/0.21.1"',
    '{"timestamp":"2024-01-15T10:31:01+00:00","ip_address":"203.0.113.10","method":"DELETE","path":"/api/orders/123","protocol":"HTTP/1.1","status_code":204,"response_size":0,"referer":null,"user_agent":"axios/0.21.1","log_type":"nginx_access"}',
  ],
  [
    'application',
    '{"timestamp": "2024-01-15T10:30:45.123Z", "level": "INFO", "logger": "com.example.UserService", "message": "User login successful", "user_id": 12345, "request_id": "req-001"}',
    '{"timestamp":"2024-01-15T10:30:45.123Z","level":"INFO","logger":"com.example.UserService","message":"User login successful","user_id":12345,"request_id":"req-001","log_type":"application"}',
  ],
  [
    'application',
    '{"timestamp": "2024-01-15T10:30:46.456Z", "level": "WARN", "logger": "com.example.OrderService", "message": "Order processing delayed", "order_id": 67890, "request_id": "req-002"}',
    '{"timestamp":"2024-01-15T10:30:46.456Z","level":"WARN","logger":"com.example.OrderService","message":"Order processing delayed","order_id":67890,"request_id":"req-002","log_type":"application"}',
  ],
]

test.each(CASES)('the lab guide, %s: %s', (type, line, record) => {
  expect(parseText(type, `${line}\n`).records.map(({ json }) => json)).toEqual([record])
})

test('metadata stands at the end, and the event id names the place of the line', () => {
  const [, line] = CASES[0]!
  const { records } = parseText('apache', `${line}\n${line}\n`, { host: 'web-1', offset: 4_000_000_000_000 })
  const second = 4_000_000_000_000 + line.length + 1
  expect(records[0]!.json).toMatch(
    /"log_type":"apache_access","host":"web-1","event_id":"0123456789abcdef:4000000000000"}$/,
  )
  expect(records[1]!.json.endsWith(`"event_id":"0123456789abcdef:${second}"}`)).toBe(true)
})
