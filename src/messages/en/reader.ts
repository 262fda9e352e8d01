/** English sentences of `reader`. Keys are ids; a sentence with facts is a function of them. */
export const reader = {}
