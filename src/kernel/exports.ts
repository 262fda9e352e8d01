/** The functions of `kernel/index.ts`, addresses and sizes as numbers (bytes). */
export interface KernelExports {
  /** First address that no constant of the module occupies. */
  heapBase(): number
  /** Address of the job (`kernel/job.ts`, `src/format/kernel-job.ts`). */
  jobAt(): number
  /** Address of the place for a format's tables. */
  formAt(): number
  /** Reads lines of the job's chunk into its block until somebody else must act; what that is. */
  run(): number
  /** Address of the next LF in `[from, end)`, `end` when there is none. */
  lineEnd(from: number, end: number): number
  /** MD5 of the `length` (at most 256) bytes at `from`, to the 16 bytes at `to`. */
  md5(from: number, length: number, to: number): void
  /** See `kernel/place-keys.ts`. Returns how many keys are not plain. */
  placeKeys(
    bytes: number,
    keyStart: number,
    keyEnd: number,
    n: number,
    lane: number,
    hash: number,
    kind: number,
    starts: number,
    shards: number,
    stripes: number,
    cache: number,
    epoch: number,
  ): number
  /** Records of a PutRecords body in JSON, from `n` places of `kernel/put-body.ts`; the address after them. */
  putJson(places: number, n: number, to: number): number
  /** The same in CBOR. */
  putCbor(places: number, n: number, to: number): number
}
