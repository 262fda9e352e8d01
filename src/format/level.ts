/** Where in a line a level is looked for, in bytes: further on the words are part of the message. */
const REACH = 160
const WORD = /(?<![A-Za-z0-9_])(FATAL|CRITICAL|ERROR|WARNING|WARN|NOTICE|INFO|DEBUG|TRACE)(?![A-Za-z0-9_])/gi

/**
 * The level of a line of text, in upper case, null when none is found. In upper case the word counts where it stands;
 * written otherwise only where it is marked as a level: at the beginning, in brackets, after `=`, before a colon.
 */
export function findLevel(bytes: Uint8Array, from: number, to: number): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset + from, Math.min(to - from, REACH)).toString(
    'latin1',
  )
  WORD.lastIndex = 0
  for (let match = WORD.exec(head); match; match = WORD.exec(head)) {
    const word = match[1]!
    if (word === word.toUpperCase() || isMarked(head, match.index, match.index + word.length))
      return word.toUpperCase()
  }
  return null
}

function isMarked(head: string, start: number, end: number): boolean {
  const before = head[start - 1]
  const after = head[end]
  if (before === undefined || before === '=' || before === '|') return true
  if (
    (before === '[' && after === ']') ||
    (before === '<' && after === '>') ||
    (before === '(' && after === ')')
  )
    return true
  return after === ':' || after === '|'
}
