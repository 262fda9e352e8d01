import type { stats as english } from '../en/stats.ts'

/** Korean sentences of `stats`. */
export const stats: typeof english = {}
