/** A failure of the servers that comes and goes, all in ms. */
export interface Outage {
  /** From the start until it comes first. */
  readonly firstMs: number
  readonly lastsMs: number
  /** From one beginning to the next; longer than it lasts. */
  readonly everyMs: number
}

/** Share of requests that the servers do not answer while it lasts. */
export const OUTAGE_SHARE = 0.5

/** @param elapsedMs since the start */
export function isOutage({ firstMs, lastsMs, everyMs }: Outage, elapsedMs: number): boolean {
  return elapsedMs >= firstMs && (elapsedMs - firstMs) % everyMs < lastsMs
}
