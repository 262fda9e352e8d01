import { type Messages, text } from '../../messages/messages.ts'
import type { Rejected } from './explainer.ts'

/** What a format has at the place where a line gave up, in the language of `messages`. Text of the format is as it was written. */
export function expectedWords(
  { expected, reason }: Pick<Rejected, 'expected'> & { readonly reason: string },
  messages: Messages = text,
): string {
  const say = messages.explain
  if (!expected) return reasonText(reason, messages) ?? reason
  const { name, written, literal, kind } = expected
  if (literal !== undefined) return say.expectedAfter(name, written, literal)
  const words = kindWords(kind, messages)
  return name === '' ? words : say.expectedField(name, written, words)
}

/** What a format field is, in words. */
export function kindWords(kind: string, messages: Messages = text): string {
  const kinds: Readonly<Record<string, string>> = messages.explain.kinds
  return kinds[kind] ?? messages.explain.kinds.text
}

export function foundWords({ found }: Pick<Rejected, 'found'>, messages: Messages = text): string {
  return messages.explain.foundWord(messages.explain.found[found.kind], found.text)
}

/** A word of the closed list of reasons in a sentence; undefined where it is none. */
export function reasonText(reason: string, messages: Messages = text): string | undefined {
  const reasons: Readonly<Record<string, string>> = messages.format.reasons
  return reasons[reason]
}
