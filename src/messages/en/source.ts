/** English sentences of `source`. Keys are ids; a sentence with facts is a function of them. */
export const source = {}
