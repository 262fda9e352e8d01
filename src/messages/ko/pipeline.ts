import type { pipeline as english } from '../en/pipeline.ts'

/** Korean sentences of `pipeline`. */
export const pipeline: typeof english = {}
