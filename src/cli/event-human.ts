import { guideNames } from '../format/shape/find-field.ts'
import type { StreamEvent } from '../reader/event.ts'
import { displayWidth } from './table.ts'
import { type Color, harmless, type Paint } from './terminal-text.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a line tells before its message; the rest of a record follows where there is no message. */
const SHOWN = new Set(['timestamp', 'log_type', 'host', 'event_id', 'level', 'status_code'])

/** One event as one line for people: time, type, level or status, and what happened. Cut to `columns`. */
export function humanLine(event: StreamEvent, paint: Paint, columns: number): string {
  const written = Buffer.from(event.data).toString()
  const fields = fieldsOf(written)
  const time = timeOf(fields?.['timestamp'], event.arrivedAt)
  const head = [time, word(fields?.['log_type']), mark(fields)].filter((part) => part !== '').map(harmless)
  const message = harmless(fields ? messageOf(fields) : written)
  const room = columns - head.reduce((sum, part) => sum + displayWidth(part) + 1, 0)
  const [shownTime, ...rest] = head
  const painted = rest.map((part, i) => paint(i === rest.length - 1 ? colorOf(fields) : 'cyan', part))
  return [...(shownTime ? [paint('dim', shownTime)] : []), ...painted, cut(message, room)].join(' ')
}

function fieldsOf(written: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(written)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? guideNames(value as Fields)
      : undefined
  } catch {
    return undefined
  }
}

/** `2024-01-15 10:30:45` of the record's own time, in its own offset; else the time of arrival, in UTC. */
function timeOf(timestamp: unknown, arrivedAt: number): string {
  const own =
    typeof timestamp === 'string' ? /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})/.exec(timestamp) : null
  if (own) return `${own[1]} ${own[2]}`
  return Number.isNaN(arrivedAt) ? '' : new Date(arrivedAt).toISOString().slice(0, 19).replace('T', ' ')
}

function mark(fields: Fields | undefined): string {
  return word(fields?.['status_code'] ?? fields?.['level'])
}

function colorOf(fields: Fields | undefined): Color {
  const status = fields?.['status_code']
  if (typeof status === 'number') {
    if (status >= 500) return 'red'
    if (status >= 400) return 'yellow'
    return status >= 300 ? 'cyan' : 'green'
  }
  const level = String(fields?.['level'] ?? '').toUpperCase()
  if (/^(?:ERR|FATAL|CRIT|EMERG|ALERT|SEVERE)/.test(level)) return 'red'
  if (level.startsWith('WARN')) return 'yellow'
  if (/^(?:DEBUG|TRACE)/.test(level)) return 'dim'
  return level === '' ? 'cyan' : 'green'
}

function messageOf(fields: Fields): string {
  const { method, path, request, ip_address, response_size, logger, message } = fields
  if (path !== undefined || request !== undefined) {
    const asked = path === null || path === undefined ? word(request) : `${word(method)} ${word(path)}`.trim()
    return [asked, `${word(response_size)} B`, word(ip_address)]
      .filter((part) => part !== '' && part !== ' B')
      .join(' ')
  }
  if (typeof message === 'string') return logger === undefined ? message : `${word(logger)}: ${message}`
  return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([key]) => !SHOWN.has(key))))
}

function word(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** As much of a text as fits, with `…` where some is left out. */
function cut(words: string, columns: number): string {
  if (displayWidth(words) <= columns) return words
  let width = 1
  let shown = ''
  for (const character of words) {
    width += displayWidth(character)
    if (width > columns) break
    shown += character
  }
  return `${shown}…`
}
