import { FORMATS } from './all.ts'
import type { FormatType } from './types.ts'

/** The server that a format string or a nickname belongs to; null when it has no directive and is no name. */
export function serverOf(written: string): FormatType | null {
  const named = FORMATS.find((one) => Object.hasOwn(one.strings, written))
  if (named) return named.name
  if (/\$\{?[A-Za-z_]/.test(written)) return 'nginx'
  return written.includes('%') ? 'apache' : null
}
