const LF = 0x0a

export interface Cut {
  /** Bytes of whole lines at the beginning, none of them over the limit. */
  readonly whole: number
  /** True when the line that follows them is over the limit, even if its end is not in sight. */
  readonly overlong: boolean
}

/**
 * Cuts the whole lines off the front of `bytes`. A line over `maxLineBytes` (its LF not counted) ends the cut.
 * Looks back from the end of one limit's worth of bytes at a time: a window that holds an LF cannot hold, before it,
 * a line longer than itself, so short lines need no look each.
 */
export function cutLines(bytes: Uint8Array, maxLineBytes: number): Cut {
  let whole = 0
  for (;;) {
    const window = Math.min(bytes.length, whole + maxLineBytes + 1)
    const end = window === 0 ? -1 : bytes.lastIndexOf(LF, window - 1)
    if (end < whole) return { whole, overlong: window - whole > maxLineBytes }
    whole = end + 1
    if (whole === bytes.length) return { whole, overlong: false }
  }
}
