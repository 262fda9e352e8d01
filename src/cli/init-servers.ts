import type { FoundLog, ServerFindings, ServersFindings } from '../config/servers/found-log.ts'
import { text } from '../messages/messages.ts'
import { table } from './table.ts'

/** Longest format that the table shows, in characters: all of it is in the configuration. */
const SHOWN = 60

/** What was found, for people: one row for each log. */
export function foundTable(logs: readonly FoundLog[]): string {
  const { log, type, format, at } = text.init.columns
  const rows = logs.map((one) => [one.path, one.type, shown(one), one.at])
  const refused = logs.filter((one) => one.refused !== undefined)
  const remarks = logs.flatMap((one) => remarksOn(one).map((remark) => `  ${one.path}: ${remark}\n`))
  return `${table([log, type, format, at], rows)}${text.init.found(logs.length, refused.length)}\n${remarks.join('')}`
}

/** What was found, for programs. */
export function foundJson({ logs, problems }: ServerFindings): string {
  return `${JSON.stringify({ logs, problems })}\n`
}

/** The configuration as YAML, with a comment on each log; a log whose format is refused is a comment only. */
export function configOf({ logs, files }: ServersFindings, streamName: string | undefined): string {
  const words = text.init.configComments
  const stream = `stream_name: ${JSON.stringify(streamName ?? 'log-streaming-demo')}`
  return [
    `# ${words.head(files.join(', '))}`,
    ...(streamName === undefined ? [`# ${words.stream}`, `# ${stream}`] : [stream]),
    'log_files:',
    ...logs.flatMap(entryOf),
    '',
  ].join('\n')
}

function entryOf(log: FoundLog): string[] {
  const { path, type, format, at, refused } = log
  const lines = [
    `- path: ${JSON.stringify(path)}`,
    `  type: ${type}`,
    ...(format === undefined ? [] : [`  format: ${JSON.stringify(format)}`]),
  ]
  const comments = [at, ...remarksOn(log)].map((one) => `  # ${one}`)
  return [...comments, ...lines.map((line) => (refused === undefined ? `  ${line}` : `  # ${line}`))]
}

function remarksOn({ notes, refused }: FoundLog): string[] {
  return refused === undefined ? [...notes] : [...notes, text.init.refused(refused)]
}

function shown({ format, nickname }: FoundLog): string {
  if (nickname !== undefined) return nickname
  if (format === undefined) return ''
  return format.length > SHOWN ? `${format.slice(0, SHOWN - 1)}…` : format
}
