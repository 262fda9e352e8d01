import { CHECK_NAMES, type CheckName, type Finding, type Status } from '../doctor/finding.ts'
import { text } from '../messages/messages.ts'
import { displayWidth } from './table.ts'
import { type Color, harmless, type Paint } from './terminal-text.ts'

const MARKS: Readonly<Record<Status, readonly [mark: string, color: Color]>> = {
  ok: ['✓', 'green'],
  warning: ['!', 'yellow'],
  failed: ['✗', 'red'],
  skipped: ['-', 'dim'],
}

/** One finding for people, with its cause and fix below it. Ends with a line end. */
export function findingText(finding: Finding, paint: Paint): string {
  const { check, status, what, cause, fix } = finding
  const width = Math.max(...CHECK_NAMES.map((name) => displayWidth(nameOf(name))))
  const indent = ' '.repeat(width + 4)
  const [mark, color] = MARKS[status]
  const { columns } = text.doctor
  const label = Math.max(displayWidth(columns.cause), displayWidth(columns.fix)) + 2
  const rows = [
    [columns.cause, cause],
    [columns.fix, fix],
  ].flatMap(([name, words]) =>
    words === undefined
      ? []
      : [`${indent}${paint('dim', padded(`${name!}:`, label))}${lines(words, indent + ' '.repeat(label))}`],
  )
  const said = lines(what, indent)
  const head = `${paint(color, mark)} ${padded(nameOf(check), width)}  ${status === 'skipped' ? paint('dim', said) : said}`
  return `${[head, ...rows].join('\n')}\n`
}

/** How many of each, after all. */
export function totalText(findings: readonly Finding[], paint: Paint): string {
  const count = (status: Status): number => findings.filter((one) => one.status === status).length
  const words = text.doctor.total(count('ok'), count('warning'), count('failed'), count('skipped'))
  return `\n${paint(count('failed') > 0 ? 'red' : count('warning') > 0 ? 'yellow' : 'green', words)}\n`
}

/** What a check is called in the language in use. */
export function nameOf(check: CheckName): string {
  return text.doctor.checks[check]
}

/** Names of files and answers of services are data; a policy of several lines stays one. */
function lines(words: string, indent: string): string {
  return words.split('\n').map(harmless).join(`\n${indent}`)
}

function padded(words: string, width: number): string {
  return words + ' '.repeat(Math.max(0, width - displayWidth(words)))
}
