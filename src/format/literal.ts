/** Text that is written often, as the doubles whose bytes it is: one store writes eight bytes. */
export interface Literal {
  readonly words: Float64Array
  /** In bytes; the last word is filled up with zeros, which whatever is written next overwrites. */
  readonly length: number
}

/**
 * Prepares UTF-8 text (JSON keys and punctuation). No eight bytes of it are a NaN, which would need 0xFF, or 0x7F after
 * a byte of 0xF0 or more; so none is changed on its way through a number.
 */
export function literalOf(text: Uint8Array): Literal {
  const padded = new Uint8Array(Math.ceil(text.length / 8) * 8)
  padded.set(text)
  const view = new DataView(padded.buffer)
  const words = Float64Array.from({ length: padded.length / 8 }, (_, i) => view.getFloat64(i * 8, true))
  return { words, length: text.length }
}
