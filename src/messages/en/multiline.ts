/** Sentences about lines that are joined to events. */
export const multiline = {
  ofNothing: (presets: readonly string[]): string =>
    `Which lines belong together is not said: give a preset (${presets.join(', ')}) or a pattern, as in --multiline-preset java.`,
  unknownPreset: (written: string, presets: readonly string[]): string =>
    `There is no multi-line preset "${written}": give one of ${presets.join(', ')}.`,
  containerOnly: (types: readonly string[]): string =>
    `The multi-line preset "container" joins lines that a container runtime cut: it belongs to the types ${types.join(' and ')}.`,
  matchNeedsPattern: (match: string): string =>
    `The multi-line match "${match}" says what a line is that matches the pattern, and there is no pattern: give --multiline-pattern, or "pattern" in "multiline".`,
  unknownMatch: (written: string, matches: readonly string[]): string =>
    `The multi-line match "${written}" is not known: give one of ${matches.join(', ')}.`,
  badMaxLines: (written: string): string =>
    `--multiline-max-lines "${written}" is no number of lines: write 1 to 100000.`,
  examples: {
    preset: "an event and its stack trace as one record, of a program's log as it is written",
    pattern: 'every line that begins with a date begins an event; all others belong to it',
  },
}
