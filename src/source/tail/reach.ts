/** Lines that a chunk is to hold: as many as a mebibyte of access log has. */
const LINES = 4096
/** No less is read at a time while there is more, and no more before anything is known of a file's lines. */
const LEAST_BYTES = 64 * 1024

/**
 * Bytes that the next chunk of a file is to have. What follows a chunk through the pipeline takes memory by its lines (40 bytes each in indexes
 * alone): a mebibyte of two-byte lines, one `{}` after another, took 357 MB in all, where a chunk of as many lines as others have takes what others
 * take.
 * @param lineBytes bytes of a line, on the average, as far as that is known
 * @param most bytes, however long lines are
 */
export function reach(lineBytes: number | undefined, most: number): number {
  return Math.min(most, Math.max(LEAST_BYTES, Math.ceil(LINES * (lineBytes ?? 0))))
}
