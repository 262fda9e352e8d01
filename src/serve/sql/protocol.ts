import type { Language } from '../../messages/messages.ts'
import type { ApiError, SqlResult } from '../api.ts'

/** Rows of an answer at most, and its text in characters. */
export const MOST_ROWS_OF_ANSWER = 1000
export const MOST_CHARACTERS_OF_ANSWER: number = 4 * 1024 ** 2
/** Memory of the database, in bytes: it holds no more, and spills nothing. */
export const DATABASE_BYTES: number = 256 * 1024 ** 2

/** Records of a minute that the worker has not yet. */
export interface MinuteRecords {
  readonly minute: number
  /** What the worker has of that minute is to be forgotten first. */
  readonly anew: boolean
  readonly bytes: Uint8Array
  /** Record `i` ends at `ends[i]`. */
  readonly ends: Uint32Array
  /** ms since the epoch. */
  readonly at: Float64Array
  readonly weights: Float64Array
}

export interface RunQuery {
  readonly kind: 'run'
  readonly sql: string
  /** ms since the epoch. */
  readonly from: number
  readonly to: number
  readonly news: readonly MinuteRecords[]
  /** Minutes that are kept; the worker forgets all others. */
  readonly minutes: readonly number[]
}

export type ToWorker = RunQuery | { readonly kind: 'cancel' }

export type FromWorker =
  | { readonly result: Omit<SqlResult, 'sampling' | 'ms'> }
  /** `spoilt`: what the worker holds may not be what it was sent. */
  | { readonly error: ApiError['error']; readonly spoilt?: true }

export interface WorkerOptions {
  readonly language: Language
}
