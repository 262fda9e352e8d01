import { describe, expect, it } from 'vitest'
import type { StreamEvent } from '../reader/event.ts'
import { humanLine } from './event-human.ts'
import { displayWidth } from './table.ts'
import { painter } from './terminal-text.ts'

const event = (data: string): StreamEvent => ({
  data: Buffer.from(data),
  shardId: 's0',
  sequenceNumber: '49',
  subSequence: 0,
  partitionKey: 'k',
  arrivedAt: Date.UTC(2024, 0, 15, 1, 2, 3),
})
const shown = (fields: object | string, columns = 200): string =>
  humanLine(event(typeof fields === 'string' ? fields : JSON.stringify(fields)), painter(false), columns)

const ACCESS = {
  timestamp: '2024-01-15T10:30:45+00:00',
  ip_address: '192.168.1.100',
  method: 'GET',
  path: '/index.html',
  status_code: 200,
  response_size: 2435,
  log_type: 'apache_access',
}

describe('an event for people', () => {
  it.each([
    ['an access log', ACCESS, '2024-01-15 10:30:45 apache_access 200 GET /index.html 2435 B 192.168.1.100'],
    [
      'a request that is none',
      { ...ACCESS, method: null, path: null, request: '\u0016\u0003', status_code: 400 },
      '2024-01-15 10:30:45 apache_access 400 \\u0016\\u0003 2435 B 192.168.1.100',
    ],
    [
      'an application log',
      {
        timestamp: '2024-01-15T10:30:46.456Z',
        level: 'WARN',
        logger: 'a.B',
        message: 'slow',
        log_type: 'application',
      },
      '2024-01-15 10:30:46 application WARN a.B: slow',
    ],
    ['another object', { a: 1, log_type: 'x' }, '2024-01-15 01:02:03 x  {"a":1}'.replace('  ', ' ')],
    ['text', 'hello \u001b[31m', '2024-01-15 01:02:03 hello \\u001b[31m'],
  ])('%s', (_, fields, wanted) => {
    expect(shown(fields)).toBe(wanted)
  })

  it('fits the terminal, wide characters too', () => {
    for (const columns of [60, 61, 80]) {
      const line = shown({ ...ACCESS, path: `/${'한국'.repeat(50)}` }, columns)
      expect(displayWidth(line)).toBeLessThanOrEqual(columns)
      expect(displayWidth(line)).toBeGreaterThan(columns - 3)
      expect(line.endsWith('…')).toBe(true)
    }
  })

  it('colours by status and level, and nothing of the data acts on the terminal', () => {
    const paint = painter(true)
    const colored = (fields: object): string => humanLine(event(JSON.stringify(fields)), paint, 200)
    expect(colored({ ...ACCESS, status_code: 503 })).toContain('\u001b[31m503\u001b[0m')
    expect(colored({ ...ACCESS, status_code: 404 })).toContain('\u001b[33m404\u001b[0m')
    expect(colored({ level: 'ERROR', message: 'x' })).toContain('\u001b[31mERROR\u001b[0m')
    const evil = colored({ ...ACCESS, log_type: '\u001b[2J', path: '\u001b]0;x\u0007' })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes that may stand there
    expect(evil.replaceAll(/\u001b\[\d+m/g, '')).not.toMatch(/[\u0000-\u001f]/)
  })
})
