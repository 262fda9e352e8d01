/** What one Kinesis record holds: a line, many lines, or a KPL aggregate. */
export const PACK_NAMES = ['single', 'lines', 'kpl'] as const
export type PackName = (typeof PACK_NAMES)[number]

/** What packed lines may go through. */
export const COMPRESSION_NAMES = ['gzip', 'zstd'] as const
export type CompressionName = (typeof COMPRESSION_NAMES)[number]

/**
 * Records held at most unless told (`--queue-maxsize`). Without pacing two whole requests for each of four lanes: one under
 * way, one gathering (with 1,000 a request held 170 records, and each request costs as much as 100 records). Where they are
 * packed, a whole request of each of four lanes: 100,000 were no faster and took 10 MB more.
 */
export function queueRecords(packed: boolean, paced: boolean): number {
  if (packed) return 10_000
  return paced ? 1_000 : 4_000
}
