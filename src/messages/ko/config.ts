import type { config as english } from '../en/config.ts'

/** Korean sentences of `config`. */
export const config: typeof english = {}
