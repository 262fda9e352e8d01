import { closeSync, fstatSync } from 'node:fs'
import type { Checkpoint, Print } from '../../checkpoint/checkpoint.ts'
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
  const prints = generation?.trail.prints ?? checkpoint.trail ?? []
  return beginsLike(checkpoint, generation?.head, prints, content) && holds(content, prints)
}

function beginsLike(
  { fingerprint }: Checkpoint,
  known: Uint8Array | undefined,
  prints: readonly Print[],
  { head, known: atHand }: Content,
): boolean {
  const short = atHand < HEAD_BYTES && head.length > 0
  if (known !== undefined && known.length > 0)
    return startsWith(head, known) || (short && startsWith(known, head))
  if (fingerprint.length === 0) return false
  if (fits(fingerprint, head)) return true
  // It ends within the first bytes: those of its lines that a print covers have to do.
  return short && prints.some(({ end, length }) => end === length && end <= atHand)
}

/** The file of a checkpoint, open, while it still holds what the checkpoint tells of; whoever asks closes it. */
export function openOriginal(checkpoint: Checkpoint): Content | undefined {
  if (checkpoint.retired || checkpoint.gone !== undefined) return undefined
  if (!hasIdentity(checkpoint.path, checkpoint)) return undefined
  const fd = openPlain(checkpoint.path)
  if (fd === undefined) return undefined
  const content = contentOf(fd, checkpoint.path, fstatSync(fd).size)
  if (content.head.length > 0 && isSame(checkpoint, content)) return content
  closeSync(fd)
  return undefined
}
