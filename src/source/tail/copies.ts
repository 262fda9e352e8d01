import { closeSync, fstatSync } from 'node:fs'
import type { Checkpoint } from '../../checkpoint/checkpoint.ts'
import { type Content, contentOf } from './content.ts'
import type { Generation } from './generation.ts'
import { fits, HEAD_BYTES, hasIdentity, openPlain, startsWith } from './identity.ts'
import { isSame } from './resume.ts'
import { holds } from './trail.ts'

/**
 * Whether a file is a copy of a generation that can no longer be read itself, whole or not: it begins with the same bytes, and
 * wherever it reaches a stretch whose hash is kept, that agrees. Where nothing is known of a generation, nothing is its copy.
 */
export function isCopyOf(
  checkpoint: Checkpoint,
  generation: Generation | undefined,
  content: Content,
): boolean {
  const { head, known: atHand } = content
  const known = generation?.head
  const begins =
    known !== undefined && known.length > 0
      ? startsWith(head, known) || (atHand < HEAD_BYTES && head.length > 0 && startsWith(known, head))
      : checkpoint.fingerprint.length > 0 && fits(checkpoint.fingerprint, head)
  return begins && holds(content, generation?.trail.prints ?? checkpoint.trail ?? [])
}

/** The file of a checkpoint, open, while it still holds what the checkpoint tells of; whoever asks closes it. */
export function openOriginal(checkpoint: Checkpoint): Content | undefined {
  if (checkpoint.retired || checkpoint.gone !== undefined) return undefined
  if (!hasIdentity(checkpoint.path, checkpoint)) return undefined
  const fd = openPlain(checkpoint.path)
  if (fd === undefined) return undefined
  const content = contentOf(fd, checkpoint.path, Number(fstatSync(fd, { bigint: true }).size))
  if (content.head.length > 0 && isSame(checkpoint, content)) return content
  closeSync(fd)
  return undefined
}
