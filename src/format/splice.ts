import type { BlockBuilder } from './block-builder.ts'

/** Replaces `out.bytes[from, to)`, within what has been written, by `text`; what follows moves. */
export function splice(out: BlockBuilder, from: number, to: number, text: Uint8Array): void {
  const grows = text.length - (to - from)
  if (grows > 0) out.reserve(grows)
  out.bytes.copyWithin(to + grows, to, out.at)
  out.bytes.set(text, from)
  out.at += grows
}
