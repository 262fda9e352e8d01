import type { local as english } from '../en/local.ts'

/** Korean sentences of `local`. */
export const local: typeof english = {}
