/** English sentences of `config`. Keys are ids; a sentence with facts is a function of them. */
export const config = {}
