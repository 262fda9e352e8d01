/** Code points that a terminal or a browser would obey instead of showing: controls, and marks that turn the direction of text. */
const UNSEEN = /(?![\t\n])[\p{Cc}\p{Cf}]/gu

/**
 * Text of logs as it is shown: nothing of it is obeyed. Markup cannot come of it, because it only ever becomes a text node;
 * what could hide or turn other text is shown as its code: ESC as \x1b.
 */
export function shown(text: string): string {
  return text.replace(UNSEEN, (found) => {
    const code = found.codePointAt(0)!
    return code < 256
      ? `\\x${code.toString(16).padStart(2, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`
  })
}
