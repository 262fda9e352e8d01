import type { sink as english } from '../en/sink.ts'

/** Korean sentences of `sink`. */
export const sink: typeof english = {}
