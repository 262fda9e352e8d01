import type { format as english } from '../en/format.ts'

/** Korean sentences of `format`. */
export const format: typeof english = {}
