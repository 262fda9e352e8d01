/** English sentences of `format`. Keys are ids; a sentence with facts is a function of them. */
export const format = {}
