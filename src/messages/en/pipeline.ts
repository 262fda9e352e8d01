/** English sentences of `pipeline`. Keys are ids; a sentence with facts is a function of them. */
export const pipeline = {}
