import { FORM, JOB } from './map'

/**
 * What the kernel is told about a chunk, and what it tells back: one place in memory, written by
 * `src/format/kernel-job.ts` with the same numbers. Addresses and sizes are u32; `offset` and `readAt` are f64.
 */


/** Next byte to read. Goes forward. */
export const AT: usize = 0
/** After the chunk's last byte. */
export const END: usize = 4
/** The chunk's first byte. */
export const BEGIN: usize = 8
/** Where the next record goes. Goes forward. */
export const OUT: usize = 12
/** No record may reach beyond this. */
export const OUT_END: usize = 16
/** First byte of the block's text: places in the index count from here. */
export const BASE: usize = 20
/** Lines, records and blank lines so far. */
export const LINES: usize = 24
export const RECORDS: usize = 28
export const BLANKS: usize = 32
/** Lines that the arrays have room for. */
export const ROOM: usize = 36
/** The block's arrays. */
export const STARTS: usize = 40
export const ENDS: usize = 44
export const KEY_STARTS: usize = 48
export const KEY_ENDS: usize = 52
export const LINE_NUMBERS: usize = 56
export const EVENT_TIMES: usize = 60
export const LOG_TYPES: usize = 64
export const LINE_ENDS: usize = 68
export const BLANK_LINES: usize = 72
/** Which kind of line: LINE_ACCESS, LINE_JSON. */
export const KIND: usize = 76
/** A record has at most GROWTH bytes for each of its line, and FIXED more. */
export const FIXED: usize = 80
export const GROWTH: usize = 84
export const MOST_RECORD_BYTES: usize = 88
/** Lengths of the texts below; tails of 0 bytes: no metadata. */
export const HOST_TAIL_BYTES: usize = 92
export const TAIL_BYTES: usize = 96
export const READING_TIME_BYTES: usize = 100
/** Offset in the file of the chunk's first byte. */
export const OFFSET: usize = 104
/** Time of reading, ms since the epoch. */
export const READ_AT: usize = 112
/** With LINE: where the line after the declined one begins. */
export const NEXT: usize = 120
/** With OUTPUT_FULL: bytes that the next record may need. */
export const NEED: usize = 124

/** Time of reading as JSON text in quotes, up to 64 bytes. */
export const READING_TIME: usize = JOB + 128
/** `,"host":"…","event_id":"<generation>:`, up to 1 KiB, and the same without the host. */
export const HOST_TAIL: usize = JOB + 256
export const TAIL: usize = JOB + 256 + 1152

export const LINE_ACCESS: u32 = 0
export const LINE_JSON: u32 = 1

/** What `run` answers: the chunk is read. */
export const DONE: u32 = 0
/** The line at AT is not for the kernel. */
export const LINE: u32 = 1
/** The block needs a larger place. */
export const OUTPUT_FULL: u32 = 2
/** The arrays need room for more lines. */
export const INDEX_FULL: u32 = 3

export function jobAt(): usize {
  return JOB
}

export function formAt(): usize {
  return FORM
}
