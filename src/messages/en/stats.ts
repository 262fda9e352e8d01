/** English sentences of `stats`. Keys are ids; a sentence with facts is a function of them. */
export const stats = {}
