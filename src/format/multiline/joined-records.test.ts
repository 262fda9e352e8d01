import { expect, test } from 'vitest'
import { cutEvents } from '../../source/events.ts'
import { createEngine } from '../create-engine.ts'
import { eventRules, type MultilineSpec } from './multiline.ts'

/** The records of a log whose lines are joined, by both engines alike. */
function recordsOf(
  type: string,
  spec: MultilineSpec,
  log: string,
  pattern?: string,
): Record<string, unknown>[] {
  const bytes = Buffer.from(log)
  const { events, whole } = cutEvents(bytes, eventRules(spec, type), { maxBytes: 100_000, final: true })
  expect(whole).toBe(bytes.length)
  const written = (['plain', 'kernel'] as const).map((kind) => {
    const options = { host: 'h', keyField: null, maxRecordBytes: 100_000 }
    const engine = createEngine({ type, joined: true, pattern }, options, kind)
    const block = engine.parse({ bytes, offset: 7, readAt: 0, generation: '0123456789abcdef', events })
    expect(block.rejects).toBe(0)
    return Buffer.from(block.bytes.subarray(0, block.length)).toString()
  })
  expect(written[1]).toBe(written[0])
  return written[0]!.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('an event tells how many lines it has, and its id is the place of the first', () => {
  const log = 'java.lang.Error: x\n\tat A.b(A.java:1)\n\n{"level":"INFO","message":"next"}\nlast\n'
  expect(recordsOf('application', { preset: 'java' }, log)).toMatchObject([
    {
      message: 'java.lang.Error: x\n\tat A.b(A.java:1)',
      log_type: 'application_event',
      event_lines: 2,
      event_id: '0123456789abcdef:7',
    },
    { message: 'next', log_type: 'application', event_id: `0123456789abcdef:${7 + 38}` },
    { message: 'last', log_type: 'application_event' },
  ])
})

test('what is joined to a line of JSON is its trace, and a JSON object of several lines is one', () => {
  const log =
    '{"level":"ERROR","message":"x"}\n\tat A.b(A.java:1)\n\tat "C"\n{\n  "level": "INFO",\n  "message": "y"\n}\n'
  expect(recordsOf('application', { pattern: '^\\{' }, log)).toMatchObject([
    {
      level: 'ERROR',
      message: 'x',
      log_type: 'application',
      stack_trace: '\tat A.b(A.java:1)\n\tat "C"',
      event_lines: 3,
    },
    { level: 'INFO', message: 'y', log_type: 'application', event_lines: 4 },
  ])
})

test('the trace behind a line of logfmt is a field of its own', () => {
  const log =
    'level=error msg="no stock"\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1\nlevel=info msg=next\n'
  expect(recordsOf('logfmt', { preset: 'go' }, log)).toMatchObject(
    [
      { level: 'error', msg: 'no stock', stack_trace: 'goroutine 1 [running]:\nmain.main()\n\t/a.go:1 +0x1' },
      { level: 'info', msg: 'next' },
    ].map(({ msg, ...rest }) => ({ ...rest, message: msg })),
  )
})

test('a message of several lines in an error log of nginx keeps what stands behind it', () => {
  const log = `2024/01/15 10:30:45 [error] 7#7: *1 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught Exception: boom in /x.php:3
Stack trace:
#0 {main}
  thrown in /x.php on line 3" while reading response header from upstream, client: 203.0.113.7, server: example.com, request: "GET / HTTP/1.1", upstream: "fastcgi://unix:/run/php.sock:", host: "example.com"
2024/01/15 10:30:46 [error] 7#7: *2 next, client: 203.0.113.8, server: example.com
`
  const [first, second] = recordsOf('nginx_error', { pattern: '^\\d{4}/\\d\\d/\\d\\d ' }, log)
  expect(first).toMatchObject({ ip_address: '203.0.113.7', method: 'GET', path: '/', event_lines: 4 })
  expect(first!['message']).toMatch(/^FastCGI sent[\s\S]*\n#0 \{main\}\n {2}thrown in/)
  expect(second).toMatchObject({ ip_address: '203.0.113.8', message: 'next' })
})

test('a pattern of fields takes in what is joined', () => {
  const log = '[1] one\n two\n[2] three\n'
  expect(recordsOf('regex', { pattern: '^\\[' }, log, '\\[(?<number>\\d+)\\] (?<message>.*)')).toMatchObject([
    { message: 'one\n two' },
    { message: 'three' },
  ])
})

const CRI = `2024-01-15T10:30:45.1Z stdout F started
2024-01-15T10:30:45.2Z stderr F java.lang.Error: x
2024-01-15T10:30:45.2Z stderr F 	at A.b(A.java:1)
2024-01-15T10:30:45.3Z stdout P a long
2024-01-15T10:30:45.3Z stdout P  line, cut
2024-01-15T10:30:45.3Z stdout F  in three
2024-01-15T10:30:45.4Z stdout F next
`

test('under Kubernetes traces are joined through what the runtime writes around them, and cut lines are whole again', () => {
  expect(recordsOf('cri', { preset: 'java' }, CRI)).toMatchObject([
    { message: 'started', stream: 'stdout', logtag: 'F' },
    { message: 'java.lang.Error: x\n\tat A.b(A.java:1)', stream: 'stderr', logtag: 'F', event_lines: 2 },
    { message: 'a long line, cut in three', stream: 'stdout', logtag: 'F', event_lines: 3 },
    { message: 'next' },
  ])
  expect(recordsOf('cri', { preset: 'container' }, CRI).map(({ message }) => message)).toEqual([
    'started',
    'java.lang.Error: x',
    '\tat A.b(A.java:1)',
    'a long line, cut in three',
    'next',
  ])
})

test('and under Docker', () => {
  const log = [
    { log: 'Traceback (most recent call last):\n', stream: 'stderr', time: '2024-01-15T10:30:45.1Z' },
    { log: '  File "/a.py", line 1, in f\r\n', stream: 'stderr', time: '2024-01-15T10:30:45.2Z' },
    { log: 'ValueError: "é"\n', stream: 'stderr', time: '2024-01-15T10:30:45.3Z' },
    { log: 'half', stream: 'stdout', time: '2024-01-15T10:30:45.4Z' },
    { log: ' and half\n', stream: 'stdout', time: '2024-01-15T10:30:45.5Z' },
    { log: 'open', stream: 'stdout', time: '2024-01-15T10:30:45.6Z' },
  ]
  const text = log.map((one) => `${JSON.stringify(one)}\n`).join('')
  expect(recordsOf('docker', { preset: 'python' }, text)).toMatchObject([
    {
      message: 'Traceback (most recent call last):\n  File "/a.py", line 1, in f\r\nValueError: "é"',
      stream: 'stderr',
      event_lines: 3,
    },
    { message: 'half and half', stream: 'stdout', event_lines: 2 },
    { message: 'open', partial: true },
  ])
})

test('the preset of containers is refused for other logs', () => {
  expect(() => eventRules({ preset: 'container' }, 'application')).toThrow(/docker and cri/)
})
