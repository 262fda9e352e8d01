import type { LogInput } from '../config/settings.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { serverOf } from '../format/format-server.ts'
import { isGrok } from '../format/grok.ts'
import { AUTO } from '../format/types.ts'

/**
 * How the lines of an input are read: a format string or a pattern tells the type.
 * @param joined whether lines are joined to events
 */
export function specOf(input: LogInput, joined: boolean): FormatSpec {
  const { type, format, pattern, patterns } = input
  const spec = { type, format, pattern, patterns, joined }
  if (type !== AUTO) return spec
  if (format !== undefined) return { ...spec, type: serverOf(format) ?? 'apache' }
  return pattern === undefined ? spec : { ...spec, type: isGrok(pattern) ? 'grok' : 'regex' }
}
