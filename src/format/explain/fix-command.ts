import { shellWord } from '../../base/shell-word.ts'
import type { FormatSpec } from '../create-engine.ts'
import type { Fix } from './fix.ts'

/** The flags of a format. */
export function formatFlags({ type, format, pattern }: FormatSpec): string {
  const words = [
    '--type',
    shellWord(type),
    ...(format === undefined ? [] : ['--format', shellWord(format)]),
    ...(pattern === undefined ? [] : ['--pattern', shellWord(pattern)]),
  ]
  return words.join(' ')
}

/** The command that parses such lines. @param file where they are; undefined for standard input */
export function fixCommand({ spec, strip }: Fix, file: string | undefined): string {
  const parse = `kinetail parse ${formatFlags(spec)}`
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
