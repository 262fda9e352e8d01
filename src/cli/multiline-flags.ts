import type { Command } from 'commander'
import { KinetailError } from '../base/errors.ts'
import { eventRules, type MultilineSpec } from '../format/multiline/multiline.ts'
import { text } from '../messages/messages.ts'
import type { EventRules } from '../source/events.ts'

export interface MultilineFlags {
  readonly multilinePreset?: string
  readonly multilinePattern?: string
  readonly multilineMatch?: string
  readonly multilineFlush?: string
  readonly multilineMaxLines?: string
}

/** Adds the flags that join lines to a command. */
export function withMultiline(command: Command): Command {
  const words = text.config.settings
  return command
    .option('--multiline-preset <language>', words.multiline_preset)
    .option('--multiline-pattern <pattern>', words.multiline_pattern)
    .option('--multiline-match <what>', words.multiline_match)
    .option('--multiline-flush <duration>', words.multiline_flush)
    .option('--multiline-max-lines <count>', words.multiline_max_lines)
}

/** How lines are joined; undefined where nobody asked for that. */
export function rulesOfFlags(flags: MultilineFlags & { readonly type?: string }): EventRules | undefined {
  const {
    multilinePreset: preset,
    multilinePattern: pattern,
    multilineMatch: match,
    multilineFlush: flush,
    multilineMaxLines: lines,
  } = flags
  if ([preset, pattern, match, flush, lines].every((one) => one === undefined)) return undefined
  const spec: MultilineSpec = {
    preset,
    pattern,
    match,
    flush,
    max_lines: lines === undefined ? undefined : Number(lines),
  }
  if (lines !== undefined && !/^[1-9]\d{0,5}$/.test(lines))
    throw new KinetailError('usage', text.multiline.badMaxLines(lines))
  return eventRules(spec, flags.type)
}
