/**
 * Whether one of the four bytes in `word` has a class (BYTE_CLASS): a quote, a backslash, below 0x20, 0x80 and up.
 * Looks at all four at once; each term sets the top bit of a byte that is guilty. A subtraction's borrow may set it
 * for an innocent byte after a guilty one, so the answer is exact for the word and says nothing about which byte.
 */
export function hasSpecial(word: number): boolean {
  const quote = word ^ 0x22222222
  const backslash = word ^ 0x5c5c5c5c
  const hits =
    word |
    ((word - 0x20202020) & ~word) |
    ((quote - 0x01010101) & ~quote) |
    ((backslash - 0x01010101) & ~backslash)
  return (hits & 0x80808080) !== 0
}
