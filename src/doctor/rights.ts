import { messageOf } from '../base/errors.ts'
import { shellWord } from '../base/shell-word.ts'
import { systemWords } from '../base/system-words.ts'
import { text } from '../messages/messages.ts'
import { type Refusal, refusalOf } from '../source/tail/access.ts'
import type { Wrong } from './finding.ts'

/** Why the system refused a path, and the `chmod` or `setfacl` that would have let in where it is about rights. */
export function refused(
  what: string,
  path: string,
  error: unknown,
  right: Refusal['right'],
  otherFix?: string,
): Wrong {
  const refusal = refusalOf(path, error, right)
  if (refusal === undefined) return { what, cause: systemWords(error) || messageOf(error), fix: otherFix }
  const { user, closed, right: missing } = refusal
  return {
    what,
    cause: text.source.refusedTo(path, user, closed),
    fix: text.source.letIn(user, shellWord(closed), missing),
  }
}
