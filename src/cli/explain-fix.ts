import type { FormatSpec } from '../format/create-engine.ts'
import type { Change } from '../format/explain/align.ts'
import type { Fix } from '../format/explain/fix.ts'
import { fixCommand, logFilesOf } from '../format/explain/fix-command.ts'
import { text } from '../messages/messages.ts'
import { harmless } from './terminal-text.ts'

/** A format as a person calls it. */
export function formatName({ type, format = '', pattern = format }: FormatSpec): string {
  return pattern === '' ? type : `${type} (${harmless(pattern)})`
}

/** The lines of text that tell a fix, without indent. */
export function fixLines(fix: Fix | undefined, file: string | undefined, timed: boolean): string[] {
  const say = text.explain
  if (!fix) return [say.noFix]
  const config = logFilesOf(fix, file)
  const notes = [
    ...fix.changes.map(changeWords),
    ...(fix.kind === 'text' ? [say.fixNotes.text] : []),
    ...(fix.strip === '' ? [] : [say.fixNotes.clean]),
    ...(timed || fix.kind === 'text' ? [] : [say.fixNotes.time]),
  ]
  return [
    fixCommand(fix, file),
    ...(config === undefined ? [] : [say.inLogFiles(JSON.stringify(config))]),
    ...(notes.length > 0 ? [`(${notes.join('; ')})`] : []),
  ].map(harmless)
}

function changeWords({ kind, written, by = '' }: Change): string {
  const words = text.explain.changes
  return kind === 'replaced' ? words.replaced(written, by) : words[kind](written)
}
