import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
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
  if (refusal === undefined)
    return { what, cause: sentence(systemWords(error) || messageOf(error)), fix: otherFix }
  const { user, closed, right: missing } = refusal
  return {
    what,
    cause: sentence(text.source.refusedTo(path, user, closed)),
    fix: text.source.letIn(user, shellWord(closed), missing),
  }
}

/** Words that stand within a sentence elsewhere, on their own. */
function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`
}

/**
 * The same for what would be made below a folder that is there.
 * @param above the folder; `path` itself where that is there
 */
export function refusedBelow(
  what: string,
  path: string,
  above: string,
  error: unknown,
  otherFix: string,
): Wrong {
  const wrong = refused(what, above, error, 'wx', otherFix)
  const refusal = refusalOf(above, error, 'wx')
  if (refusal === undefined) return wrong
  return { ...wrong, cause: sentence(text.source.refusedTo(path, refusal.user, refusal.closed)) }
}

/**
 * The same for a log, whose next file comes with rotation: a right on the file alone is gone with it. So the group that may read it is
 * named, where there is one, and the right that new files of the folder get.
 */
export function refusedLog(what: string, path: string, error: unknown, kind: 'file' | 'folder'): Wrong {
  const wrong = refused(what, path, error, kind === 'file' ? 'r' : 'rx')
  const refusal = refusalOf(path, error, kind === 'file' ? 'r' : 'rx')
  if (refusal === undefined) return wrong
  const { user, closed, right } = refusal
  const words = text.doctor.files
  const group = groupThatMay(closed, right)
  const folder = kind === 'file' ? dirname(path) : path
  const lasting = kind === 'file' ? words.lasting(user, shellWord(path), shellWord(folder)) : undefined
  const lines = [wrong.fix, group === undefined ? undefined : words.joinGroup(user, group), lasting]
  return { ...wrong, fix: lines.filter((line) => line !== undefined).join('\n') }
}

/** The bits of a group's rights (stat(2)). */
const GROUP_BITS: Readonly<Record<string, number>> = { r: 0o040, x: 0o010, rx: 0o050 }

/** The group of a path, where it has the right and this process is not in it; root's own is nobody's to join. */
function groupThatMay(path: string, right: Refusal['right']): string | undefined {
  try {
    const { gid, mode } = statSync(path)
    const bits = GROUP_BITS[right] ?? 0
    if (gid === 0 || bits === 0 || (mode & bits) !== bits || process.getgroups?.().includes(gid))
      return undefined
    // group(5): name, password, number, members.
    const row = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((line) => line.split(':')[2] === String(gid))
    return row?.split(':')[0]
  } catch {
    return undefined
  }
}
