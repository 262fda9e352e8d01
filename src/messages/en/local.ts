/** English sentences of `local`. Keys are ids; a sentence with facts is a function of them. */
export const local = {}
