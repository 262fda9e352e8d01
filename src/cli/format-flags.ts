import { KinetailError } from '../base/errors.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { serverOf } from '../format/format-server.ts'
import { isGrok } from '../format/grok.ts'
import { AUTO } from '../format/types.ts'
import { text } from '../messages/messages.ts'

export interface FormatFlags {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
}

/** Both kinds of syslog are one type: the line tells which it is. */
const SYNONYMS: Readonly<Record<string, string>> = { syslog3164: 'syslog', syslog5424: 'syslog' }

/** What `--type`, `--format` and `--pattern` say: a format string tells its server, a pattern its kind. Undefined without any, and for `auto`. */
export function specOfFlags(flags: FormatFlags): FormatSpec | undefined {
  const { format, pattern } = flags
  const named = flags.type === undefined ? undefined : (SYNONYMS[flags.type] ?? flags.type)
  const type = named === AUTO ? undefined : named
  if (pattern !== undefined) return { type: type ?? (isGrok(pattern) ? 'grok' : 'regex'), format, pattern }
  if (format === undefined) return type === undefined ? undefined : { type }
  const known = type ?? serverOf(format)
  if (known === null) throw new KinetailError('usage', text.format.formatHasNoDirective(format))
  return { type: known, format }
}
