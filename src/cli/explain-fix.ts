import type { FormatSpec } from '../format/create-engine.ts'
import type { Change } from '../format/explain/align.ts'
import type { Fix } from '../format/explain/fix.ts'
import { text } from '../messages/messages.ts'
import { harmless } from './terminal-text.ts'

/** A word as a shell takes it. */
export function shellWord(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** The command that parses such lines. @param file where they are; undefined for standard input */
export function fixCommand({ spec, strip }: Fix, file: string | undefined): string {
  const format = [
    ...(spec.format === undefined ? [] : ['--format', shellWord(spec.format)]),
    ...(spec.pattern === undefined ? [] : ['--pattern', shellWord(spec.pattern)]),
  ]
  const parse = ['kinetail', 'parse', '--type', shellWord(spec.type), ...format].join(' ')
  if (strip === '') return file === undefined ? parse : `${parse} ${shellWord(file)}`
  return `LC_ALL=C tr -d '${strip}'${file === undefined ? '' : ` < ${shellWord(file)}`} | ${parse}`
}

/** The object of `--log-files` for it; undefined where lines must be cleaned first. */
export function logFilesOf({ spec, strip }: Fix, file: string | undefined): object | undefined {
  return strip === '' ? { path: file ?? '…', ...named(spec) } : undefined
}

/** A format for programs. */
export function named({ type, format, pattern }: FormatSpec): object {
  return { type, ...(format === undefined ? {} : { format }), ...(pattern === undefined ? {} : { pattern }) }
}

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
