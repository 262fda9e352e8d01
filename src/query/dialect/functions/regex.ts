import { text as messages } from '../../../messages/messages.ts'
import type { CallParts } from './function.ts'

/** What Java's expressions have and DuckDB's (RE2, which is linear in the text) has not. */
const FOREIGN: readonly RegExp[] = [
  /\(\?<?[=!]/, // looking ahead and behind
  /\(\?>/, // atomic groups
  /(?:^|[^\\])(?:\\\\)*\\[1-9]/, // references to groups
  /(?:^|[^\\])(?:\\\\)*[*+?}]\+/, // possessive repetition
]

/** The regular expression at this argument: a literal that DuckDB understands. Java's named groups get the spelling of RE2. */
export function checkPattern(parts: CallParts, index: number): string {
  const pattern = parts.textAt(index)
  if (FOREIGN.some((foreign) => foreign.test(pattern)))
    parts.fail(parts.expression(index), messages.dialect.refused.pattern)
  const adapted = pattern.replace(/\(\?<([A-Za-z]\w*)>/g, '(?P<$1>')
  try {
    new RegExp(adapted.replaceAll('(?P<', '(?<').replace(/^\(\?[imsU]+\)/, ''))
  } catch (error) {
    parts.fail(parts.expression(index), messages.dialect.badPattern(String((error as Error).message)))
  }
  return adapted
}

/** How many groups a pattern captures. */
export function countGroups(pattern: string): number {
  const bare = pattern.replace(/\\./g, '').replace(/\[(?:\]|\^\])?[^\]]*\]/g, '')
  return [...bare.matchAll(/\((?!\?)|\(\?P</g)].length
}
