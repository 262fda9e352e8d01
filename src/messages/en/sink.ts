/** English sentences of `sink`. Keys are ids; a sentence with facts is a function of them. */
export const sink = {}
