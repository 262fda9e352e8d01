/** What one Kinesis record holds: a line, many lines, or a KPL aggregate. */
export const PACK_NAMES = ['single', 'lines', 'kpl'] as const
export type PackName = (typeof PACK_NAMES)[number]

/** What packed lines may go through. */
export const COMPRESSION_NAMES = ['gzip', 'zstd'] as const
export type CompressionName = (typeof COMPRESSION_NAMES)[number]

/** Records held at most unless told, where they are packed: at a million a second enough for the requests under way and the next. */
export const PACKED_QUEUE_RECORDS = 100_000
