import { userInfo } from 'node:os'

/** Who runs this process, as chmod, setfacl and install take it. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    // A container's user id often has no name; the commands take the number too.
    return String(process.getuid?.() ?? '?')
  }
}
