import type { MultilineSpec } from '../format/multiline/multiline.ts'
import { AUTO, type FormatType } from '../format/types.ts'
import type { LogInput, Settings } from './settings.ts'

/** Types whose events may have several lines. Each line of an access log is a request, and so has each row of a table. */
const JOINABLE: ReadonlySet<FormatType | typeof AUTO> = new Set([
  AUTO,
  'application',
  'apache_error',
  'nginx_error',
  'syslog',
  'logfmt',
  'klog',
  'glog',
  'regex',
  'grok',
  'docker',
  'cri',
] as const)

type Joining = Pick<
  Settings,
  'multiline_preset' | 'multiline_pattern' | 'multiline_match' | 'multiline_flush' | 'multiline_max_lines'
>

/** How lines are joined in log files that do not say so themselves; undefined where no setting asks for that. */
export function multilineOf(settings: Joining): MultilineSpec | undefined {
  const spec: MultilineSpec = {
    preset: settings.multiline_preset,
    pattern: settings.multiline_pattern,
    match: settings.multiline_match,
    flush: settings.multiline_flush === undefined ? undefined : `${settings.multiline_flush}ms`,
    max_lines: settings.multiline_max_lines,
  }
  return Object.values(spec).some((value) => value !== undefined) ? spec : undefined
}

/** How the lines of one input are joined. What is set for all holds for types whose events may have several lines. */
export function multilineOfInput(
  { type, multiline }: Pick<LogInput, 'type' | 'multiline'>,
  settings: Joining,
): MultilineSpec | undefined {
  if (multiline !== undefined) return multiline === false ? undefined : multiline
  return JOINABLE.has(type) ? multilineOf(settings) : undefined
}
