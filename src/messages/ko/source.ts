import type { source as english } from '../en/source.ts'

/** Korean sentences of `source`. */
export const source: typeof english = {}
