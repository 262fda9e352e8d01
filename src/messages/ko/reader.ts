import type { reader as english } from '../en/reader.ts'

/** Korean sentences of `reader`. */
export const reader: typeof english = {}
