import { closeSync, fstatSync } from 'node:fs'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import type { Generation } from './generation.ts'
import { fits, HEAD_BYTES, hasIdentity, openPlain, readHead, startsWith } from './identity.ts'
import { readSome } from './read.ts'
import { type FoundFile, isSame } from './resume.ts'
import { holds, PRINT_BYTES } from './trail.ts'

/** Bytes of a file, open for reading. */
export type Content = Pick<FoundFile, 'fd' | 'head' | 'size'>

/**
 * Whether a file is a copy of a generation that can no longer be read itself, whole or not: it begins with the same bytes, and
 * wherever it reaches a stretch whose hash is kept, that agrees. Where nothing is known of a generation, nothing is its copy.
 */
export function isCopyOf(
  checkpoint: Checkpoint,
  generation: Generation | undefined,
  { fd, head, size }: Content,
): boolean {
  const known = generation?.head
  const begins =
    known !== undefined && known.length > 0
      ? startsWith(head, known) || (size < HEAD_BYTES && head.length > 0 && startsWith(known, head))
      : checkpoint.fingerprint.length > 0 && fits(checkpoint.fingerprint, head)
  return begins && holds(fd, size, generation?.trail.prints ?? checkpoint.trail ?? [])
}

/** The file of a checkpoint, open, while it still holds what the checkpoint tells of; whoever asks closes it. */
export function openOriginal(checkpoint: Checkpoint): Content | undefined {
  if (checkpoint.retired || checkpoint.gone !== undefined) return undefined
  if (!hasIdentity(checkpoint.path, checkpoint)) return undefined
  const fd = openPlain(checkpoint.path)
  if (fd === undefined) return undefined
  const content = { fd, head: readHead(fd), size: Number(fstatSync(fd, { bigint: true }).size) }
  if (content.head.length > 0 && isSame(checkpoint, content)) return content
  closeSync(fd)
  return undefined
}

/** Whether a file holds nothing but the beginning of another. Looks at its first and its last bytes. */
export function isBeginningOf(file: Content, original: Content): boolean {
  if (file.size === 0 || file.size > original.size || !startsWith(original.head, file.head)) return false
  const from = Math.max(0, file.size - PRINT_BYTES)
  const [last, expected] = [file, original].map(({ fd }) => readSome(fd, from, file.size - from))
  return Buffer.compare(last!, expected!) === 0
}
