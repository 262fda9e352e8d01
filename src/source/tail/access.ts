import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../../base/errors.ts'
import { shellWord } from '../../base/shell-word.ts'
import { userName } from '../../base/user.ts'
import { text } from '../../messages/messages.ts'

/** Who may not get at a path, what is in the way, and the right that is missing on it. */
export interface Refusal {
  readonly user: string
  /** The path itself, or the topmost folder above it that may not be passed through. */
  readonly closed: string
  readonly right: 'r' | 'x' | 'rx' | 'w' | 'wx'
}

/** Why a file cannot be read, for a person: after a refusal with who was refused, where, and the command that lets in. */
export function accessTrouble(path: string, error: unknown, kind: 'file' | 'folder' = 'file'): string {
  const refusal = refusalOf(path, error, kind === 'folder' ? 'rx' : 'r')
  if (refusal === undefined) return text.source.notReadable(path, messageOf(error))
  const { user, closed, right } = refusal
  return text.source.notPermitted(path, user, closed, right, shellWord(closed))
}

/** What an error of the system says of rights; undefined where it is about something else. @param wanted of the path itself */
export function refusalOf(path: string, error: unknown, wanted: Refusal['right']): Refusal | undefined {
  const code = systemCode(error)
  if (code !== 'EACCES' && code !== 'EPERM') return undefined
  const closed = closedFolder(path)
  return { user: userName(), closed: closed ?? path, right: closed === undefined ? wanted : 'x' }
}

/** The topmost folder above `path` that may not be passed through. */
function closedFolder(path: string): string | undefined {
  const folders: string[] = []
  for (let folder = dirname(path); folders.at(-1) !== folder; folder = dirname(folder)) folders.push(folder)
  return folders.reverse().find((folder) => !passable(folder))
}

/** Asked by a look at `.` in it: access(2) would answer for the real user, not the effective one. */
function passable(folder: string): boolean {
  try {
    statSync(`${folder}/.`)
    return true
  } catch (error) {
    return systemCode(error) !== 'EACCES'
  }
}
