export const OPEN_OBJECT: u8 = 0x7b
export const CLOSE_OBJECT: u8 = 0x7d
export const OPEN_ARRAY: u8 = 0x5b
export const CLOSE_ARRAY: u8 = 0x5d
export const COMMA: u8 = 0x2c
export const COLON: u8 = 0x3a

const TRUE: u32 = 0x65757274
const NULL: u32 = 0x6c6c756e
const FALS: u32 = 0x736c6166

/** The first place at or after `p` without a space or tab. A CR within a line is left to the reference. */
// @ts-ignore: decorator
@inline
export function afterSpace(p: usize): usize {
  while (load<u8>(p) == 0x20 || load<u8>(p) == 0x09) p++
  return p
}

/** Copies `true`, `false` or `null`; its length, 0 for any other word. */
// @ts-ignore: decorator
@inline
export function copyWord(i: usize, o: usize): usize {
  const word = load<u32>(i)
  store<u32>(o, word)
  if (word == TRUE || word == NULL) return 4
  if (word != FALS || load<u8>(i, 4) != 0x65) return 0
  store<u8>(o, 0x65, 4)
  return 5
}
