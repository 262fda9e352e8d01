/**
 * Why a line was not accepted. Closed and ordered: `RecordBlock.rejectReason` holds the index, dead-letter files
 * hold the word, so a word never changes its meaning.
 */
export const REJECT_REASONS = [
  /** The bytes that the format has between two fields are not there. */
  'expected_literal',
  'bad_timestamp',
  'bad_address',
  'bad_number',
  'unterminated_quote',
  /** The line is over before the format is. */
  'line_ends_early',
  /** The format is over before the line is. */
  'text_after_end',
  /** A line over the length limit was cut before its timestamp. */
  'cut_line',
  /** NUL bytes, or mostly control characters: not text. */
  'binary',
  /** Even the shortest record of this line is larger than a record may be. */
  'too_long',
  /** The line that names the columns was not seen. */
  'no_header',
  /** The user's pattern does not match the line. */
  'no_match',
  /** The line is longer than what may be matched with the user's pattern. */
  'over_match_limit',
] as const

export type RejectReason = (typeof REJECT_REASONS)[number]

export const EXPECTED_LITERAL = 0
export const BAD_TIMESTAMP = 1
export const BAD_ADDRESS = 2
export const BAD_NUMBER = 3
export const UNTERMINATED_QUOTE = 4
export const LINE_ENDS_EARLY = 5
export const TEXT_AFTER_END = 6
export const CUT_LINE = 7
export const BINARY = 8
export const TOO_LONG = 9
export const NO_HEADER = 10
export const NO_MATCH = 11
export const OVER_MATCH_LIMIT = 12
