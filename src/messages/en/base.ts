/** English sentences of `base`. Keys are ids; a sentence with facts is a function of them. */
export const base = {
  badDuration: (written: string): string =>
    `"${written}" is not a duration: write a number and a unit, as in 500ms, 20s, 5m, 2h or 1d.`,
  durationOutOfRange: (written: string, least: string, most: string): string =>
    `"${written}" is out of range: give at least ${least} and at most ${most}.`,
  badSize: (written: string): string =>
    `"${written}" is not a size: write a number and a unit, as in 500B, 64KiB or 1MiB.`,
  /** What the system answered, by its code; a code that is not here is shown as it is. */
  systemWords: {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOTDIR: 'a part of the path is no folder',
  },
}
