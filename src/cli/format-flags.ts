import { KinetailError } from '../base/errors.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { serverOf } from '../format/format-server.ts'
import { text } from '../messages/messages.ts'

export interface FormatFlags {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
}

/** What `--type`, `--format` and `--pattern` say: a format string tells its server, a pattern its kind. Undefined without any. */
export function specOfFlags({ type, format, pattern }: FormatFlags): FormatSpec | undefined {
  if (pattern !== undefined)
    return { type: type ?? (/%\{\w+[:}]/.test(pattern) ? 'grok' : 'regex'), format, pattern }
  if (format === undefined) return type === undefined ? undefined : { type }
  const known = type ?? serverOf(format)
  if (known === null) throw new KinetailError('usage', text.format.formatHasNoDirective(format))
  return { type: known, format }
}
