import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type LogFile, look } from './files.ts'

/**
 * Where a file is by now, and how it is packed: rotation goes on while the stream is read. Under its name or beside it by
 * device and inode; else, when it was copied or compressed meanwhile, the file there that begins with the same bytes.
 */
export async function whereItIs(file: LogFile): Promise<LogFile> {
  const here = await see(file.path)
  if (isSame(here, file)) return here
  const folder = dirname(file.path)
  let copy: LogFile | undefined
  for (const name of namesIn(folder)) {
    const other = await see(join(folder, name))
    if (isSame(other, file)) return other
    if (isCopy(other, file)) copy = other
  }
  return copy ?? file
}

function see(path: string): Promise<LogFile | undefined> {
  return look(path, false).catch(() => undefined)
}

/** A file that was truncated meanwhile is another by content. */
function isSame(other: LogFile | undefined, file: LogFile): other is LogFile {
  return other?.device === file.device && other.inode === file.inode && isCopy(other, file)
}

function isCopy(other: LogFile | undefined, file: LogFile): other is LogFile {
  if (other === undefined || (other.packing === file.packing && other.size < file.size)) return false
  const { length } = file.head
  return other.head.length >= length && Buffer.compare(other.head.subarray(0, length), file.head) === 0
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
