/** Characters that take two columns: Hangul, Chinese, Japanese, full-width forms and emoji (Unicode's East Asian Width). */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u

const COMBINING = /\p{Mn}/u

/** The beginning of a line that fits into `columns` of a terminal: a line that wraps would spoil redrawing in place. */
export function fitColumns(line: string, columns: number): string {
  let used = 0
  let fitting = ''
  for (const character of line) {
    used += widthOf(character)
    if (used > columns) return fitting
    fitting += character
  }
  return fitting
}

/** Columns that a text takes on a terminal. */
export function columnsOf(line: string): number {
  let used = 0
  for (const character of line) used += widthOf(character)
  return used
}

function widthOf(character: string): number {
  return COMBINING.test(character) ? 0 : WIDE.test(character) ? 2 : 1
}
