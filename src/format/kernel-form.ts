/** Line functions of the kernel (`kernel/job.ts`): access logs are 0, JSON lines 1. */
export const LINE_ACCESS = 0
export const LINE_JSON = 1

/** How a format runs in the kernel. */
export interface KernelForm {
  /** Which line function reads the lines. */
  readonly kind: number
  /** A record has at most this many bytes for each byte of its line, */
  readonly growth: number
  /** and this many more, not counting host and event id. */
  readonly fixedBytes: number
  /** The tables, ready to lie at `address` (bytes from the memory's start): at most `LARGEST_IMAGE` bytes. */
  image(address: number): Uint8Array
}

/** Room for the tables of the format that is read now, in bytes. */
export const LARGEST_IMAGE: number = 64 * 1024
