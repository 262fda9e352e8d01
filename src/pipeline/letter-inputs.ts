import { resolve } from 'node:path'
import type { LogInput } from '../config/settings.ts'
import { FORMATS } from '../format/all.ts'
import type { FormatSpec } from '../format/create-engine.ts'
import { AUTO } from '../format/types.ts'
import type { KeptLetter } from '../sink/read-dead-letters.ts'
import { isGlob, matches, parseGlob } from '../source/tail/glob.ts'

/** What decides how letters are read now. */
export interface LetterFormats {
  /** `--type` and `--format`: for every letter. */
  readonly asked: FormatSpec | undefined
  readonly log_files: readonly LogInput[]
}

/**
 * The input that a letter's line belongs to now: that which was asked for, that of its file (a rotated one's too), the only one of its type, or
 * its type alone. Undefined when there is no such type any more.
 */
export function inputOf(
  letter: Pick<KeptLetter, 'file' | 'type'>,
  formats: LetterFormats,
): LogInput | undefined {
  const { file, type } = letter
  const { asked, log_files } = formats
  const found =
    log_files.find(({ path }) => resolve(path) === file) ??
    log_files.find(
      ({ path }) => isGlob(resolve(path)) && parseGlob(resolve(path)).some((glob) => matches(glob, file)),
    ) ??
    log_files.find(({ path }) => /^[.-]/.test(rest(file, resolve(path))))
  if (asked) {
    // What is hidden in a file's records is hidden however its lines are read.
    const { keep, drop, sample, add, redact } = found ?? ({} as Partial<LogInput>)
    return { keep, drop, sample, add, redact, path: file, ...asked, type: asked.type as LogInput['type'] }
  }
  const known = FORMATS.find(({ name }) => name === type)
  // What was found from the file's first lines is in the letter.
  if (found) return found.type === AUTO && known ? { ...found, type: known.name } : found
  const typed = log_files.filter((one) => one.type === type)
  if (typed.length === 1) return typed[0]
  return known && { path: file, type: known.name }
}

/** What follows `path` in the name of a rotated file: `.1`, `-20240115.gz`; '' when it is no such name. */
function rest(file: string, path: string): string {
  return file.startsWith(path) ? file.slice(path.length) : ''
}
