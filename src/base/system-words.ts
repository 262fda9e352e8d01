import { text } from '../messages/messages.ts'
import { messageOf, systemCode } from './errors.ts'

/** Why the system refused, in the language in use; what has no sentence of ours comes as its code or in its own words. */
export function systemWords(error: unknown): string {
  const code = systemCode(error)
  if (code === undefined) return messageOf(error)
  const known: Readonly<Record<string, string>> = text.base.systemWords
  return known[code] ? `${known[code]} (${code})` : code
}
