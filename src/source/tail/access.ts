import { statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { messageOf, systemCode } from '../../base/errors.ts'
import { text } from '../../messages/messages.ts'

/** Why a file cannot be read, for a person: after a refusal with who was refused, where, and the command that lets in. */
export function accessTrouble(path: string, error: unknown, kind: 'file' | 'folder' = 'file'): string {
  const code = systemCode(error)
  if (code !== 'EACCES' && code !== 'EPERM') return text.source.notReadable(path, messageOf(error))
  const closed = closedFolder(path)
  const right = closed !== undefined ? 'x' : kind === 'folder' ? 'rx' : 'r'
  return text.source.notPermitted(path, who(), closed ?? path, right)
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

function who(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user id often has no name; chmod and setfacl take the number too.
    return String(process.getuid?.() ?? '?')
  }
}
