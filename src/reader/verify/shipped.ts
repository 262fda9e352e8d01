import { closeSync, openSync } from 'node:fs'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { plainContent } from '../../source/tail/content.ts'
import { fits } from '../../source/tail/identity.ts'
import { isSame } from '../../source/tail/resume.ts'
import { contentOf } from './content.ts'
import { isOwn, type LogFile } from './files.ts'

/** How much of a file is acknowledged. In bytes of what it holds, compression undone. */
export interface Shipped {
  readonly path: string
  readonly size: number
  readonly acknowledged: number
  /** False where the checkpoint folder knows nothing of the file. */
  readonly known: boolean
}

/**
 * What the checkpoints say of a file: everything below `acknowledged` was taken by the stream, kept as a dead letter or left out as
 * blank. A renamed file is known by its inode, a copy by its content; where several generations fit a copy, the least counts.
 */
export async function shippedOf(file: LogFile, checkpoints: readonly Checkpoint[]): Promise<Shipped> {
  const { path } = file
  const size = file.packing === undefined ? file.size : await contentSize(file)
  const fitting = checkpointsOf(file, checkpoints).map(({ offset }) => Math.min(offset, size))
  return {
    path,
    size,
    known: fitting.length > 0,
    acknowledged: fitting.length > 0 ? Math.min(...fitting) : 0,
  }
}

function checkpointsOf(file: LogFile, checkpoints: readonly Checkpoint[]): readonly Checkpoint[] {
  const own = checkpoints.find(isOwn(file))
  if (file.packing !== undefined) {
    // The agent reads on in a compressed copy under that file's own identity.
    if (own !== undefined && beginsLike(file, own)) return [own]
    return checkpoints.filter((one) => beginsLike(file, one))
  }
  const fd = openSync(file.path, 'r')
  try {
    const found = plainContent(fd, file.head, file.size)
    if (own !== undefined && isSame(own, found)) return [own]
    return checkpoints.filter((one) => beginsLike(file, one) && isSame({ ...one, copy: true }, found))
  } finally {
    closeSync(fd)
  }
}

/** A short beginning proves nothing about a file of another inode. */
function beginsLike(file: LogFile, { fingerprint }: Checkpoint): boolean {
  return fingerprint.length > 0 && fits(fingerprint, file.head)
}

async function contentSize(file: LogFile): Promise<number> {
  let bytes = 0
  for await (const piece of contentOf(file.path, file.packing, file.size)) bytes += piece.length
  return bytes
}
